"""A sent file of figures: kept, read, shown, and taken over. Large files by the worker."""

import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from layak.accounts.models import User
from layak.audit.services import record
from layak.lib.digests import digest_of
from layak.lib.errors import Refusal
from layak.measures.book import open_book
from layak.measures.models import ImportedFile
from layak.measures.reach import Reach, reach_of
from layak.measures.staging import Stage, as_text, staged
from layak.measures.tables import read_table
from layak.measures.understanding import Unclear, Understood, understand
from layak.organizations.models import Kind, Organization

# The worker knows the tasks by these names; web processes never import them.
READ_FILE = "layak.measures.tasks.read_file"
TAKE_FILE = "layak.measures.tasks.take_file"
# What is smaller is read while its sender waits.
AT_ONCE = 256 * 1024
MOST_SHOWN = 200
MOST_BAD = 1_000
_STEP = 2_000
# Bytes of understood rows that are copied at once.
_PART = 1024 * 1024

_S = ImportedFile.State


def holding() -> Path:
    """Where sent files wait until they are taken over."""
    return Path(settings.DATA_DIR) / "holding" / "measures"


def receive(
    scope: Organization, name: str, content: BinaryIO, *, actor: User, at: datetime
) -> ImportedFile:
    """Keep a sent file. Nothing of it is entered yet."""
    holding().mkdir(mode=0o700, parents=True, exist_ok=True)
    place = holding() / secrets.token_hex(12)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        while chunk := content.read(1024 * 1024):
            written.write(chunk)
    with record("figures.sent", scope, actor=actor, at=at, detail={"name": name[:200]}):
        return ImportedFile.objects.create(
            scope=scope, name=name[:200], holding=place.name, sent_at=at, sent_by=actor
        )


def place_of(sent: ImportedFile) -> Path:
    """The kept bytes of a sent file."""
    return holding() / sent.holding


def enqueue(sent: ImportedFile, task: str) -> None:
    """Ask the worker to read a file, or to take it over."""
    app.configure_task(task, queue="filing", lock=f"measures-{sent.pk}").defer(sent=sent.pk)


def read(sent: ImportedFile) -> None:
    """Understand every row and note what would become of it; nothing is entered."""
    if sent.state != _S.WAITING:
        return
    try:
        with staged() as stage:
            reach = reach_of(sent.sent_by)
            bad = _fill(stage, sent, reach)
            sent.new, sent.changed, sent.same = stage.counts()
            sent.findings = {**stage.samples(MOST_SHOWN), **sent.findings, "bad": bad}
            sent.findings["reach"] = _digest(reach)
        sent.state = _S.READ
    except Refusal as refusal:
        sent.state, sent.refusal = _S.REFUSED, str(refusal)[:300]
    sent.save()


@transaction.atomic
def begin_taking(sent: ImportedFile, reason: str) -> ImportedFile:
    """Say that a file is to be taken over; figures it corrects need a reason."""
    sent = ImportedFile.objects.select_for_update().get(pk=sent.pk)
    if sent.state != _S.READ:
        raise Refusal(_("Berkas ini sudah diambil atau belum selesai dibaca."))
    reason = " ".join(reason.split())
    if sent.changed and not reason:
        raise Refusal(_("Berkas ini mengubah angka yang sudah ada. Tulis alasannya."))
    sent.state, sent.reason, sent.done = _S.TAKING, reason[:300], 0
    sent.save(update_fields=["state", "reason", "done"])
    return sent


def take(sent: ImportedFile, *, at: datetime) -> None:
    """Enter what is new and correct what differs, all of it or nothing.

    What changed meanwhile is seen: rows are compared once more, and understood once more where its
    sender's hands reach elsewhere than when they looked.
    """
    if sent.state != _S.TAKING:
        return
    try:
        with staged() as stage:
            reach = reach_of(sent.sent_by)
            if sent.findings.get("reach") == _digest(reach) and _understood(sent).exists():
                bad = sent.findings["bad"]
                _fill_again(stage, sent)
            else:
                bad = _fill(stage, sent, reach)
            with transaction.atomic():
                _lock_taking(sent)
                told = {"file": sent.name}
                reason = sent.reason or _("Impor %(name)s") % {"name": sent.name}
                with record(
                    *("figures.imported", sent.scope),
                    actor=sent.sent_by,
                    at=at,
                    reason=reason,
                    detail=told,
                ) as detail:
                    taken = stage.take(actor=sent.sent_by, at=at)
                    sent.new, sent.changed, sent.same = taken
                    detail.update(new=sent.new, changed=sent.changed)
                sent.state = _S.DONE
                sent.findings = {**sent.findings, "bad": bad}
                sent.save()
    except Refusal as refusal:
        sent.state, sent.refusal = _S.REFUSED, str(refusal)[:300]
        sent.save()
    place_of(sent).unlink(missing_ok=True)
    _understood(sent).unlink(missing_ok=True)


def _understood(sent: ImportedFile) -> Path:
    """Where the understood rows of a file wait, as they are copied in."""
    return place_of(sent).with_suffix(".figures")


def _digest(reach: Reach) -> str:
    return digest_of(reach.kept, _offices(reach))


def _offices(reach: Reach) -> list[tuple[int, str, list[str], list[int], list[int]]]:
    return sorted(
        (one.key, one.city, sorted(one.names), sorted(one.given), sorted(one.taken))
        for one in reach.offices
    )


def _fill_again(stage: Stage, sent: ImportedFile) -> None:
    """Copy in what was understood before, a part at a time."""
    sent.done = 0
    with _understood(sent).open(encoding="utf-8", newline="") as rows:
        while part := rows.readlines(_PART):
            stage.add_text("".join(part))
            sent.done += len(part)
            ImportedFile.objects.filter(pk=sent.pk).update(done=sent.done)


def _lock_taking(sent: ImportedFile) -> None:
    """A job begun twice enters its rows once."""
    row = ImportedFile.objects.select_for_update().get(pk=sent.pk)
    if row.state != _S.TAKING:
        raise Refusal(_("Berkas ini sudah diambil atau belum selesai dibaca."))


def _fill(stage: Stage, sent: ImportedFile, reach: Reach) -> list[dict[str, object]]:
    """Copy the understood rows beside the table, and keep them; returns the first of the others."""
    place = place_of(sent)
    if not place.exists():
        raise Refusal(_("Berkasnya tidak tersimpan lagi. Kirim sekali lagi."))
    table = read_table(place, sent.name)
    sent.total, sent.done, sent.bad = table.total, 0, 0
    sent.findings = {"ignored": list(table.ignored)[:40]}
    shown: list[dict[str, object]] = []
    rows = understand(table.lines(), open_book(sent.scope), reach)
    with _understood(sent).open("w", encoding="utf-8", newline="") as kept:
        for part in _parts(rows):
            text = as_text(row for row in part if isinstance(row, Understood))
            stage.add_text(text)
            kept.write(text)
            unclear = [row for row in part if isinstance(row, Unclear)]
            shown += [_told(row) for row in unclear[: MOST_BAD - len(shown)]]
            sent.bad += len(unclear)
            sent.done += len(part)
            ImportedFile.objects.filter(pk=sent.pk).update(total=sent.total, done=sent.done)
    return shown


def _told(row: Unclear) -> dict[str, object]:
    problems = [[one.cell, one.sentence] for one in row.problems]
    return {"line": row.number, "problems": problems}


def _parts(
    rows: Iterator[Understood | Unclear | None],
) -> Iterator[list[Understood | Unclear | None]]:
    part = []
    for row in rows:
        part.append(row)
        if len(part) == _STEP:
            yield part
            part = []
    yield part


def within(region: Organization) -> Q:
    """The figures of a place and all that lies in it, by the key that is kept for its kind."""
    if region.kind == Kind.CITY:
        return Q(city=region)
    return Q(province=region) if region.kind == Kind.PROVINCE else Q()
