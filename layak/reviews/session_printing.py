"""The annex of a field session as PDF, from what is noted in it now."""

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from layak.documents.plain import date_text
from layak.documents.printing import NotPrinted, print_pdf
from layak.lib.errors import Refusal
from layak.reviews.session_children import counted
from layak.reviews.session_models import AgendaItem, FieldSession, OnSiteCheck
from layak.reviews.session_queries import checks_of, questions_of
from layak.reviews.session_summary import Asked, Said, Seen, Summary, write_summary

_LOG = logging.getLogger("layak.reviews")


def print_summary(session: FieldSession, *, at: datetime) -> bytes:
    """Set the annex; ``at`` is printed on it. Raises ``Refusal`` when it cannot be set now."""
    try:
        return print_pdf(write_summary(summary_of(session, at=at)))
    except NotPrinted as error:
        _LOG.error("annex of session %s not set: %s", session.pk, error)
        raise Refusal(_("Lampiran belum dapat dibuat. Coba lagi sebentar lagi.")) from error


class _Clock:
    """Writes hours as they are said in the city."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)

    def hour(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return f"{local:%H.%M} {local:%Z}"

    def moment(self, at: datetime) -> str:
        return f"{date_text(at.astimezone(self.zone).date())} pukul {self.hour(at)}"


def summary_of(session: FieldSession, *, at: datetime) -> Summary:
    """Read all that was noted in a session, in Indonesian."""
    assessment = session.assessment
    clock = _Clock(assessment.city.timezone)
    ends = f"{session.ends_at.astimezone(clock.zone):%H.%M}" if session.ends_at else "selesai"
    starts = session.starts_at.astimezone(clock.zone)
    with translation.override("id"):
        return Summary(
            city=assessment.city.name,
            award=assessment.instrument.award,
            year=assessment.cycle.year,
            example=assessment.example,
            children=session.with_children,
            day=starts.date(),
            hours=f"{starts:%H.%M} sampai {ends} {starts:%Z}",
            place=session.place,
            link=session.link,
            printed=clock.moment(at),
            agenda=[_item(item) for item in session.agenda.select_related("cluster")],
            people=list(session.presence.values_list("name", "institution", "position")),
            questions=_asked(session, clock),
            checks=[_seen(row, clock) for row in checks_of(session)],
            counts=[
                (str(band.label), heads.girls, heads.boys)
                for band, heads in counted(session).items()
            ],
            notes=_notes(session),
        )


def _item(item: AgendaItem) -> tuple[str, str, str]:
    cluster = item.cluster
    names = dict.fromkeys([cluster.label, cluster.name]) if cluster else {}
    block = ": ".join(names)
    return (
        f"{item.starts:%H.%M}",
        ", ".join(part for part in (block, item.subject) if part),
        item.leader,
    )


def _asked(session: FieldSession, clock: _Clock) -> list[Asked]:
    rows = sorted(questions_of(session), key=lambda one: one.pk)
    return [
        Asked(
            code=one.answer.question.code,
            label=one.answer.question.label,
            text=one.text,
            who=one.asked_by.name,
            when=clock.moment(one.asked_at),
            replies=[
                Said(
                    said.text,
                    said.organization.name,
                    said.replied_by.name,
                    clock.moment(said.replied_at),
                )
                for said in one.replies.all()
            ],
        )
        for one in rows
    ]


def _seen(row: OnSiteCheck, clock: _Clock) -> Seen:
    coordinates = (
        f"{row.latitude:.6f}, {row.longitude:.6f}"
        if row.latitude is not None and row.longitude is not None
        else ""
    )
    return Seen(
        when=clock.moment(row.seen_at),
        where=f"{row.place}, {row.area.title}",
        outcome=str(OnSiteCheck.Outcome(row.outcome).label),
        note=row.note,
        code=row.answer.question.code if row.answer else "",
        coordinates=coordinates,
        photos=[
            f"{photo.name} (kamera: {clock.moment(photo.taken_at)})"
            if photo.taken_at
            else photo.name
            for photo in row.photos.all()
        ],
    )


def _notes(session: FieldSession) -> list[tuple[str, str]]:
    rows = session.notes.filter(withdrawn_at=None).select_related("cluster")
    return [(one.cluster.label if one.cluster else "Umum", one.text) for one in rows]
