"""The authored evidence of the demo: complete, readable, misfiled where the story says so."""

import hashlib
import json
import re
import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePosixPath

import pypdfium2
import pytest

from layak.documents.personal import Personal, find
from layak.documents.plain import Paragraph, Table
from layak.instruments.files import LIBRARY, read
from layak.lib.errors import Refusal
from layak.operations.demo.files import (
    EXAMPLE,
    STORY,
    DemoDocument,
    list_documents,
    list_flawed,
    render,
    write_demo_files,
)
from layak.operations.demo.markup import cell, parse

EDITION = read(LIBRARY / "kla-2024")
CLUSTER_OF = {
    question.code: cluster.code
    for cluster in EDITION.clusters
    for indicator in cluster.indicators
    for question in indicator.questions
}


def indicator_of(code: str) -> str:
    return code.partition(".")[0]


def misfiled() -> list[DemoDocument]:
    return [
        document
        for document in list_documents()
        if indicator_of(document.claimed) not in {indicator_of(c) for c in document.speaks_for}
    ]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_demo_files(tmp_path_factory.mktemp("serang"))


def test_there_are_enough_documents_of_every_kind() -> None:
    kinds = Counter(PurePosixPath(d.paths[0]).suffix for d in list_documents())
    assert kinds[".pdf"] >= 45
    assert kinds[".docx"] >= 15
    assert kinds[".xlsx"] >= 14
    assert kinds[".jpg"] >= 10


def test_every_indicator_and_both_territory_blocks_have_documents() -> None:
    numbers = {
        int("".join(filter(str.isdigit, indicator_of(code))))
        for document in list_documents()
        for code in document.speaks_for
    }
    assert numbers == set(range(1, 27))


def test_every_folder_and_every_proof_names_an_item_of_the_instrument() -> None:
    for document in list_documents():
        assert document.claimed in CLUSTER_OF, document.paths[0]
        assert set(document.speaks_for) <= set(CLUSTER_OF), document.paths[0]


def test_answers_of_cluster_one_lie_in_folders_of_cluster_four() -> None:
    moved = [
        document
        for document in misfiled()
        if CLUSTER_OF[document.claimed] == "4" and CLUSTER_OF[document.speaks_for[0]] == "1"
    ]
    assert len(moved) == 6
    inside = [
        document
        for document in misfiled()
        if CLUSTER_OF[document.claimed] == CLUSTER_OF[document.speaks_for[0]]
    ]
    assert len(inside) == 2
    assert len(misfiled()) == 8


def test_at_least_eleven_items_that_ask_for_evidence_have_none() -> None:
    filled = {code for document in list_documents() for code in document.speaks_for}
    asking = {q.code for q in EDITION.questions if q.requirements}
    assert len(asking - filled) >= 11
    assert {"4.5", "21A.5", "8.3"} <= asking - filled


def test_three_sets_of_equal_bytes_lie_in_several_folders(written: list[Path]) -> None:
    digests = Counter(hashlib.sha256(path.read_bytes()).hexdigest() for path in written)
    assert sum(count > 1 for count in digests.values()) == 3


def test_evidence_speaks_of_2021_and_2022_but_for_three_documents() -> None:
    years = Counter(document.plain.dated.year for document in list_documents())
    assert set(years) == {2019, 2020, 2021, 2022}
    assert years[2019] + years[2020] == 3


def test_every_document_says_that_it_is_an_example() -> None:
    for document in list_documents():
        last = document.plain.blocks[-1]
        assert isinstance(last, Paragraph)
        assert last.text.endswith(EXAMPLE)


def test_no_case_table_shows_a_number_below_five() -> None:
    for document in list_documents():
        if not any(indicator_of(c) in {"21B", "24A"} for c in document.speaks_for):
            continue
        for table in (b for b in document.plain.blocks if isinstance(b, Table)):
            numbers = [value for row in table.rows for value in row if isinstance(value, int)]
            assert all(value >= 5 for value in numbers), document.paths[0]


def test_the_complaint_procedure_names_no_channel_but_two() -> None:
    found = next(d for d in list_documents() if d.claimed == "21A.4a")
    text = " ".join(str(block) for block in found.plain.blocks)
    assert "112" in text
    assert "Rabeg" in text
    for unnamed in ("P2TP2A", "UPTD", "UPT ", "SAPA", "PATBM", "relawan"):
        assert unnamed not in text


def test_the_written_files_are_what_their_names_say(written: list[Path]) -> None:
    heads = {".pdf": b"%PDF", ".docx": b"PK", ".xlsx": b"PK", ".jpg": b"\xff\xd8"}
    assert len(written) == sum(len(d.paths) for d in list_documents())
    for path in written:
        assert path.read_bytes().startswith(heads[path.suffix]), path


def test_a_pdf_can_be_read_and_has_one_to_five_pages(written: list[Path]) -> None:
    for path in (p for p in written if p.suffix == ".pdf"):
        pdf = pypdfium2.PdfDocument(path)
        assert 1 <= len(pdf) <= 5
        assert len(pdf[0].get_textpage().get_text_range()) > 200


def test_writing_again_changes_no_byte(written: list[Path]) -> None:
    folder = written[0].parents[1]
    before = {path: path.stat().st_mtime_ns for path in written}
    assert write_demo_files(folder) == written
    assert {path: path.stat().st_mtime_ns for path in written} == before


def test_equal_texts_give_equal_bytes() -> None:
    one_of_each = {PurePosixPath(d.paths[0]).suffix: d for d in list_documents()}
    for document in one_of_each.values():
        assert render(document) == render(document)


def test_marks_become_blocks() -> None:
    kinds = [
        type(block).__name__
        for block in parse(
            "# Bab\n\nKata\nlanjut.\n\n- a\n- b\n\n1. c\n\n: D | e\n\n===\n^ T\n| x |\n| 1 |"
        )
    ]
    assert kinds == ["Heading", "Paragraph", "Items", "Items", "Fields", "PageBreak", "Table"]


def test_a_year_stays_text_and_a_number_becomes_one() -> None:
    assert cell("2022") == "2022"
    assert cell("1.214") == 1214
    assert cell("94,88") == Decimal("94.88")
    assert cell("007") == "007"


def test_a_table_with_an_uneven_row_is_refused() -> None:
    with pytest.raises(Refusal, match="baris 2"):
        parse("| a | b |\n| c |")


def test_every_office_of_the_instrument_is_one_organization() -> None:
    named = {office for q in EDITION.questions for office in (q.lead, *q.contributors) if office}
    for agency in EDITION.agencies:
        named |= {agency.code, agency.name, *agency.aliases}
    rows = tomllib.loads((STORY / "organizations.toml").read_text(encoding="utf-8"))["organization"]
    owners: dict[str, set[str]] = {}
    for row in rows:
        for name in {row["name"], row["short_name"], *row["aliases"]}:
            owners.setdefault(name.casefold(), set()).add(row["short_name"])
    assert [name for name, found in owners.items() if len(found) > 1] == []
    assert sorted(name for name in named if name.casefold() not in owners) == []


def test_every_role_has_a_sign_in() -> None:
    people = tomllib.loads((STORY / "people.toml").read_text(encoding="utf-8"))["person"]
    assert len({person["email"] for person in people}) == len(people)
    assert all(person["email"].endswith("@serang.contoh.id") for person in people)
    assert {person["role"] for person in people} == {
        "administrator",
        "secretariat",
        "officer",
        "head",
        "operator",
        "verifier",
        "leader",
        "auditor",
    }


def test_no_date_lies_after_the_field_verification() -> None:
    assert max(d.plain.dated for d in list_documents()) < date(2023, 5, 29)
    assert json.dumps([d.paths for d in list_documents()])


def test_documents_with_flaws_are_examples_too_and_give_the_same_bytes_again() -> None:
    for document in list_flawed():
        assert document.claimed in CLUSTER_OF
        last = document.plain.blocks[-1]
        assert isinstance(last, Paragraph)
        assert last.text.endswith(EXAMPLE)
        assert render(document) == render(document)


def test_a_scan_is_pictures_alone_with_its_photograph_at_the_end(tmp_path: Path) -> None:
    scans = [document for document in list_flawed() if document.scanned]
    assert scans
    for document, path in zip(scans, write_demo_files(tmp_path, scans), strict=True):
        pdf = pypdfium2.PdfDocument(path)
        assert len(pdf) == len(document.scanned) + bool(document.photo)
        assert not any(page.get_textpage().get_text_range() for page in pdf)


def test_the_children_of_the_demo_are_nobody() -> None:
    """Their numbers carry a region that is none; nothing else in the demo holds a number."""
    named = [trace for d in list_flawed() for trace in find([_said(d)], on=d.plain.dated)]
    assert {trace.kind for trace in named} >= {Personal.IDENTITY}
    numbers = re.findall(r"\b\d{16}\b", "".join(map(_said, list_flawed())))
    assert numbers
    assert all(number.startswith("369999") for number in numbers)


def _said(document: DemoDocument) -> str:
    rows = [
        row for block in document.plain.blocks if isinstance(block, Table) for row in block.rows
    ]
    return "\n".join(" ".join(map(str, row)) for row in rows)
