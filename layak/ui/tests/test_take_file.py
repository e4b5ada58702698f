"""A table arrives as a file: none, an empty and a too large one are refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from layak.ui.files import MIB, TableFileForm


def refusal(data: bytes | None, *, most: int = 2 * MIB) -> list[str]:
    files = {} if data is None else {"file": SimpleUploadedFile("angka.csv", data)}
    with translation.override("id"):
        errors = TableFileForm({}, files, most=most).errors
        return [str(sentence) for sentence in errors.get("file", ())]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (None, "Berkas belum dipilih."),
        (b"", "Berkas ini kosong."),
        (b"x" * (2 * MIB + 1), "Berkas lebih besar dari 2 MB. Bagi menjadi beberapa."),
    ],
)
def test_what_cannot_be_a_table_is_refused(data: bytes | None, sentence: str) -> None:
    assert refusal(data) == [sentence]


def test_a_file_of_just_the_size_allowed_is_taken() -> None:
    assert refusal(b"x" * (2 * MIB)) == []


def test_a_form_that_was_not_sent_complains_of_nothing() -> None:
    assert not TableFileForm(most=MIB).errors
