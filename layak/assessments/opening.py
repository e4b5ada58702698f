"""Open a cycle, so that cities can open their sheets in it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from layak.accounts.models import Membership, Role, User
from layak.assessments.models import Cycle
from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.organizations.models import Kind

EARLIEST, LATEST = 2006, 2100


def opens_cycles(user: User) -> bool:
    """Whether a person is an administrator of the nation, who opens its cycles."""
    return Membership.objects.filter(
        user=user, role=Role.ADMINISTRATOR, organization__kind=Kind.NATION
    ).exists()


@transaction.atomic
def open_cycle(
    year: int,
    *,
    first_evidence_year: int,
    last_evidence_year: int,
    actor: User | None,
    at: datetime,
    note: str = "",
) -> Cycle:
    """Open a year of the evaluation and say of which years its evidence must speak."""
    if not EARLIEST <= year <= LATEST:
        raise Refusal(_("%(year)s bukan tahun siklus.") % {"year": year})
    if not EARLIEST - 10 <= first_evidence_year <= last_evidence_year <= year:
        raise Refusal(
            _("Tahun data dukung berurutan dan paling akhir tahun siklus itu, misalnya 2022–2023.")
        )
    if Cycle.objects.filter(year=year).exists():
        raise Refusal(_("Siklus %(year)s sudah dibuka.") % {"year": year})
    cycle = Cycle(
        year=year,
        first_evidence_year=first_evidence_year,
        last_evidence_year=last_evidence_year,
        note=note.strip(),
    )
    try:
        with record("cycle.opened", None, actor=actor, at=at, detail={"year": year}):
            cycle.save()
    except IntegrityError as error:
        # Somebody else opened it at this instant.
        raise Refusal(_("Siklus %(year)s sudah dibuka.") % {"year": year}) from error
    return cycle
