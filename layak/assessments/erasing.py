"""Erase a document: its bytes, its text, all prints and pictures. What stays is that it was done.

UU 27/2022, article 43 and 44: personal data that is no longer needed, or whose owner asks for it,
is erased, and the erasure can be shown.
"""

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Placement
from layak.assessments.querysets import kept_by
from layak.audit.services import record
from layak.evidence import masked, storage
from layak.evidence.models import Evidence, StoredFile
from layak.lib.errors import Refusal


def erasable_by(user: User) -> QuerySet[Evidence]:
    """Documents of the cities a person keeps."""
    return Evidence.objects.visible_to(user).filter(kept_by(user, "city"))


def erase(evidence: Evidence, *, reason: str, actor: User, at: datetime) -> None:
    """Remove a document for good; the log keeps its digest, size, questions and the reason.

    Bytes that another city holds as well stay for that city.
    """
    if not reason.strip():
        raise Refusal(_("Tulis alasannya: mengapa dokumen ini dihapus?"))
    sha256 = evidence.file_id
    with transaction.atomic():
        places = Placement.objects.filter(evidence=evidence).select_related("answer__question")
        detail = {
            "sha256": sha256,
            "size": evidence.file.size,
            "pages": evidence.file.page_count,
            "questions": [place.answer.question.code for place in places],
        }
        with record("evidence.erased", evidence, actor=actor, at=at, reason=reason, detail=detail):
            places.delete()
            try:
                evidence.delete()
            except ProtectedError as error:
                raise Refusal(
                    _("Dokumen ini masih dikaitkan di tempat lain; lepaskan dahulu kaitannya.")
                ) from error
            alone = not Evidence.objects.filter(file=sha256).exists()
            if alone:
                StoredFile.objects.filter(pk=sha256).delete()
        if alone:
            transaction.on_commit(lambda: _remove_bytes(sha256))


def _remove_bytes(sha256: str) -> None:
    """Remove what lies on disk: the bytes, pictures of pages, masked copies."""
    storage.location(sha256).unlink(missing_ok=True)
    pictures = Path(settings.DATA_DIR) / "pictures" / sha256[:2]
    for picture in pictures.glob(f"{sha256}-*"):
        if picture.is_dir():
            shutil.rmtree(picture, ignore_errors=True)
        else:
            picture.unlink(missing_ok=True)
    masked.forget(sha256)
