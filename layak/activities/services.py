"""Verbs about follow-ups: give, hand to an office, finish, take up again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.activities.models import FollowUp
from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.organizations.models import Organization

RESULT_LENGTH = 1_000


@transaction.atomic
def give(
    city: Organization,
    *,
    owner: Organization | None,
    source: FollowUp.Source,
    cause: FollowUp.Cause,
    text: str,
    path: str,
    due: datetime,
    actor: User | None,
    at: datetime,
) -> FollowUp:
    """Write down what has to be done until ``due``; ``path`` is the page where it is done."""
    if due <= at:
        raise Refusal(_("Tenggat tindak lanjut harus sesudah sekarang."))
    follow_up = FollowUp(
        city=city,
        owner=owner,
        source=source,
        cause=cause,
        text=text,
        path=path,
        due=due,
        created_at=at,
        created_by=actor,
    )
    with record("follow_up.given", city, actor=actor, at=at) as detail:
        follow_up.save()
        detail["follow_up"] = follow_up.pk
    return follow_up


@transaction.atomic
def hand_to(follow_up: FollowUp, owner: Organization, *, actor: User, at: datetime) -> FollowUp:
    """Make an office of the same city responsible."""
    follow_up = FollowUp.objects.select_for_update().select_related("city").get(pk=follow_up.pk)
    if not Organization.objects.within(follow_up.city).filter(pk=owner.pk).exists():
        raise Refusal(_("%(office)s bukan instansi kota ini.") % {"office": owner})
    with record("follow_up.handed", follow_up, actor=actor, at=at, detail={"owner": owner.pk}):
        follow_up.owner = owner
        follow_up.save(update_fields=["owner"])
    return follow_up


@transaction.atomic
def postpone(
    follow_ups: list[int], due: datetime, *, reason: str, actor: User, at: datetime
) -> None:
    """Give open follow-ups (by key) another end."""
    rows = FollowUp.objects.open().filter(pk__in=follow_ups)
    detail = {"follow_ups": sorted(follow_ups), "due": due.isoformat()}
    with record("follow_up.postponed", actor=actor, at=at, reason=reason, detail=detail):
        rows.update(due=due)


@transaction.atomic
def finish(follow_up: FollowUp, *, result: str, actor: User, at: datetime) -> FollowUp:
    """Say that it is done, and what came of it."""
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if follow_up.done_at is not None:
        raise Refusal(_("Tindak lanjut ini sudah selesai."))
    if not result.strip():
        raise Refusal(_("Tulis singkat apa hasilnya."))
    if len(result) > RESULT_LENGTH:
        raise Refusal(_("Hasil paling panjang %(length)s karakter.") % {"length": RESULT_LENGTH})
    with record("follow_up.finished", follow_up, actor=actor, at=at):
        follow_up.done_at, follow_up.done_by = at, actor
        follow_up.result = result.strip()
        follow_up.save(update_fields=["done_at", "done_by", "result"])
    return follow_up


@transaction.atomic
def take_up(follow_up: FollowUp, *, reason: str, actor: User, at: datetime) -> FollowUp:
    """Open a finished follow-up again."""
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if follow_up.done_at is None:
        raise Refusal(_("Tindak lanjut ini belum selesai."))
    if not reason.strip():
        raise Refusal(_("Tulis alasan membukanya kembali."))
    with record("follow_up.taken_up", follow_up, actor=actor, at=at, reason=reason.strip()):
        follow_up.done_at = follow_up.done_by = None
        follow_up.save(update_fields=["done_at", "done_by"])
    return follow_up
