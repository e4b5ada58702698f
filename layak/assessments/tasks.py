"""Background work of a sheet."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from layak.assessments import rereading
from layak.assessments.claims import Claim, Reach, claim_of
from layak.assessments.delivering import (
    DISK_FULL,
    disk_is_full,
    enqueue,
    holding,
    readable_path,
)
from layak.assessments.learning import classifier_for
from layak.assessments.models import DeliveredFile, Delivery
from layak.assessments.pipeline import Filed, Run, Source, Workshop
from layak.documents import archives
from layak.documents.digesting import copy_digesting
from layak.documents.sandbox import ReaderPool
from layak.evidence import scans
from layak.lib.errors import Refusal

# Somebody watches: a few documents at once are told of sooner than many.
AT_ONCE = 8
# Seconds until files are tried again for which there was no room.
TRY_AGAIN = 60


@lru_cache(maxsize=1)
def readers() -> ReaderPool:
    """The reader children of this worker, made with the first job."""
    return ReaderPool()


def workshop(city: int) -> Workshop:
    """The reader children and the classifier for a city (by key)."""
    return Workshop(readers(), classifier_for(city))


@app.task(name="layak.assessments.tasks.file_delivery", queue="filing", retry=3)
def file_delivery(delivery: int) -> None:
    """File what waits in a hand-over. Begun again after a kill, it goes on where it stopped."""
    handed = (
        Delivery.objects.select_related(
            "assessment__city", "assessment__instrument", "organization", "delivered_by"
        )
        .filter(pk=delivery)
        .first()
    )
    if handed is None:
        return
    run = Run(
        handed.assessment,
        workshop(handed.assessment.city_id),
        organization=handed.organization,
        actor=handed.delivered_by,
        at=timezone.now(),
        batch=AT_ONCE,
    )
    postponed = _unpack(handed)
    waiting = list(
        handed.files.filter(status=DeliveredFile.Status.WAITING)
        .exclude(pk__in=postponed)
        .select_related("claimed__question")
    )
    rows: dict[Path, DeliveredFile] = {}
    for filed in run.file(_sources(waiting, run, rows)):
        if filed.later:
            row = rows[filed.source.location]
            _postpone(row, filed.reason)
            postponed.add(row.pk)
        else:
            _settle(rows[filed.source.location], filed, run)
    if not handed.files.filter(status=DeliveredFile.Status.WAITING).exists():
        Delivery.objects.filter(pk=handed.pk).update(finished_at=timezone.now())
    elif postponed:
        enqueue(handed, after=TRY_AGAIN)


@app.task(name=scans.READ_SCAN, queue=scans.QUEUE, retry=3)
def read_scan(sha256: str) -> None:
    """Read some pages of a scan and queue up again behind the others, or draw the conclusions.

    Each page is kept as soon as it is read: begun again after a kill, it goes on where it stopped.
    """
    if scans.can_read() and scans.read_some(sha256, at=timezone.now()):
        scans.enqueue(sha256)
        return
    rereading.finish(sha256, workshop, at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(
    name="layak.assessments.tasks.take_up_scans",
    queue="filing",
    queueing_lock="layak.assessments.tasks.take_up_scans",
)
def take_up_scans(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    """Queue scans that nobody reads: their job was given up, or Tesseract came later."""
    if scans.can_read():
        for sha256 in scans.waiting_files():
            scans.enqueue(sha256)


def _sources(
    waiting: list[DeliveredFile], run: Run, rows: dict[Path, DeliveredFile]
) -> Iterator[Source]:
    form = run.desk.form
    for row in waiting:
        location = holding() / row.holding
        rows[location] = row
        if row.claimed is not None:
            claim: Claim | None = Claim(Reach.ITEM, row.claimed.question.code)
        else:
            claim = claim_of(
                row.path, items=form.items.keys(), indicators=form.rows, clusters=form.clusters
            )
        by_person = row.claimed is not None
        yield Source(row.path, location, claim, by_person, row.received_at)


def _postpone(row: DeliveredFile, reason: str) -> None:
    """Say why a file still waits; its bytes stay where they are."""
    row.reason = reason
    row.save(update_fields=["reason"])


def _settle(row: DeliveredFile, filed: Filed, run: Run) -> None:
    """Write down what became of a file, then let go of the waiting copy."""
    row.status = filed.status
    row.reason = filed.reason
    row.evidence_id = filed.evidence_id
    row.placed_id = run.desk.answers[filed.placed[0]] if filed.placed else None
    row.misplaced = filed.misplaced
    row.save(update_fields=["status", "reason", "evidence", "placed", "misplaced"])
    filed.source.location.unlink(missing_ok=True)


def _unpack(delivery: Delivery) -> set[int]:
    """Replace each waiting ZIP by its members: all of them and the ZIP's end, or nothing.

    Returns the keys of those that have to wait, because there was no room for what is inside.
    """
    postponed = set()
    for row in delivery.files.filter(status=DeliveredFile.Status.WAITING):
        place = holding() / row.holding
        if not place.exists():
            row.status = DeliveredFile.Status.REFUSED
            row.reason = "Berkas hilang dari tempat tunggu. Serahkan sekali lagi."
            row.save(update_fields=["status", "reason"])
        elif archives.is_archive(place):
            try:
                _open_archive(delivery, row, place)
            except OSError as error:
                if error.errno not in DISK_FULL:
                    raise
                _drop_members(place)
                _postpone(row, str(disk_is_full()))
                postponed.add(row.pk)
    return postponed


def _open_archive(delivery: Delivery, packed: DeliveredFile, place: Path) -> None:
    stem = packed.path.rsplit(".", 1)[0]
    members: list[DeliveredFile] = []
    try:
        for number, entry in enumerate(archives.entries(place)):
            member = DeliveredFile(
                delivery=delivery,
                path=readable_path(f"{stem}/{entry.name}"),
                claimed=packed.claimed,
                received_at=packed.received_at,
            )
            if isinstance(entry, archives.Skipped):
                member.status, member.reason = DeliveredFile.Status.REFUSED, entry.reason
            else:
                _hold_member(entry, place.with_name(f"{place.name}-{number}"), member)
            members.append(member)
    except Refusal as refusal:
        packed.status, packed.reason = DeliveredFile.Status.REFUSED, str(refusal)
        packed.save(update_fields=["status", "reason"])
        _drop_members(place)
        place.unlink(missing_ok=True)
        return
    with transaction.atomic():
        DeliveredFile.objects.bulk_create(members)
        packed.delete()
    place.unlink(missing_ok=True)


def _drop_members(place: Path) -> None:
    """Let go of what was unpacked of a ZIP that is not opened after all."""
    for member in place.parent.glob(f"{place.name}-*"):
        member.unlink()


def _hold_member(entry: archives.Entry, target: Path, member: DeliveredFile) -> None:
    try:
        with entry.open() as packed, target.open("wb") as written:
            copy_digesting(packed, written, archives.WalkLimits().entry_bytes)
    except Refusal as refusal:
        target.unlink(missing_ok=True)
        member.status, member.reason = DeliveredFile.Status.REFUSED, str(refusal)
    else:
        member.holding = str(target.relative_to(holding()))
