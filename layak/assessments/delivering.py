"""Hand over files: what was received is kept at once, and filed in the background."""

import errno
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from layak.accounts.models import User
from layak.assessments.models import Answer, Assessment, DeliveredFile, Delivery
from layak.assessments.queries import own_offices
from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.organizations.models import Organization

# The worker knows the task by this name; web processes never import it.
FILE_DELIVERY = "layak.assessments.tasks.file_delivery"
LONGEST_PATH = 500
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class Upload:
    """One received file: its path as the giver's computer has it, its size and bytes."""

    path: str
    size: int
    content: BinaryIO


def holding() -> Path:
    """Where received bytes wait until they are filed."""
    return Path(settings.DATA_DIR) / "holding"


def office_of(assessment: Assessment, user: User) -> Organization:
    """For whom a person hands over: the own office in the city, else the city."""
    offices = own_offices(assessment, user)
    return offices[0] if offices else assessment.city


@transaction.atomic
def begin(assessment: Assessment, *, actor: User, at: datetime) -> Delivery:
    """Open a hand-over, to which files are added as they arrive."""
    delivery = Delivery(
        assessment=assessment,
        organization=office_of(assessment, actor),
        delivered_by=actor,
        delivered_at=at,
    )
    with record("delivery.begun", assessment, actor=actor, at=at):
        delivery.save()
    return delivery


@transaction.atomic
def hand_over(
    assessment: Assessment,
    uploads: Sequence[Upload],
    *,
    claimed: Answer | None,
    actor: User,
    at: datetime,
) -> Delivery:
    """Hand over files that came all at once; refused, they leave nothing behind."""
    delivery = begin(assessment, actor=actor, at=at)
    receive(delivery, uploads, claimed=claimed, actor=actor, at=at)
    return delivery


def too_late(claimed: Answer | None, at: datetime) -> str:
    """The sentence for whoever sent files to a question closed at ``at``; else nothing."""
    if claimed is None or (claimed.is_editable(at) and not claimed.checked):
        return ""
    return _(
        "Jawaban %(code)s sudah dikunci. Berkas Anda disimpan di data dukung, belum ditempatkan."
    ) % {"code": claimed.question.code}


def receive(
    delivery: Delivery,
    uploads: Sequence[Upload],
    *,
    claimed: Answer | None,
    actor: User,
    at: datetime,
) -> list[DeliveredFile]:
    """Keep received files and have them filed. Both happen, or neither.

    Bytes are on disk before the row that names them is committed; the job is enqueued in the same
    transaction. Raises ``Refusal`` for a file that is too large or a full disk. A question that was
    closed at ``at`` takes nothing in; what was sent for it is kept all the same (see ``too_late``).
    """
    kept: list[Path] = []
    try:
        with transaction.atomic():
            rows = []
            for upload in uploads:
                _check_size(upload)
                place = _hold(delivery, upload.content)
                kept.append(place)
                rows.append(
                    DeliveredFile(
                        delivery=delivery,
                        path=readable_path(upload.path),
                        claimed=claimed,
                        received_at=at,
                        holding=str(place.relative_to(holding())),
                    )
                )
            detail = {"files": len(rows)}
            with record("delivery.received", delivery, actor=actor, at=at, detail=detail):
                DeliveredFile.objects.bulk_create(rows)
                Delivery.objects.filter(pk=delivery.pk).update(finished_at=None)
            enqueue(delivery)
    except BaseException as error:
        for place in kept:
            place.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in DISK_FULL:
            raise disk_is_full() from error
        raise
    return rows


def disk_is_full() -> Refusal:
    """What is said when there is no room for a file."""
    return Refusal(
        _(
            "Ruang penyimpanan server penuh. Berkas belum diterima; "
            "coba lagi setelah ruang ditambah."
        )
    )


def enqueue(delivery: Delivery, *, after: int = 0) -> None:
    """Ask the worker to file what waits, ``after`` so many seconds.

    Asked twice before it begins, it works once.
    """
    job = app.configure_task(
        FILE_DELIVERY,
        queue="filing",
        lock=f"sheet-{delivery.assessment_id}",
        queueing_lock=f"delivery-{delivery.pk}",
        schedule_in={"seconds": after} if after else None,
    )
    try:
        with transaction.atomic():
            job.defer(delivery=delivery.pk)
    except AlreadyEnqueued:
        return


def _check_size(upload: Upload) -> None:
    most = settings.UPLOAD_MAX_BYTES
    if upload.size > most:
        raise Refusal(
            _("“%(name)s” lebih besar dari %(most)s MB, batas untuk satu berkas.")
            % {"name": PurePosixPath(upload.path).name, "most": most // 1024 // 1024}
        )


def _hold(delivery: Delivery, content: BinaryIO) -> Path:
    place = holding() / str(delivery.pk) / secrets.token_hex(12)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as written:
            while chunk := content.read(1024 * 1024):
                written.write(chunk)
            written.flush()
            os.fsync(written.fileno())
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return place


def readable_path(path: str) -> str:
    """A relative path with plain separators, as a browser may send it in several shapes."""
    parts = [
        "".join(letter for letter in part if letter.isprintable())
        for part in path.replace("\\", "/").split("/")
        if part not in {"", ".", ".."}
    ]
    return "/".join(parts)[-LONGEST_PATH:] or _("tanpa nama")
