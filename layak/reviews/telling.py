"""What people are told about a window for repair, in the installation's own language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from layak.accounts.models import HANDS, KEEPERS, Membership, Role, User
from layak.notices.models import NoticeKind
from layak.notices.services import tell
from layak.organizations.models import Kind, Organization
from layak.reviews.models import RemedialWindow


def people_of(window: RemedialWindow, *, unfinished: bool = False) -> list[User]:
    """Who has to know: people of the owning offices, the secretariat and the city's leaders.

    ``unfinished`` leaves out offices that have done all they owed, and the leaders.
    """
    rows = window.returned.exclude(owner=None)
    if unfinished:
        rows = rows.filter(follow_up__done_at=None)
    offices = Membership.objects.filter(role__in=HANDS, organization__in=rows.values("owner"))
    roles = KEEPERS if unfinished else (*KEEPERS, Role.LEADER)
    city = Membership.objects.filter(
        role__in=roles, organization=window.assessment.city, organization__kind=Kind.CITY
    )
    keys = {*offices.values_list("user", flat=True), *city.values_list("user", flat=True)}
    return list(User.objects.filter(pk__in=keys))


def in_words(instant: datetime, city: Organization) -> str:
    """An instant as a letter writes it, in the city's zone: "31 Mei 2023 pukul 10.00 WIB"."""
    local = instant.astimezone(ZoneInfo(city.timezone))
    return _("%(day)s pukul %(hour)s %(zone)s") % {
        "day": date_format(local, "j F Y"),
        "hour": f"{local:%H.%M}",
        "zone": f"{local:%Z}",
    }


@dataclass(frozen=True, slots=True)
class _Letter:
    """What is told about a window; ``key`` tells one letter from the next."""

    key: str
    subject: str
    text: str


def _send(window: RemedialWindow, people: Iterable[User], letter: _Letter, *, at: datetime) -> int:
    return len(
        tell(
            people,
            kind=NoticeKind.WINDOW,
            subject=letter.subject,
            text=letter.text,
            path=reverse("window", args=[window.pk]),
            key=f"window-{window.pk}-{letter.key}",
            at=at,
            due_at=window.closes_at,
        )
    )


def tell_opened(window: RemedialWindow, count: int, *, at: datetime) -> None:
    city = window.assessment.city
    with translation.override(settings.LANGUAGE_CODE):
        facts = {"city": city.name, "count": count, "end": in_words(window.closes_at, city)}
        subject = _("Masa perbaikan 2x24 jam dibuka: %(city)s") % facts
        text = (
            ngettext(
                "%(count)d jawaban dikembalikan verifikator dan dapat diperbaiki sampai %(end)s.",
                "%(count)d jawaban dikembalikan verifikator dan dapat diperbaiki sampai %(end)s.",
                count,
            )
            % facts
        )
        _send(window, people_of(window), _Letter("opened", subject, text), at=at)


def tell_extended(window: RemedialWindow, *, at: datetime) -> None:
    city = window.assessment.city
    with translation.override(settings.LANGUAGE_CODE):
        facts = {"city": city.name, "end": in_words(window.closes_at, city)}
        subject = _("Masa perbaikan diperpanjang: %(city)s") % facts
        text = _("Batas perbaikan menjadi %(end)s.") % facts
        key = f"extended-{window.closes_at.isoformat()}"
        _send(window, people_of(window), _Letter(key, subject, text), at=at)


def tell_office(window: RemedialWindow, owner: Organization, *, at: datetime) -> None:
    city = window.assessment.city
    people = list(User.objects.filter(memberships__organization=owner, memberships__role__in=HANDS))
    with translation.override(settings.LANGUAGE_CODE):
        facts = {"city": city.name, "end": in_words(window.closes_at, city)}
        subject = _("Perbaikan diserahkan kepada kantor Anda: %(city)s") % facts
        text = _("Jawaban yang dikembalikan dapat diperbaiki sampai %(end)s.") % facts
        _send(window, people, _Letter(f"owner-{owner.pk}", subject, text), at=at)


def tell_reminder(window: RemedialWindow, hours: int, *, at: datetime) -> int:
    city = window.assessment.city
    left = window.returned.filter(follow_up__done_at=None).count()
    if not left:
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        facts = {
            "city": city.name,
            "hours": hours,
            "count": left,
            "end": in_words(window.closes_at, city),
        }
        subject = _("Kurang dari %(hours)s jam: masa perbaikan %(city)s") % facts
        text = _("%(count)s jawaban belum selesai diperbaiki. Ditutup %(end)s.") % facts
        # An extension begins the count anew: the end is part of the key.
        key = f"{hours}h-{window.closes_at.isoformat()}"
        return _send(window, people_of(window, unfinished=True), _Letter(key, subject, text), at=at)
