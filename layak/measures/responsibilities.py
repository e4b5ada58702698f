"""Who owes which figures: the office that a city gives a measure to."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.measures.models import Measure, Responsibility
from layak.organizations.models import Kind, Organization


@transaction.atomic
def give(
    measure: Measure, city: Organization, office: Organization, *, actor: User, at: datetime
) -> Responsibility:
    """Give a measure to an office of the city; from then on it states the figures, and owes them.

    Who stated them before no longer does. Nothing is written when it has the measure already.
    """
    # Two keepers may decide at once; the row of the city orders them.
    city = Organization.objects.select_for_update().get(pk=city.pk)
    if office.kind != Kind.AGENCY or not office.active or not _within(office, city):
        raise Refusal(_("“%(name)s” bukan kantor kota ini.") % {"name": office.name})
    row = Responsibility.objects.filter(measure=measure, city=city).first()
    if row is not None and row.office_id == office.pk:
        return row
    row = row or Responsibility(measure=measure, city=city)
    detail = {"measure": measure.code, "office": office.pk}
    with record("measure.given", city, actor=actor, at=at, detail=detail):
        row.office, row.given_at, row.given_by = office, at, actor
        row.save()
    return row


def _within(office: Organization, city: Organization) -> bool:
    return str(office.path).startswith(f"{city.path}.")
