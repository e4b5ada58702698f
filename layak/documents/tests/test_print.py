"""Printing: pages get a PDF without loading the typesetter."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from layak.documents import printing
from layak.documents.plain import Paragraph, PlainDocument
from layak.documents.printing import NotPrinted, print_pdf
from layak.documents.tests.make import make_document
from layak.documents.writing import write_pdf


def test_the_process_of_its_own_sets_the_same_bytes() -> None:
    document = make_document()
    assert print_pdf(document) == write_pdf(document)


def test_what_cannot_be_set_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "SECONDS", 0.01)
    with pytest.raises(NotPrinted):
        print_pdf(PlainDocument("Lambat", date(2023, 3, 3), [Paragraph("x")]))


def test_asking_for_a_pdf_loads_no_typesetter() -> None:
    code = "import sys, layak.documents.printing; print(*sys.modules)"
    root = str(Path(__file__).parents[3])
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=root
    ).stdout.split()
    assert "layak.documents.printing" in loaded
    assert {"typst", "docx", "xlsxwriter", "django"}.isdisjoint(loaded)
