"""Keep infected files out where a virus scanner is configured (``LAYAK_CLAMD``); never silently."""

import logging
import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Assessment, DeliveredFile
from layak.assessments.querysets import kept_by
from layak.audit.models import Entry
from layak.audit.services import record, subject_of
from layak.documents.clamd import ScannerError, scan_path
from layak.lib.errors import Refusal

VERB = "evidence.quarantined"
_log = logging.getLogger("layak.quarantine")


class NotScanned(Refusal):
    """The scanner did not answer: the file waits, it is neither taken in nor refused."""


def refuse_viruses(
    path: Path,
    sha256: str,
    *,
    name: str,
    assessment: Assessment,
    actor: User | None,
    at: datetime,
) -> None:
    """Have a file scanned, if a scanner is configured.

    An infected one is moved to quarantine, recorded, and refused with the name of its virus. Raises
    ``NotScanned`` when the scanner is configured and does not answer.
    """
    address = settings.CLAMD
    if not address:
        return
    try:
        virus = scan_path(path, address)
    except ScannerError as error:
        _log.exception("virus scanner does not answer")
        raise NotScanned(
            _("Pemindai virus tidak menjawab; berkas menunggu sampai dapat diperiksa.")
        ) from error
    if not virus:
        return
    detail = {"sha256": sha256, "name": name, "virus": virus}
    with (
        transaction.atomic(),
        record(VERB, assessment, actor=actor, at=at, detail=detail),
    ):
        _keep(path, sha256)
    _log.warning("infected file", extra={"facts": detail})
    raise Refusal(
        _("Berkas mengandung virus (%(virus)s) dan dikarantina. Bersihkan komputer asalnya.")
        % {"virus": virus}
    )


def is_kept_by(assessment: Assessment, user: User) -> bool:
    """Whether a person answers for the data of the sheet's city."""
    return Assessment.objects.filter(kept_by(user, "city"), pk=assessment.pk).exists()


def infected(assessment: Assessment) -> QuerySet[Entry]:
    """What was quarantined of a sheet's hand-overs, the newest first.

    ``detail`` of each: name, virus, sha256.
    """
    rows = Entry.objects.filter(verb=VERB, subject=subject_of(assessment))
    return rows.select_related("actor").order_by("-at", "-pk")


def waiting(assessment: Assessment) -> QuerySet[DeliveredFile]:
    """Files of a sheet that wait and say why: the scanner is silent, or the disk is full."""
    rows = DeliveredFile.objects.filter(
        delivery__assessment=assessment, status=DeliveredFile.Status.WAITING
    )
    return rows.exclude(reason="").select_related("delivery__organization").order_by("pk")


def place(sha256: str) -> Path:
    """Where an infected file is kept: out of reach of every page, for whoever runs the server."""
    return Path(settings.DATA_DIR) / "quarantine" / sha256


def _keep(path: Path, sha256: str) -> None:
    target = place(sha256)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.exists():
        return
    draft = target.with_name(f".{sha256}")
    shutil.copyfile(path, draft)
    # Nobody executes or serves it by accident.
    draft.chmod(0o400)
    draft.replace(target)
