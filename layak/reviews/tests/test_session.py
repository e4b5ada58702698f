"""A field session is planned, its agenda laid out, and people are noted as they come in."""

from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from layak.accounts.models import Role, User
from layak.assessments.models import Assessment, Stage
from layak.audit.models import Entry
from layak.lib.errors import Refusal
from layak.reviews import sessions
from layak.reviews.session_checks import add_photo
from layak.reviews.session_lines import Person
from layak.reviews.session_models import AgendaItem, Attendance, FieldSession, visited_by
from layak.reviews.sessions import Facts
from layak.reviews.tests.session_make import (
    BEGINS,
    CHILDREN,
    LATER,
    TEAM,
    make_check,
    make_session,
    ministry_of,
    photo_file,
    raise_question,
    sheet_of,
)
from tests.world import World, make_person, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def session(world: World) -> FieldSession:
    return make_session(world)


@pytest.fixture
def ministry(world: World) -> User:
    return ministry_of(world)


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client


def end_stage(session: FieldSession) -> None:
    Assessment.objects.filter(pk=session.assessment_id).update(stage=Stage.FINAL)


# Who


def test_only_the_field_stages_verifiers_lead(world: World, session: FieldSession) -> None:
    ministry = ministry_of(world)
    assert visited_by(ministry).get() == session.assessment
    assert FieldSession.objects.editable_by(ministry).get() == session
    for person in world.people.values():
        assert not FieldSession.objects.editable_by(person).exists(), person
        assert not visited_by(person).exists(), person


def test_presence_is_kept_by_verifiers_and_the_secretariat(
    world: World, session: FieldSession, ministry: User
) -> None:
    for person in (ministry, world.secretariat, world.administrator):
        assert FieldSession.objects.attended_by(person).exists(), person
    for person in (world.officer, world.leader, world.auditor, world.verifier, world.stranger):
        assert not FieldSession.objects.attended_by(person).exists(), person


def test_what_children_said_is_only_for_those_who_oversee(world: World) -> None:
    session = make_session(world, CHILDREN)
    for person in (world.leader, world.auditor, world.secretariat, world.verifier):
        assert FieldSession.objects.visible_to(person).get() == session
    for person in (world.officer, world.head, world.operator, world.stranger):
        assert not FieldSession.objects.visible_to(person).exists(), person
    assert not FieldSession.objects.attended_by(world.secretariat).exists()


def test_a_verifier_of_another_province_sees_nothing(world: World, session: FieldSession) -> None:
    far = make_person("Bima Jauh", Role.VERIFIER, world.other_city)
    assert not FieldSession.objects.visible_to(far).exists()
    assert client_of(far).get(session.get_absolute_url()).status_code == 404


# Plan


@pytest.mark.parametrize("stage", [Stage.SELF, Stage.ADMINISTRATIVE, Stage.FINAL])
def test_a_session_belongs_to_the_field_stage(world: World, ministry: User, stage: Stage) -> None:
    sheet = sheet_of(world)
    Assessment.objects.filter(pk=sheet.pk).update(stage=stage)
    with pytest.raises(Refusal, match="selama verifikasi lapangan"):
        sessions.start(sheet, Facts(TEAM, BEGINS, place="Aula"), actor=ministry, at=BEGINS)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (Facts(TEAM, BEGINS), "tempat sesi"),
        (Facts(TEAM, BEGINS, place="   "), "tempat sesi"),
        (Facts(TEAM, BEGINS, BEGINS, place="Aula"), "sesudah jam mulai"),
        (Facts(TEAM, BEGINS, BEGINS + timedelta(hours=25), place="Aula"), "paling lama 24 jam"),
        (Facts(TEAM, BEGINS, link="javascript:alert(1)"), "https"),
    ],
)
def test_a_session_needs_a_time_and_a_place(
    world: World, ministry: User, facts: Facts, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        sessions.start(sheet_of(world), facts, actor=ministry, at=BEGINS)


def test_two_who_move_a_session_do_not_overwrite_each_other(
    session: FieldSession, ministry: User
) -> None:
    seen = session.changed_at
    first = Facts(TEAM, BEGINS, place="Aula Bappeda")
    sessions.change(session, first, seen=seen, actor=ministry, at=LATER)
    second = Facts(TEAM, BEGINS, place="Ruang lain")
    with pytest.raises(Refusal, match="diubah orang lain"):
        sessions.change(session, second, seen=seen, actor=ministry, at=LATER)
    session.refresh_from_db()
    assert session.place == "Aula Bappeda"


def test_only_an_unwritten_session_is_removed(
    world: World, session: FieldSession, ministry: User
) -> None:
    raise_question(session, world)
    with pytest.raises(Refusal, match="tidak dapat dihapus"):
        sessions.remove(session, actor=ministry, at=LATER)
    empty = make_session(world)
    sessions.add_to_agenda(empty, time(9), subject="Pembukaan", actor=ministry, at=LATER)
    key = empty.pk
    sessions.remove(empty, actor=ministry, at=LATER)
    assert not FieldSession.objects.filter(pk=key).exists()
    assert Entry.objects.filter(verb="session.removed").exists()
    gone = FieldSession(pk=key, assessment=session.assessment, kind=TEAM, starts_at=BEGINS)
    with pytest.raises(Refusal, match="sudah dihapus"):
        sessions.note_presence(gone, Person("Ani", "Bappeda"), actor=ministry, at=LATER)


# Agenda


def test_every_block_is_put_on_an_empty_agenda_once(session: FieldSession, ministry: User) -> None:
    assert sessions.propose_agenda(session, time(9), 45, actor=ministry, at=LATER) == 2
    hours = list(session.agenda.values_list("starts", flat=True))
    assert hours == [time(9), time(9, 45)]
    with pytest.raises(Refusal, match="sudah berisi"):
        sessions.propose_agenda(session, time(9), 45, actor=ministry, at=LATER)


def test_an_agenda_ends_before_midnight(session: FieldSession, ministry: User) -> None:
    with pytest.raises(Refusal, match="tengah malam"):
        sessions.propose_agenda(session, time(22), 240, actor=ministry, at=LATER)
    assert not session.agenda.exists()


def test_an_item_says_what(session: FieldSession, ministry: User) -> None:
    with pytest.raises(Refusal, match="Pilih blok"):
        sessions.add_to_agenda(session, time(9), subject="  ", actor=ministry, at=LATER)


def test_the_agenda_of_a_session_with_children_names_none(world: World, ministry: User) -> None:
    session = make_session(world, CHILDREN)
    with pytest.raises(Refusal, match="nama"):
        sessions.add_to_agenda(
            session, time(9), subject="Cerita anak bernama Budi", actor=ministry, at=LATER
        )


def test_nothing_is_written_after_the_stage(session: FieldSession, ministry: User) -> None:
    row = sessions.add_to_agenda(session, time(9), subject="Pembukaan", actor=ministry, at=LATER)
    end_stage(session)
    acts: list[Callable[[], object]] = [
        lambda: sessions.add_to_agenda(session, time(9), subject="X", actor=ministry, at=LATER),
        lambda: sessions.remove_from_agenda(row, actor=ministry, at=LATER),
        lambda: sessions.propose_agenda(session, time(9), 45, actor=ministry, at=LATER),
        lambda: sessions.note_presence(session, Person("A", "B"), actor=ministry, at=LATER),
        lambda: sessions.note_many(session, [Person("A", "B")], actor=ministry, at=LATER),
        lambda: sessions.remove(session, actor=ministry, at=LATER),
    ]
    for act in acts:
        with pytest.raises(Refusal, match="sekarang di tahap"):
            act()


# Presence


def test_one_person_is_noted_once_whatever_the_case(session: FieldSession, ministry: User) -> None:
    sessions.note_presence(session, Person(" Siti  Rahma ", "Dinkes"), actor=ministry, at=LATER)
    with pytest.raises(Refusal, match="sudah tercatat"):
        sessions.note_presence(session, Person("SITI RAHMA", "dinkes"), actor=ministry, at=LATER)
    sessions.note_presence(session, Person("Siti Rahma", "Bappeda"), actor=ministry, at=LATER)
    assert list(session.presence.values_list("name", flat=True)) == ["Siti Rahma", "Siti Rahma"]


def test_pasting_adds_who_is_new_and_says_how_many(session: FieldSession, ministry: User) -> None:
    sessions.note_presence(session, Person("Siti", "Dinkes"), actor=ministry, at=LATER)
    people = [Person("siti", "Dinkes"), Person("Joko", "Polres", "Kanit")]
    assert sessions.note_many(session, people, actor=ministry, at=LATER) == 1
    assert session.presence.count() == 2


def test_a_session_with_children_takes_no_names(world: World, ministry: User) -> None:
    session = make_session(world, CHILDREN)
    for act in (
        lambda: sessions.note_presence(session, Person("A", "B"), actor=ministry, at=LATER),
        lambda: sessions.note_many(session, [Person("A", "B")], actor=ministry, at=LATER),
    ):
        with pytest.raises(Refusal, match="tidak mencatat nama"):
            act()
    assert not Attendance.objects.exists()


def test_what_is_removed_stays_in_the_history(session: FieldSession, ministry: User) -> None:
    row = sessions.note_presence(session, Person("Siti", "Dinkes"), actor=ministry, at=LATER)
    sessions.remove_presence(row, actor=ministry, at=LATER)
    events = apps.get_model("reviews", "AttendanceEvent")._default_manager
    name, context = events.values_list("name", "pgh_context__metadata").get()
    assert (name, context["verb"]) == ("Siti", "session.presence_removed")


# Pages


def test_a_session_is_planned_on_its_page_in_the_citys_zone(world: World, ministry: User) -> None:
    sheet = sheet_of(world)
    answer = client_of(ministry).post(
        reverse("session-add", args=[sheet.pk]),
        {"kind": "team", "day": "2023-05-29", "begins": "09:00", "ends": "15:00", "place": "Aula"},
    )
    session = FieldSession.objects.get()
    assert answer.url == session.get_absolute_url()  # type: ignore[attr-defined]  # a redirect
    assert session.starts_at == BEGINS
    page = client_of(world.leader).get(session.get_absolute_url()).content.decode()
    assert "pukul 09.00–15.00 WIB" in page
    assert "Tambah acara" not in page


def test_a_refused_plan_keeps_what_was_typed(world: World, ministry: User) -> None:
    answer = client_of(ministry).post(
        reverse("session-add", args=[sheet_of(world).pk]),
        {"kind": "children", "day": "2023-05-29", "begins": "09:00", "ends": "08:00", "place": "X"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Jam selesai harus sesudah jam mulai." in page
    assert 'value="2023-05-29"' in page
    assert 'value="children" checked' in page


def test_writing_is_404_for_those_who_only_read(world: World, session: FieldSession) -> None:
    item = AgendaItem.objects.create(
        session=session,
        subject="Pembukaan",
        starts=time(9),
        added_by=session.created_by,
        added_at=LATER,
    )
    row = Attendance.objects.create(
        session=session, name="A", institution="B", added_by=session.created_by, added_at=LATER
    )
    posts = [
        reverse("session", args=[session.pk]),
        reverse("session-change", args=[session.pk]),
        reverse("session-remove", args=[session.pk]),
        reverse("session-agenda-propose", args=[session.pk]),
        reverse("session-agenda-remove", args=[session.pk, item.pk]),
    ]
    presence = [
        reverse("session-presence", args=[session.pk]),
        reverse("session-presence-paste", args=[session.pk]),
        reverse("session-presence-remove", args=[session.pk, row.pk]),
    ]
    for person in (world.leader, world.auditor, world.officer, world.verifier):
        for path in posts + presence:
            assert client_of(person).post(path).status_code == 404, (person, path)
    for path in posts:
        assert client_of(world.secretariat).post(path).status_code == 404, path


def test_the_secretariat_notes_many_quickly(world: World, session: FieldSession) -> None:
    client = client_of(world.secretariat)
    path = reverse("session-presence", args=[session.pk])
    answer = client.post(path, {"name": "Siti", "institution": "Dinas Kesehatan"}, follow=True)
    page = answer.content.decode()
    assert "Siti dicatat hadir." in page
    assert 'value="Dinas Kesehatan"' in page
    answer = client.post(path, {"name": "siti", "institution": "Dinas Kesehatan"})
    assert answer.status_code == 422
    assert "sudah tercatat" in answer.content.decode()


def test_bad_lines_come_back_explained_and_the_rest_is_kept(
    world: World, session: FieldSession
) -> None:
    lines = "Nama;Instansi;Jabatan\n1. Siti; Dinkes; Kabid\nJoko\n\nA;B;C;D\nRani\tBappeda\tStaf"
    path = reverse("session-presence-paste", args=[session.pk])
    answer = client_of(world.secretariat).post(path, {"lines": lines})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Baris 3" in page
    assert "Instansi belum ditulis." in page
    assert "Baris 5" in page
    assert "Lebih dari tiga bagian" in page
    assert ">Joko\nA;B;C;D</textarea>" in page
    assert "2 orang dicatat, 2 baris perlu diperbaiki." in page
    assert set(session.presence.values_list("name", "position")) == {
        ("Siti", "Kabid"),
        ("Rani", "Staf"),
    }


def test_a_long_session_costs_no_more_queries_than_a_short_one(
    world: World, session: FieldSession, ministry: User, tmp_path: Path
) -> None:
    names = ("session", "session-presence", "session-questions", "session-checks")
    client = client_of(ministry)

    def costs() -> list[int]:
        found = []
        for name in names:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(name, args=[session.pk])).status_code == 200
            found.append(len(queries))
        return found

    def write(rows: int) -> None:
        for number in range(rows):
            key = AgendaItem.objects.count()
            sessions.add_to_agenda(
                session, time(9, key), subject=f"Acara {key}", actor=ministry, at=LATER
            )
            person = Person(f"Orang {key}", "Dinkes")
            sessions.note_presence(session, person, actor=ministry, at=LATER)
            raise_question(session, world, ("4.1", "4.2", "12.1")[number % 3])
            add_photo(
                make_check(session, world),
                photo_file(tmp_path, f"{key}.jpg", tint=key),
                actor=ministry,
                at=LATER,
            )

    write(1)
    costs()  # what is read once a process
    short = costs()
    write(4)
    assert costs() == short
    assert max(short) <= 20


def test_a_closed_session_is_read_and_says_why(
    world: World, session: FieldSession, ministry: User
) -> None:
    end_stage(session)
    page = client_of(ministry).get(session.get_absolute_url()).content.decode()
    assert "hanya dapat dibaca" in page
    assert "Tambah acara" not in page
    path = reverse("session-presence", args=[session.pk])
    answer = client_of(world.secretariat).post(path, {"name": "Siti", "institution": "Dinkes"})
    assert answer.status_code == 422
    assert "sekarang di tahap" in answer.content.decode()
    assert 'value="Siti"' in answer.content.decode()
    assert not session.presence.exists()
