"""Reports for tests: a verified sheet, its snapshot, and files without the press."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.conf import settings

from layak.assessments.models import Answer, Assessment, Stage
from layak.assessments.tests.make import AT, answer_of, fill, make_sheet, put
from layak.evidence.models import Evidence
from layak.evidence.services import ReadFile, take_in
from layak.evidence.storage import keep
from layak.reports.making import file_name
from layak.reports.models import Format, Kind, Rendering, SignedCopy
from layak.reports.services import _keep
from layak.reviews.models import Snapshot
from layak.reviews.stages import submit_self
from layak.reviews.tests.make import SUBMITTED, adjust, make_national_verifier
from tests.world import World

NARRATIVE = "Cakupan naik karena layanan jemput bola; rinciannya <dilampirkan> & sah."


def make_paper(world: World, name: str, content: bytes) -> Evidence:
    """Hand in a document whose bytes are kept."""
    digest = hashlib.sha256(content).hexdigest()
    draft = world_file(name, content)
    keep(draft, digest)
    read = ReadFile(digest, len(content), name, "application/pdf", ["Isi."], 1)
    rows, _new = take_in(
        [read], city=world.city, organization=world.civil, actor=world.officer, at=AT
    )
    return rows[digest]


def world_file(name: str, content: bytes) -> Path:
    """Write bytes beside the stored files."""
    place = Path(settings.DATA_DIR) / "drafts" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place


def make_reported(world: World, *, example: bool = False) -> Assessment:
    """A small sheet: two of three questions answered, proven, handed over; one point lost."""
    sheet = make_sheet(world, example=example)
    first = fill(sheet, "4.1", actor=world.officer, note=NARRATIVE)
    Answer.objects.filter(pk=first.pk).update(
        matrix=[
            {"group": "Kasemen", "numerator": "1214", "year": 2022},
            {"group": "=1+1", "numerator": "12.5", "year": 2021},
        ]
    )
    second = fill(sheet, "12.1", label="Separuh")
    shared = make_paper(world, "SK Gugus Tugas KLA 2022.pdf", b"%PDF sk gugus tugas")
    put(first, shared, page=3)
    put(first, make_paper(world, "Laporan akta.pdf", b"%PDF laporan akta"))
    put(second, shared)
    submit_self(sheet, actor=world.secretariat, at=SUBMITTED)
    return Assessment.objects.select_related("city", "cycle", "instrument").get(pk=sheet.pk)


def take_points(sheet: Assessment, world: World) -> None:
    """Adjust one answer in the administrative verification."""
    adjust(answer_of(sheet, "4.1"), "15", make_national_verifier(world))


def snapshot_of(sheet: Assessment) -> Snapshot:
    """The snapshot of the self-assessment."""
    return Snapshot.objects.select_related(
        "assessment__city", "assessment__cycle", "assessment__instrument"
    ).get(assessment=sheet, stage=Stage.SELF)


def make_rendering(
    sheet: Assessment, content: bytes = b"%PDF-1.7 isi", *, at: datetime = AT, **fields: object
) -> Rendering:
    """A report whose bytes stand ready, without the press."""
    facts: dict[str, object] = {"kind": Kind.KLA, "format": Format.PDF} | fields
    rendering = Rendering(
        assessment=sheet,
        state=Rendering.State.READY,
        progress=100,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        asked_at=at,
        finished_at=at,
        **facts,
    )
    rendering.name = file_name(rendering)
    _keep(rendering, content)
    rendering.save()
    return rendering


def make_copy(rendering: Rendering) -> SignedCopy:
    """A signed copy, without a signature."""
    return SignedCopy.objects.create(
        rendering=rendering,
        content=b"%PDF-1.7 bertanda tangan",
        sha256="0" * 64,
        signer="Wali Kota Contoh",
        signed_at=AT,
    )
