"""Drafts: what somebody typed into an answer and did not, or could not, save."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Answer, Draft
from layak.audit.services import record
from layak.lib.errors import Refusal

# All text of one draft together, in characters: the largest table with full cells stays below it.
LONGEST = 1_500_000
_KEPT = re.compile(
    r"option|note|measured-[a-z]{1,20}|matrix-paste|matrix-rows|matrix-\d{1,3}-[\w-]{1,60}",
    re.ASCII,
)


def fields_of(data: Mapping[str, str]) -> dict[str, str]:
    """The fields of an answer among all that a page sent, as they were typed."""
    return {name: value.replace("\0", "") for name, value in data.items() if _KEPT.fullmatch(name)}


@transaction.atomic
def keep(
    answer: Answer,
    fields: Mapping[str, str],
    *,
    version: str,
    actor: User,
    at: datetime,
    refusal: str = "",
) -> Draft:
    """Keep what a person typed, over the draft they had of this answer.

    ``refusal`` is the sentence with which a save was turned away; it is entered in the log once,
    however often the page sends the draft again.
    """
    if sum(map(len, fields.values())) > LONGEST:
        raise Refusal(_("Draf ini terlalu panjang untuk disimpan."))
    kept = {
        "fields": dict(fields),
        "version": version[:40],
        "refusal": refusal,
        "saved_at": at,
    }
    known = Draft.objects.filter(answer=answer, user=actor).values_list("refusal", flat=True)
    if not refusal or known.first() == refusal:
        return Draft.objects.update_or_create(answer=answer, user=actor, defaults=kept)[0]
    with record("answer.refused", answer, actor=actor, at=at, reason=refusal):
        return Draft.objects.update_or_create(answer=answer, user=actor, defaults=kept)[0]


@transaction.atomic
def discard(answer: Answer, *, actor: User) -> None:
    """Throw the person's own draft of an answer away."""
    Draft.objects.editable_by(actor).filter(answer=answer).delete()


def draft_of(answer: Answer, user: User) -> Draft | None:
    """The person's own draft of an answer."""
    return Draft.objects.visible_to(user).filter(answer=answer).first()
