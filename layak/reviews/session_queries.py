"""What the pages of a field session show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Answer, Assessment
from layak.assessments.queries import blocks_of
from layak.facilities.models import Facility, FacilityKind
from layak.instruments.models import Cluster
from layak.organizations.models import Kind, Organization
from layak.reviews.session_models import (
    CheckPhoto,
    FieldSession,
    FieldSessionQuerySet,
    OnSiteCheck,
    RaisedQuestion,
    Reply,
)
from layak.reviews.sessions import is_open
from layak.ui.templatetags.layak import clock

AREAS = (Kind.CITY, Kind.DISTRICT, Kind.VILLAGE)


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a session."""

    name: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """One session before one person: what they may do in it now, and its pages.

    ``leads``: writes as a verifier of the field stage. ``attends``: keeps the presence list.
    ``closed`` says why nothing can be written, or is empty.
    """

    session: FieldSession
    leads: bool
    attends: bool
    closed: str
    tabs: Sequence[Tab]

    @property
    def assessment(self) -> Assessment:
        return self.session.assessment

    @property
    def zone(self) -> str:
        return self.assessment.city.timezone

    @property
    def first(self) -> bool:
        """Whether its first page is open, which tells when and where; on a phone others do not."""
        return self.tabs[0].current

    @property
    def hours(self) -> str:
        """From when until when: "pukul 09.00–15.00 WIB"."""
        starts = clock(self.session.starts_at, self.zone)
        if self.session.ends_at is None:
            return starts
        ends = clock(self.session.ends_at, self.zone).removeprefix("pukul ")
        return f"{starts.rpartition(' ')[0]}–{ends}"


def with_counts(rows: FieldSessionQuerySet) -> FieldSessionQuerySet:
    """Sessions with how many people, questions (open ones apart), checks, notes and children."""
    children = FieldSession.objects.filter(pk=OuterRef("pk")).annotate(
        girls=Sum("counts__girls"), boys=Sum("counts__boys")
    )
    return rows.select_related(
        "assessment__city", "assessment__cycle", "assessment__instrument"
    ).annotate(
        people=_counted(FieldSession.objects.filter(pk=OuterRef("pk")), "presence"),
        asked=_counted(FieldSession.objects.filter(pk=OuterRef("pk")), "questions"),
        open=_number(
            RaisedQuestion.objects.open()
            .filter(session=OuterRef("pk"))
            .order_by()
            .values("session")
            .annotate(n=Count("pk"))
            .values("n")
        ),
        checked=_counted(FieldSession.objects.filter(pk=OuterRef("pk")), "checks"),
        girls=_number(children.values("girls")),
        boys=_number(children.values("boys")),
    )


def _counted(row: FieldSessionQuerySet, name: str) -> Coalesce:
    return _number(row.order_by().annotate(n=Count(name)).values("n"))


def _number(rows: QuerySet[FieldSession, object] | QuerySet[RaisedQuestion, object]) -> Coalesce:
    return Coalesce(Subquery(rows[:1]), 0, output_field=IntegerField())


def desk_of(session: FieldSession, user: User, page: str) -> Desk:
    """What a person may do in a session, with its pages; ``page`` names the one that is open."""
    own = FieldSession.objects.filter(pk=session.pk)
    open_now = is_open(session.assessment)
    closed = _("Sesi ini hanya dapat dibaca: verifikasi lapangan tidak sedang berjalan.")
    return Desk(
        session,
        leads=open_now and own.editable_by(user).exists(),
        attends=open_now and own.attended_by(user).exists(),
        closed="" if open_now else closed,
        tabs=_tabs(session, page),
    )


def _tabs(session: FieldSession, page: str) -> list[Tab]:
    counts = {
        name: getattr(session, name, None)
        for name in ("people", "open", "checked", "girls", "boys")
    }
    pages: list[tuple[str, str, int | None]] = [(_("Agenda"), "session", None)]
    if session.with_children:
        heads = (counts["girls"] or 0) + (counts["boys"] or 0)
        pages.append((_("Anak dan catatan"), "session-children", heads))
    else:
        pages += [
            (_("Kehadiran"), "session-presence", counts["people"]),
            (_("Tanya jawab"), "session-questions", counts["open"]),
            (_("Pemeriksaan"), "session-checks", counts["checked"]),
        ]
    return [
        Tab(label, reverse(name, args=[session.pk]), name == page, count)
        for label, name, count in pages
    ]


def questions_of(session: FieldSession) -> list[RaisedQuestion]:
    """Questions with their replies: the open ones first, each part in the order of asking."""
    replies = Reply.objects.select_related("replied_by", "organization")
    rows = session.questions.select_related(
        "answer__question", "answer__assessment", "asked_by"
    ).prefetch_related(Prefetch("replies", queryset=replies))
    return sorted(rows, key=lambda one: bool(one.replies.all()))


def fingerprint_of(session: FieldSession) -> str:
    """Tells whether any question or reply came or went since somebody looked."""
    said = Reply.objects.filter(question__session=session).aggregate(n=Count("pk"))
    asked = session.questions.aggregate(n=Count("pk"), last=Coalesce(Sum("pk"), 0))
    return f"{asked['n']}-{asked['last']}-{said['n']}"


def checks_of(session: FieldSession) -> QuerySet[OnSiteCheck]:
    """The checks of a session in the order of the day, with their photos."""
    return session.checks.select_related(
        "area", "facility", "answer__question", "answer__assessment", "added_by"
    ).prefetch_related(Prefetch("photos", queryset=CheckPhoto.objects.select_related("file")))


def clusters_of(session: FieldSession) -> list[Cluster]:
    return [cluster for cluster, _rows in blocks_of(session.assessment)]


def codes_of(session: FieldSession) -> list[tuple[str, str]]:
    """The items of a sheet as (code, label), for somebody who types a code."""
    rows = Answer.objects.filter(assessment=session.assessment_id).order_by("question__position")
    return list(rows.values_list("question__code", "question__label"))


def item_of(session: FieldSession, code: str) -> Answer | None:
    """The answer with an item's code, as typed in any case."""
    rows = Answer.objects.filter(assessment=session.assessment_id).select_related("question")
    return rows.filter(question__code__iexact=code.strip()).first()


def areas_of(city: Organization) -> list[Organization]:
    """The city, its kecamatan and their kelurahan, kecamatan by kecamatan."""
    return list(Organization.objects.within(city).filter(kind__in=AREAS).order_by("path"))


def facilities_of(city: Organization) -> list[tuple[str, list[Facility]]]:
    """What is registered and not closed, by kind."""
    rows: Iterable[Facility] = Facility.objects.filter(city=city, closed_at=None).select_related(
        "region"
    )
    groups: dict[str, list[Facility]] = {}
    for row in rows:
        groups.setdefault(str(FacilityKind(row.kind).label), []).append(row)
    return list(groups.items())


def institutions_of(session: FieldSession) -> list[str]:
    """Names to choose from while typing: the city's offices, and whoever is there already."""
    city = session.assessment.city
    offices = Organization.objects.filter(parent=city, kind=Kind.AGENCY, active=True)
    named = session.presence.values_list("institution", flat=True).distinct()
    return sorted({*offices.values_list("name", flat=True), *named})


def zone_name(session: FieldSession) -> str:
    """ "WIB", "WITA" or "WIT", as it is said beside every hour."""
    zone = ZoneInfo(session.assessment.city.timezone)
    return session.starts_at.astimezone(zone).tzname() or ""
