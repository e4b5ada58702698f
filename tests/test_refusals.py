"""What reading a file gave is said in the language of whoever reads the page."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from layak.ui.refusals import SENTENCES, in_readers_language

HOUSE = Path(__file__).resolve().parents[1] / "layak"
# Modules whose sentences come to a page through a row or a refusal.
SPEAKING = (
    *(
        HOUSE / "documents" / f"{name}.py"
        for name in (
            *("archives", "cells", "detection", "digesting", "reading"),
            *("results", "sandbox", "scanning", "tables"),
        )
    ),
    HOUSE / "assessments" / "pipeline.py",
    HOUSE / "assessments" / "tasks.py",
)


def said_in(path: Path) -> Iterator[str]:
    """The sentences in a module's code; what is filled into one is a 7 here."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            silent |= {id(part) for part in ast.walk(node) if part is not node}
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values
            )
        else:
            continue
        if text[:1].isupper() and text.endswith(".") and " " in text:
            yield text


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.name)
def test_every_sentence_about_a_file_is_said_in_english_to_who_reads_english(path: Path) -> None:
    said = list(said_in(path))
    assert said, "this module says nothing any more: take it off the list"
    with translation.override("en"):
        assert [text for text in said if in_readers_language(text) == text] == []


def test_what_is_filled_in_stays_and_a_kind_of_file_is_translated() -> None:
    with translation.override("en"):
        assert (
            in_readers_language("PDF berisi 5000 halaman; paling banyak 3000.")
            == "The PDF has 5000 pages; at most 3000 are read."
        )
        assert in_readers_language(
            "Nama berkas berakhiran .docx, tetapi isinya dokumen PDF. "
            "Tidak ada teks yang dapat dibaca; berkas ini mungkin hasil pindaian."
        ) == (
            "The file's name ends in .docx, but it is a PDF document. "
            "There is no text to be read; the file may be a scan."
        )
        assert (
            in_readers_language(
                "ZIP berisi terlalu banyak berkas; paling banyak 5.000. "
                "Bagi menjadi beberapa bagian."
            )
            == "The ZIP holds too many files; at most 5.000. Divide it into several parts."
        )


def test_who_reads_indonesian_and_what_nobody_knows_is_left_as_it_is() -> None:
    with translation.override("id"):
        for sentence in SENTENCES:
            assert in_readers_language(sentence) == sentence
    with translation.override("en"):
        for said in ("", "Sesuatu yang lain.", "ZIP rusak atau terpotong. Lalu ada lagi"):
            assert in_readers_language(said) == said
