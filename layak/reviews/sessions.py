"""Hold a field session: when and where, its agenda, and who was there.

Who may is decided by the querysets of ``session_models``; here stands whether. Everything can be
written while the sheet is in field verification; afterwards it is read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Assessment, Stage
from layak.assessments.queries import blocks_of
from layak.audit.services import record
from layak.instruments.models import Cluster
from layak.lib.errors import Refusal
from layak.reviews.session_lines import Person, tidy, why_not
from layak.reviews.session_models import AgendaItem, Attendance, FieldSession
from layak.reviews.session_privacy import refuse_personal

LONGEST = timedelta(hours=24)
MOST_ITEMS = 60
MOST_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class Facts:
    """When and where a session is held. Either a place or a link is there, or both (hybrid)."""

    kind: FieldSession.Kind
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    link: str = ""


def is_open(assessment: Assessment) -> bool:
    """Whether the sessions of a sheet can be written now."""
    return assessment.stage == Stage.FIELD


def hold_sheet(assessment: int) -> Assessment:
    """Keep a sheet (by key) in the field stage until the transaction ends.

    Many write at once; whoever ends the stage waits for them, or they are refused.
    """
    held = Assessment.objects.raw(
        "SELECT * FROM assessments_assessment WHERE id = %s FOR SHARE", [assessment]
    )[0]
    if not is_open(held):
        raise Refusal(
            _(
                "Sesi lapangan hanya dapat diisi selama verifikasi lapangan; "
                "lembar ini sekarang di tahap %(stage)s."
            )
            % {"stage": Stage(held.stage).label.lower()}
        )
    return held


def hold(session: FieldSession) -> None:
    """Keep a session there, and its sheet in the field stage, until the transaction ends."""
    hold_sheet(session.assessment_id)
    rows = FieldSession.objects.raw(
        "SELECT * FROM reviews_fieldsession WHERE id = %s FOR KEY SHARE", [session.pk]
    )
    if not list(rows):
        raise _gone()


def _locked(session: FieldSession) -> FieldSession:
    """The session for one writer alone."""
    hold_sheet(session.assessment_id)
    row = FieldSession.objects.select_for_update().filter(pk=session.pk).first()
    if row is None:
        raise _gone()
    return row


def year_of(session: FieldSession) -> int:
    """The year of a session by the city's calendar."""
    return session.starts_at.astimezone(ZoneInfo(session.assessment.city.timezone)).year


def _gone() -> Refusal:
    return Refusal(_("Sesi ini sudah dihapus."))


@transaction.atomic
def start(assessment: Assessment, facts: Facts, *, actor: User, at: datetime) -> FieldSession:
    """Plan a session of a sheet that is in field verification."""
    hold_sheet(assessment.pk)
    session = FieldSession(
        assessment=assessment, created_by=actor, created_at=at, **_checked(facts, at)
    )
    with record("session.planned", assessment, actor=actor, at=at) as detail:
        session.save()
        detail.update(session=session.pk, kind=session.kind)
    return session


@transaction.atomic
def change(
    session: FieldSession, facts: Facts, *, seen: datetime, actor: User, at: datetime
) -> FieldSession:
    """Move a session in time or place. ``seen`` is ``changed_at`` as its writer saw it."""
    session = _locked(session)
    if session.changed_at != seen:
        raise Refusal(
            _("Sesi ini diubah orang lain sesudah Anda membukanya. Periksa lalu simpan lagi.")
        )
    for name, value in _checked(replace(facts, kind=FieldSession.Kind(session.kind)), at).items():
        setattr(session, name, value)
    with record("session.changed", session, actor=actor, at=at):
        session.save()
    return session


@transaction.atomic
def remove(session: FieldSession, *, actor: User, at: datetime) -> None:
    """Take away a session in which nothing was written yet, but its agenda."""
    # Locked, so that nobody adds to what is going away.
    session = _locked(session)
    if is_written(session):
        raise Refusal(_("Sesi yang sudah berisi catatan tidak dapat dihapus."))
    with record("session.removed", session, actor=actor, at=at):
        session.delete()


def is_written(session: FieldSession) -> bool:
    """Whether anything was noted in a session; its agenda alone does not count."""
    written = (session.presence, session.questions, session.checks, session.counts, session.notes)
    return any(rows.exists() for rows in written)


def _checked(facts: Facts, at: datetime) -> dict[str, object]:
    place, link = tidy(facts.place), facts.link.strip()
    if not place and not link:
        raise Refusal(_("Isi tempat sesi, atau tautannya bila daring."))
    if link and not link.lower().startswith(("https://", "http://")):
        raise Refusal(_("Tautan harus diawali https://."))
    if facts.ends_at is not None and not facts.starts_at < facts.ends_at:
        raise Refusal(_("Jam selesai harus sesudah jam mulai."))
    if facts.ends_at is not None and facts.ends_at - facts.starts_at > LONGEST:
        raise Refusal(_("Satu sesi paling lama 24 jam; buat sesi lain untuk hari berikutnya."))
    return {
        "kind": facts.kind,
        "starts_at": facts.starts_at,
        "ends_at": facts.ends_at,
        "place": place,
        "link": link,
        "changed_at": at,
    }


# Agenda


@transaction.atomic
def add_to_agenda(
    session: FieldSession,
    starts: time,
    *,
    cluster: Cluster | None = None,
    subject: str = "",
    leader: str = "",
    actor: User,
    at: datetime,
) -> AgendaItem:
    """Put a block of the instrument, or anything else with a name, on the agenda."""
    hold(session)
    subject, leader = tidy(subject), tidy(leader)
    if cluster is None and not subject:
        raise Refusal(_("Pilih blok, atau tulis nama acaranya."))
    if session.with_children:
        refuse_personal(subject, year_of(session))
    if session.agenda.count() >= MOST_ITEMS:
        raise Refusal(_("Agenda paling banyak %(most)s acara.") % {"most": MOST_ITEMS})
    item = AgendaItem(
        session=session,
        cluster=cluster,
        subject=subject,
        starts=starts,
        leader=leader,
        added_by=actor,
        added_at=at,
    )
    with record("session.agenda_added", session, actor=actor, at=at) as detail:
        item.save()
        detail["item"] = item.pk
    return item


@transaction.atomic
def remove_from_agenda(item: AgendaItem, *, actor: User, at: datetime) -> None:
    """Strike an item off the agenda."""
    hold(item.session)
    with record(
        "session.agenda_removed", item.session, actor=actor, at=at, detail={"item": item.pk}
    ):
        item.delete()


@transaction.atomic
def propose_agenda(
    session: FieldSession, begins: time, minutes: int, *, actor: User, at: datetime
) -> int:
    """Put every block of the instrument on an empty agenda, ``minutes`` each. Returns how many."""
    # Locked: two who press at once must not propose twice.
    session = _locked(session)
    if session.agenda.exists():
        raise Refusal(_("Agenda sudah berisi; tambahkan blok satu per satu."))
    if not 5 <= minutes <= 240:
        raise Refusal(_("Lama satu blok antara 5 dan 240 menit."))
    clusters = [cluster for cluster, _rows in blocks_of(session.assessment)]
    hours = [_later(begins, minutes * number) for number in range(len(clusters))]
    if not all(hours):
        raise Refusal(_("Agenda melewati tengah malam; perpendek lama satu blok."))
    rows = [
        AgendaItem(session=session, cluster=cluster, starts=hour, added_by=actor, added_at=at)
        for cluster, hour in zip(clusters, hours, strict=True)
        if hour is not None
    ]
    with record("session.agenda_added", session, actor=actor, at=at, detail={"items": len(rows)}):
        AgendaItem.objects.bulk_create(rows)
    return len(rows)


def _later(begins: time, minutes: int) -> time | None:
    """The clock so many minutes later; None after midnight."""
    start = datetime.combine(date.min, begins)
    moved = start + timedelta(minutes=minutes)
    return moved.time() if moved.date() == start.date() else None


# Presence


@transaction.atomic
def note_presence(
    session: FieldSession, person: Person, *, actor: User, at: datetime
) -> Attendance:
    """Enter one adult. The same name from the same institution is one person."""
    _ensure_names(session)
    hold(session)
    person = Person(tidy(person.name), tidy(person.institution), tidy(person.position))
    if reason := why_not(person):
        raise Refusal(reason)
    _ensure_room(session, 1)
    row = _attendance(session, person, actor, at)
    try:
        with (
            transaction.atomic(),
            record("session.presence_noted", session, actor=actor, at=at) as detail,
        ):
            row.save()
            detail["attendance"] = row.pk
    except IntegrityError as error:
        raise Refusal(
            _("%(name)s dari %(institution)s sudah tercatat.")
            % {"name": person.name, "institution": person.institution}
        ) from error
    return row


@transaction.atomic
def note_many(session: FieldSession, people: Iterable[Person], *, actor: User, at: datetime) -> int:
    """Enter people who were read from lines; whoever is there already stays. Returns how many."""
    _ensure_names(session)
    hold(session)
    rows = [_attendance(session, person, actor, at) for person in people]
    _ensure_room(session, len(rows))
    newest = session.presence.aggregate(newest=Max("pk"))["newest"] or 0
    with record("session.presence_pasted", session, actor=actor, at=at) as detail:
        # The database tells who is known: somebody else may be typing the same name right now.
        Attendance.objects.bulk_create(rows, ignore_conflicts=True)
        added = session.presence.filter(pk__gt=newest, added_by=actor, added_at=at).count()
        detail["added"] = added
    return added


@transaction.atomic
def remove_presence(row: Attendance, *, actor: User, at: datetime) -> None:
    """Take back an entry made by mistake; the history keeps it."""
    hold(row.session)
    with record(
        "session.presence_removed", row.session, actor=actor, at=at, detail={"attendance": row.pk}
    ):
        row.delete()


def _attendance(session: FieldSession, person: Person, actor: User, at: datetime) -> Attendance:
    return Attendance(
        session=session,
        name=person.name,
        institution=person.institution,
        position=person.position,
        added_by=actor,
        added_at=at,
    )


def _ensure_names(session: FieldSession) -> None:
    if session.with_children:
        raise Refusal(_("Sesi Forum Anak tidak mencatat nama; isi jumlah anak saja."))


def _ensure_room(session: FieldSession, more: int) -> None:
    if session.presence.count() + more > MOST_PEOPLE:
        raise Refusal(_("Daftar hadir paling banyak %(most)s orang.") % {"most": MOST_PEOPLE})
