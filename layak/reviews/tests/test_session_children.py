"""The session with Forum Anak counts children and keeps notes that name none."""

import json

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from layak.accounts.models import User
from layak.assessments.models import Assessment, Stage
from layak.audit.models import Entry
from layak.lib.errors import Refusal
from layak.reviews import session_children
from layak.reviews.session_children import Band, Heads, counted, version_of
from layak.reviews.session_models import ChildrenNote, FieldSession
from layak.reviews.tests.session_make import CHILDREN, LATER, make_session, ministry_of
from tests.world import World, make_world

THREE = {Band.YOUNG: Heads(4, 3), Band.MIDDLE: Heads(6, 5), Band.OLDER: Heads(2, 2)}
TELLING = "Ada anak bernama Siti dari SMP."


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def session(world: World) -> FieldSession:
    return make_session(world, CHILDREN)


@pytest.fixture
def ministry(world: World) -> User:
    return ministry_of(world)


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client


def count(session: FieldSession, ministry: User, seen: str) -> None:
    session_children.count(session, THREE, seen=seen, actor=ministry, at=LATER)


def test_children_are_counted_by_age(session: FieldSession, ministry: User) -> None:
    count(session, ministry, version_of(counted(session)))
    assert counted(session) == THREE
    assert sum(heads.total for heads in counted(session).values()) == 22


def test_counts_of_somebody_else_are_not_overwritten(session: FieldSession, ministry: User) -> None:
    seen = version_of(counted(session))
    count(session, ministry, seen)
    with pytest.raises(Refusal, match="menjadi 22 anak"):
        count(session, ministry, seen)


def test_a_team_session_counts_no_children(world: World, ministry: User) -> None:
    team = make_session(world)
    with pytest.raises(Refusal, match="bukan sesi Forum Anak"):
        count(team, ministry, version_of(counted(team)))
    with pytest.raises(Refusal, match="bukan sesi Forum Anak"):
        session_children.add_note(team, "Baik.", cluster=None, actor=ministry, at=LATER)


def test_a_note_that_names_a_child_is_kept_nowhere_but_on_the_page(
    session: FieldSession, ministry: User, caplog: pytest.LogCaptureFixture
) -> None:
    path = reverse("session-note-add", args=[session.pk])
    answer = client_of(ministry).post(path, {"cluster": "", "text": TELLING})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "tampak menyebut nama" in page
    assert f"{TELLING}</textarea>" in page
    assert not ChildrenNote.objects.exists()
    assert "Siti" not in caplog.text
    assert "Siti" not in json.dumps(list(Entry.objects.values("verb", "reason", "detail")))


def test_a_note_taken_back_is_gone_for_good_at_any_stage(
    session: FieldSession, ministry: User
) -> None:
    note = session_children.add_note(
        session, "Cerita yang terlalu rinci.", cluster=None, actor=ministry, at=LATER
    )
    Assessment.objects.filter(pk=session.assessment_id).update(stage=Stage.FINAL)
    path = reverse("session-note-withdraw", args=[session.pk, note.pk])
    page = client_of(ministry).post(path, follow=True).content.decode()
    assert "Catatan ditarik Nadia Kementerian" in page
    note.refresh_from_db()
    assert (note.text, note.withdrawn_by) == ("", ministry)
    assert "ChildrenNoteEvent" not in {model.__name__ for model in apps.get_models()}
    assert Entry.objects.filter(verb="session.note_withdrawn").exists()


def test_only_who_leads_writes_and_takes_back(
    world: World, session: FieldSession, ministry: User
) -> None:
    note = session_children.add_note(session, "Baik.", cluster=None, actor=ministry, at=LATER)
    for person in (world.secretariat, world.leader, world.auditor, world.verifier):
        client = client_of(person)
        for path in (
            reverse("session-children", args=[session.pk]),
            reverse("session-note-add", args=[session.pk]),
            reverse("session-note-withdraw", args=[session.pk, note.pk]),
        ):
            assert client.post(path, {"text": "Lain."}).status_code == 404, (person, path)
    assert ChildrenNote.objects.get().text == "Baik."


def test_the_page_says_what_must_not_be_written(session: FieldSession, ministry: User) -> None:
    page = client_of(ministry).get(reverse("session-children", args=[session.pk])).content.decode()
    assert "Jangan pernah menulis siapa anaknya" in page
    assert "tanggal lahir, alamat rumah, nama bersama kelas dan sekolah" in page
    assert "Kehadiran" not in page


def test_counts_are_typed_on_the_page(session: FieldSession, ministry: User) -> None:
    path = reverse("session-children", args=[session.pk])
    fields = {"girls-6-11": "4", "boys-6-11": "3", "girls-12-14": "", "boys-12-14": "-1"}
    seen = {"seen": version_of(counted(session))}
    answer = client_of(ministry).post(path, fields | seen)
    assert answer.status_code == 422
    assert 'value="4"' in answer.content.decode()
    answer = client_of(ministry).post(path, fields | {"boys-12-14": "2"} | seen)
    assert answer.status_code == 302
    assert counted(session)[Band.MIDDLE] == Heads(0, 2)


def test_the_pages_of_a_team_do_not_open_for_children(
    session: FieldSession, ministry: User
) -> None:
    client = client_of(ministry)
    for name in ("session-presence", "session-questions", "session-checks", "session-check-add"):
        assert client.get(reverse(name, args=[session.pk])).status_code == 404, name


def test_offices_find_nothing_of_it(world: World, session: FieldSession) -> None:
    names = ("session", "session-summary", "session-children", "session-note-add")
    for person in (world.officer, world.head, world.operator, world.stranger):
        for name in names:
            answer = client_of(person).get(reverse(name, args=[session.pk]))
            assert answer.status_code in {404, 405}, (person, name)
        listed = client_of(person).get(reverse("session-list", args=[session.assessment_id]))
        assert session.get_absolute_url() not in listed.content.decode()
