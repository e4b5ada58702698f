"""Ask for reports, make them, sign them. Only own rows are written."""

import hashlib
import os
import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from layak.accounts.models import User
from layak.assessments.models import Assessment
from layak.audit.services import record
from layak.documents.printing import NotPrinted, print_report
from layak.documents.signing import Signatory, Wish
from layak.lib.errors import Refusal
from layak.organizations.models import Organization
from layak.reports.making import FORMATS, OF_A_SHEET, OF_A_SNAPSHOT, document_of, file_name
from layak.reports.models import Format, Kind, Rendering, SignedCopy
from layak.reviews.models import Snapshot

# The worker knows the task by this name; web processes never import it.
MAKE = "layak.reports.tasks.make"


@transaction.atomic
def ask_for_report(
    sheet: Assessment,
    kind: Kind,
    wanted: Format,
    *,
    snapshot: Snapshot | None = None,
    actor: User | None,
    at: datetime,
) -> Rendering:
    """Have a report of a sheet, or of its snapshot, made in the background.

    What is already being made, or stands ready of the same snapshot, is not made twice.
    """
    if kind not in (OF_A_SNAPSHOT if snapshot else OF_A_SHEET) or wanted not in FORMATS[kind]:
        raise Refusal(_("Laporan ini tidak dibuat dalam bentuk itu."))
    # Two may ask at once; the second is given what the first asked for.
    Assessment.objects.select_for_update().get(pk=sheet.pk)
    same = Rendering.objects.filter(assessment=sheet, kind=kind, format=wanted, snapshot=snapshot)
    for found in same:
        if found.working:
            # Its job may have been given up; one that waits already is not doubled.
            enqueue(found)
            return found
        if snapshot is not None and found.there:
            return found
    rendering = Rendering(
        kind=kind, format=wanted, assessment=sheet, snapshot=snapshot, asked_by=actor, asked_at=at
    )
    return _ask(rendering, sheet, actor=actor, at=at)


@transaction.atomic
def ask_for_league(
    province: Organization, year: int, wanted: Format, *, actor: User | None, at: datetime
) -> Rendering:
    """Have the league table of a province made in the background."""
    if wanted not in FORMATS[Kind.LEAGUE]:
        raise Refusal(_("Laporan ini tidak dibuat dalam bentuk itu."))
    same = Rendering.objects.filter(province=province, year=year, format=wanted)
    for found in same:
        if found.working:
            enqueue(found)
            return found
    rendering = Rendering(
        kind=Kind.LEAGUE,
        format=wanted,
        province=province,
        year=year,
        asked_by=actor,
        asked_at=at,
    )
    return _ask(rendering, province, actor=actor, at=at)


def _ask(
    rendering: Rendering,
    subject: Assessment | Organization,
    *,
    actor: User | None,
    at: datetime,
) -> Rendering:
    rendering.name = file_name(rendering)
    detail = {"kind": rendering.kind, "format": rendering.format}
    with record("report.asked", subject, actor=actor, at=at, detail=detail):
        rendering.save()
    enqueue(rendering)
    return rendering


def enqueue(rendering: Rendering) -> None:
    """Queue the making of a report; it commits with the row. Asked twice before it begins, once."""
    job = app.configure_task(
        MAKE, queue="reports", lock="reports", queueing_lock=f"report-{rendering.pk}"
    )
    try:
        with transaction.atomic():
            job.defer(rendering=rendering.pk)
    except AlreadyEnqueued:
        return


def make(rendering: Rendering, *, at: datetime) -> Rendering:
    """Make a report and keep its bytes. Begun again after a kill, it is made from the start."""
    _tell(rendering, Rendering.State.WORKING, 10)
    try:
        document = document_of(rendering, at=at)
        _tell(rendering, Rendering.State.WORKING, 35)
        content = print_report(document, rendering.format).content
    except Refusal as refusal:
        return _fail(rendering, str(refusal), at)
    except NotPrinted:
        _fail(rendering, _("Laporan belum dapat disusun. Coba lagi sebentar lagi."), at)
        raise
    rendering.sha256, rendering.size = hashlib.sha256(content).hexdigest(), len(content)
    _keep(rendering, content)
    rendering.state, rendering.progress, rendering.finished_at = Rendering.State.READY, 100, at
    rendering.reason = ""
    rendering.save(update_fields=["sha256", "size", "state", "progress", "reason", "finished_at"])
    return rendering


def _tell(rendering: Rendering, state: Rendering.State, progress: int) -> None:
    """Let whoever waits see how far it is."""
    rendering.state, rendering.progress = state, progress
    rendering.save(update_fields=["state", "progress"])


def _fail(rendering: Rendering, reason: str, at: datetime) -> Rendering:
    rendering.state, rendering.reason = Rendering.State.FAILED, reason[:300]
    rendering.finished_at = at
    rendering.save(update_fields=["state", "reason", "finished_at"])
    return rendering


def _keep(rendering: Rendering, content: bytes) -> None:
    """Write the bytes completely, then give them their name."""
    target = rendering.place
    if target.exists():
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    draft.replace(target)


@transaction.atomic
def sign(
    rendering: Rendering, signatory: Signatory, *, reason: str, actor: User, at: datetime
) -> SignedCopy:
    """Put an electronic signature on a report, upon those that are on it already.

    Raises ``Refusal`` when the report is no PDF, is not ready, or the signature is refused.
    """
    rendering = Rendering.objects.select_for_update(of=("self",)).get(pk=rendering.pk)
    if rendering.format != Format.PDF or not rendering.there:
        raise Refusal(_("Hanya laporan PDF yang sudah siap dapat ditandatangani."))
    newest = rendering.signed_copies.last()
    content = bytes(newest.content) if newest else rendering.place.read_bytes()
    wish = Wish(number=rendering.signed_copies.count(), reason=reason, at=at)
    signed = signatory.sign(content, wish)
    copy = SignedCopy(
        rendering=rendering,
        content=signed.content,
        sha256=hashlib.sha256(signed.content).hexdigest(),
        signer=signed.signer[:200],
        reason=reason,
        signed_by=actor,
        signed_at=at,
    )
    detail = {"rendering": rendering.pk, "signer": copy.signer, "sha256": copy.sha256}
    subject = rendering.assessment or rendering.province
    with record("report.signed", subject, actor=actor, at=at, detail=detail):
        copy.save()
    return copy
