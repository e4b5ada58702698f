"""Field sessions for tests: a sheet in field verification, a session of each kind, a photo."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image

from layak.accounts.models import User
from layak.assessments.models import Answer, Assessment
from layak.assessments.tests.make import answer_of
from layak.evidence.models import Evidence
from layak.reviews import session_asking, session_checks, session_children, sessions
from layak.reviews.session_lines import Person
from layak.reviews.session_models import CheckPhoto, FieldSession, OnSiteCheck, RaisedQuestion
from layak.reviews.sessions import Facts
from layak.reviews.tests.returned import make_ministry, make_submitted
from tests.world import World

# Monday 29 May 2023, nine o'clock in Serang.
BEGINS = datetime(2023, 5, 29, 2, tzinfo=UTC)
LATER = BEGINS + timedelta(minutes=10)
TEAM, CHILDREN = FieldSession.Kind.TEAM, FieldSession.Kind.CHILDREN


def ministry_of(world: World) -> User:
    """The verifier of the ministry, entered when first asked for."""
    found = User.objects.filter(name="Nadia Kementerian").first()
    return found or make_ministry(world)


def sheet_of(world: World) -> Assessment:
    """The city's sheet in field verification, made when first asked for."""
    found = Assessment.objects.filter(city=world.city).first()
    sheet = found or make_submitted(world)
    return Assessment.objects.select_related("city", "cycle", "instrument").get(pk=sheet.pk)


def make_session(world: World, kind: FieldSession.Kind = TEAM) -> FieldSession:
    """Plan a session in the command room."""
    return sessions.start(
        sheet_of(world),
        Facts(kind, BEGINS, BEGINS + timedelta(hours=6), place="Command Center"),
        actor=ministry_of(world),
        at=BEGINS - timedelta(days=2),
    )


def item(session: FieldSession, code: str) -> Answer:
    return answer_of(session.assessment, code)


def raise_question(session: FieldSession, world: World, code: str = "4.2") -> RaisedQuestion:
    """The ministry asks about an item; 4.2 is Disdukcapil's."""
    answer = item(session, code)
    text = "Saluran pengaduan apa saja?"
    return session_asking.ask(session, answer, text, actor=ministry_of(world), at=LATER)


def make_check(session: FieldSession, world: World) -> OnSiteCheck:
    """The ministry looks at a kelurahan office."""
    sighting = session_checks.Sighting(
        area=world.village,
        place="Kantor kelurahan",
        seen_at=BEGINS,
        outcome=OnSiteCheck.Outcome.AGREES,
    )
    return session_checks.check(session, sighting, actor=ministry_of(world), at=LATER)


def photo_file(
    folder: Path, name: str = "lapangan.jpg", *, taken: str = "", offset: str = "", tint: int = 90
) -> session_checks.Photo:
    """A small JPEG as a phone makes it; ``taken`` is the camera's text, "2023:05:29 10:15:00"."""
    exif = Image.Exif()
    if taken:
        inner = exif.get_ifd(0x8769)
        inner[0x9003] = taken
        if offset:
            inner[0x9011] = offset
    made = BytesIO()
    Image.new("RGB", (64, 48), (tint, 120, 90)).save(made, "JPEG", exif=exif)
    path = folder / name
    path.write_bytes(made.getvalue())
    return session_checks.Photo(path, name)


def session_keys(kind: FieldSession.Kind = TEAM) -> Callable[[World], dict[str, object]]:
    """For the table of permissions: a session of a kind."""
    return lambda world: {"pk": make_session(world, kind).pk}


def sheet_keys(world: World) -> dict[str, object]:
    return {"pk": sheet_of(world).pk}


def agenda_keys(world: World) -> dict[str, object]:
    session = make_session(world)
    row = sessions.add_to_agenda(
        session, time(9), subject="Pembukaan", actor=ministry_of(world), at=LATER
    )
    return {"pk": session.pk, "item": row.pk}


def attendance_keys(world: World) -> dict[str, object]:
    session = make_session(world)
    person = Person("Siti Rahma", "Dinas Kesehatan")
    row = sessions.note_presence(session, person, actor=world.secretariat, at=LATER)
    return {"pk": session.pk, "attendance": row.pk}


def question_keys(world: World) -> dict[str, object]:
    session = make_session(world)
    return {"pk": session.pk, "question": raise_question(session, world).pk}


def check_keys(world: World) -> dict[str, object]:
    session = make_session(world)
    return {"pk": session.pk, "check": make_check(session, world).pk}


def photo_keys(document: Callable[[World], Evidence]) -> Callable[[World], dict[str, object]]:
    """A check with a photo; ``document`` makes a picture whose bytes are kept."""

    def keys(world: World) -> dict[str, object]:
        session = make_session(world)
        photo = CheckPhoto.objects.create(
            check_made=make_check(session, world),
            file=document(world).file,
            name="lapangan.png",
            added_by=ministry_of(world),
            added_at=LATER,
        )
        return {"pk": session.pk, "photo": photo.pk}

    return keys


def note_keys(world: World) -> dict[str, object]:
    session = make_session(world, CHILDREN)
    note = session_children.add_note(
        session, "Minta taman bermain.", cluster=None, actor=ministry_of(world), at=LATER
    )
    return {"pk": session.pk, "note": note.pk}
