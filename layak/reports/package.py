"""The hand-over package of a snapshot: its reports, letters, text, manifest and every annex."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.audit.services import record
from layak.documents.packaging import Member, of_bytes, of_file, pack
from layak.evidence.models import StoredFile
from layak.evidence.storage import location
from layak.lib.errors import Refusal
from layak.reports.city import CityData
from layak.reports.gathering import city_of_snapshot
from layak.reports.models import Format, Kind, Rendering
from layak.reports.services import ask_for_report
from layak.reviews.letters import OFFERED
from layak.reviews.models import Snapshot
from layak.reviews.printing import print_letter
from layak.reviews.snapshots import canonical

FORMAT = 1
WANTED = ((Kind.KLA, Format.PDF), (Kind.KLA, Format.DOCX), (Kind.KLA, Format.XLSX))
ANNEXES = "lampiran/"
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Package:
    """A package on its way: its name, size in bytes and the bytes as they are made."""

    name: str
    size: int
    stream: Iterator[bytes]


def reports_of(snapshot: Snapshot) -> list[Rendering | None]:
    """The reports that go along, in order; None for one whose bytes are not there yet."""
    rows = list(Rendering.objects.filter(snapshot=snapshot))
    return [
        next((row for row in rows if (row.kind, row.format) == wanted and row.there), None)
        for wanted in WANTED
    ]


def prepare(snapshot: Snapshot, *, actor: User, at: datetime) -> list[Rendering]:
    """Have the reports made that are missing."""
    return [
        ask_for_report(snapshot.assessment, kind, wanted, snapshot=snapshot, actor=actor, at=at)
        for kind, wanted in WANTED
    ]


def hand_over(snapshot: Snapshot, *, actor: User, at: datetime) -> Package:
    """Pack a snapshot. The same snapshot gives the same bytes, whenever and by whomever.

    Raises ``Refusal`` when a report is not made yet or the bytes of a document are not there.
    """
    ready = [row for row in reports_of(snapshot) if row is not None]
    if len(ready) < len(WANTED):
        raise Refusal(_("Laporan untuk paket ini belum selesai disusun."))
    data = city_of_snapshot(snapshot)
    members = [_report(row) for row in ready]
    members += [
        of_bytes(f"surat/{kind}.pdf", print_letter(snapshot, kind))
        for kind in OFFERED[snapshot.stage]
    ]
    members.append(of_bytes("potret.json", snapshot.body.encode()))
    annexes = _annexes(data)
    members.append(of_bytes("manifes.json", _manifest(snapshot, data, [*members, *annexes])))
    members += annexes
    size, stream = pack(members)
    name = f"{ready[0].name.removesuffix('.pdf')}_paket.zip"
    detail = {"snapshot": snapshot.digest, "files": len(members), "bytes": size}
    with (
        transaction.atomic(),
        record("package.handed_over", snapshot.assessment, actor=actor, at=at, detail=detail),
    ):
        return Package(name, size, stream)


def _report(row: Rendering) -> Member:
    return of_file(f"laporan/{row.name}", row.place, size=row.size, sha256=row.sha256)


def _annexes(data: CityData) -> list[Member]:
    known = dict(
        StoredFile.objects.filter(sha256__in=[paper.sha256 for paper in data.papers]).values_list(
            "sha256", "size"
        )
    )
    gone = [
        paper.name
        for paper in data.papers
        if paper.sha256 not in known or not location(paper.sha256).is_file()
    ]
    if gone:
        raise Refusal(_gone(gone))
    return [
        of_file(
            ANNEXES + paper.annex,
            location(paper.sha256),
            size=known[paper.sha256],
            sha256=paper.sha256,
        )
        for paper in data.papers
    ]


def _gone(names: Sequence[str]) -> str:
    said = ", ".join(f"“{name}”" for name in names[:_NAMED])
    if len(names) > _NAMED:
        said += _(" dan %(more)s lainnya") % {"more": len(names) - _NAMED}
    return _("Berkas data dukung tidak ada di server: %(names)s.") % {"names": said}


def _manifest(snapshot: Snapshot, data: CityData, members: Sequence[Member]) -> bytes:
    """What the package is of, and each of its files with the items that it proves."""
    uses = {ANNEXES + paper.annex: paper for paper in data.papers}
    files = []
    for one in members:
        told: dict[str, object] = {"path": one.name, "size": one.size, "sha256": one.sha256}
        if paper := uses.get(one.name):
            told["name"] = paper.name
            told["items"] = [{"code": use.code, "page": use.page} for use in paper.uses]
        files.append(told)
    return canonical(
        {
            "format": FORMAT,
            "city": data.city,
            "cycle": data.year,
            "stage": snapshot.stage,
            "example": data.example,
            "snapshot": snapshot.digest,
            "files": files,
        }
    ).encode()
