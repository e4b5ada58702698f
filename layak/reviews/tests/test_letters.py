"""Letters say what the snapshot says, and nothing else."""

import json
from datetime import date
from io import BytesIO
from typing import Any

import docx
import pypdfium2
import pytest

from layak.assessments.models import Stage
from layak.assessments.tests.make import answer_of
from layak.documents.plain import Paragraph, PlainDocument, SignatureBlock, Table
from layak.reviews.letters import LetterKind, write_letter
from layak.reviews.models import Snapshot
from layak.reviews.printing import print_letter
from layak.reviews.stages import finish
from layak.reviews.tests.make import REVIEWED, accept, adjust, give_back, make_submitted
from tests.world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def snapshot() -> Snapshot:
    world = make_world()
    sheet = make_submitted(world)
    accept(answer_of(sheet, "4.1"), world.verifier)
    adjust(answer_of(sheet, "4.2"), "12.345", world.verifier)
    give_back(answer_of(sheet, "12.1"), world.verifier)
    return finish(sheet, actor=world.verifier, at=REVIEWED)


def letter(snapshot: Snapshot, kind: LetterKind) -> PlainDocument:
    return write_letter(
        kind, json.loads(snapshot.body), day=date(2023, 4, 19), digest=snapshot.digest
    )


def words(document: PlainDocument) -> str:
    return " ".join(block.text for block in document.blocks if isinstance(block, Paragraph))


def tables(document: PlainDocument) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def test_the_governors_letter_tells_the_result_and_its_causes(snapshot: Snapshot) -> None:
    document = letter(snapshot, LetterKind.GOVERNOR)
    text = words(document)
    assert (
        "Nilai penilaian mandiri 100,00 menjadi 82,35 pada verifikasi administrasi (turun 17,66 "
        "poin) dari 100,00 poin yang dapat diraih, yaitu peringkat Lanjut."
    ) in text
    assert "3 telah diputuskan: 1 diterima, 1 disesuaikan nilainya, 1 dikembalikan" in text
    by_cluster, notes = tables(document)
    assert [str(cell) for cell in by_cluster.rows[-1]] == ["Jumlah", "", "100.00", "82.35"]
    assert notes.rows[1][-1] == "Dokumen belum ada: Lampirkan SK yang berlaku."
    assert document.letterhead == ("Gubernur Banten",)


def test_the_minutes_show_every_stage_so_far(snapshot: Snapshot) -> None:
    document = letter(snapshot, LetterKind.MINUTES)
    assert document.title == "Berita Acara Verifikasi Administrasi Kota Serang Tahun 2023"
    assert tables(document)[0].columns[2:] == ["Penilaian mandiri", "Verifikasi administrasi"]


@pytest.mark.parametrize(
    ("code", "goal", "answerable"),
    [
        ("kla-2024", "Kabupaten/Kota Layak Anak", "Gugus Tugas KLA Kota Serang"),
        ("ape-2024", "Anugerah Parahita Ekapraya", "Penanggung jawab APE Kota Serang"),
    ],
)
def test_letters_bear_the_name_of_their_award(
    snapshot: Snapshot, code: str, goal: str, answerable: str
) -> None:
    body = json.loads(snapshot.body)
    body["instrument"]["code"] = code
    for kind in LetterKind:
        document = write_letter(kind, body, day=date(2023, 4, 19), digest=snapshot.digest)
        assert f"{goal} " in words(document)
    assert document.letterhead[0] == f"Evaluasi {goal}"
    signed = [one.office for one in document.blocks if isinstance(one, SignatureBlock)]
    assert answerable in signed


def test_a_self_assessment_gives_no_letter(snapshot: Snapshot) -> None:
    first = Snapshot.objects.get(assessment=snapshot.assessment, stage=Stage.SELF)
    with pytest.raises(ValueError, match="no surat-gubernur of self"):
        letter(first, LetterKind.GOVERNOR)


@pytest.mark.parametrize("kind", list(LetterKind))
def test_equal_snapshots_give_equal_bytes(snapshot: Snapshot, kind: LetterKind) -> None:
    first, second = print_letter(snapshot, kind), print_letter(snapshot, kind)
    assert first == second
    said = read(first)
    assert snapshot.digest in said.replace("\r\n", "").replace("\n", "")
    assert "19 April 2023" in said


def test_a_letter_can_be_edited(snapshot: Snapshot) -> None:
    made = print_letter(snapshot, LetterKind.GOVERNOR, "docx")
    said = "\n".join(one.text for one in docx.Document(BytesIO(made)).paragraphs)
    assert snapshot.digest in said
    assert "Kota Serang" in said


def read(pdf: bytes) -> str:
    document: Any = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)
