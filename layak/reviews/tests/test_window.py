"""The window for repair opens only what was returned, and closes at the second."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from layak.accounts.models import Role, User
from layak.activities import services as activities
from layak.activities.models import FollowUp
from layak.assessments import services
from layak.assessments.models import Answer, Assessment
from layak.assessments.tests.make import AT, answer_of, option_of
from layak.lib.errors import Refusal
from layak.notices.models import Notice
from layak.reviews import windows
from layak.reviews.models import RemedialWindow, ReturnedAnswer
from layak.reviews.tests.returned import NOTE, give_back, make_ministry, make_submitted
from tests.world import World, make_person, make_world

OPENED = AT + timedelta(days=70)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def ministry(world: World) -> User:
    return make_ministry(world)


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_submitted(world)


@pytest.fixture
def window(sheet: Assessment, ministry: User) -> RemedialWindow:
    decision = give_back(sheet, "4.2", by=ministry, at=OPENED)
    return windows.open_window(sheet, [decision.pk], reason="", actor=ministry, at=OPENED)


def save(sheet: Assessment, code: str, at: datetime, actor: User) -> Answer:
    answer = answer_of(sheet, code)
    return services.answer_question(
        answer, option=option_of(answer, "Penuh"), note="Diperbaiki.", actor=actor, at=at
    )


def test_only_what_was_returned_can_be_changed_and_only_inside(
    world: World, sheet: Assessment, window: RemedialWindow
) -> None:
    assert window.closes_at == OPENED + timedelta(hours=48)
    with pytest.raises(Refusal, match="sudah dikunci"):
        save(sheet, "4.2", OPENED - INSTANT, world.officer)
    save(sheet, "4.2", OPENED, world.officer)
    with pytest.raises(Refusal, match="sudah dikunci"):
        save(sheet, "4.1", OPENED, world.officer)


def test_the_last_instant_is_inside_and_the_forty_eighth_hour_is_not(
    world: World, sheet: Assessment, window: RemedialWindow
) -> None:
    save(sheet, "4.2", window.closes_at - INSTANT, world.officer)
    with pytest.raises(Refusal, match="sudah dikunci"):
        save(sheet, "4.2", window.closes_at, world.officer)


def test_what_was_submitted_stays_the_self_score(
    world: World, sheet: Assessment, window: RemedialWindow
) -> None:
    repaired = save(sheet, "4.2", OPENED, world.officer)
    assert repaired.points != repaired.submitted_points


def test_each_returned_answer_has_its_office_and_something_to_follow(
    world: World, sheet: Assessment, window: RemedialWindow
) -> None:
    (returned,) = ReturnedAnswer.objects.filter(window=window)
    follow_up = returned.follow_up
    assert (returned.owner, follow_up.owner) == (world.civil, world.civil)
    assert follow_up.due == window.closes_at
    assert NOTE in follow_up.text
    assert follow_up.cause == FollowUp.Cause.UNWRITTEN
    told = Notice.objects.values_list("recipient__name", flat=True)
    assert {"Oki Petugas", "Heri Kepala", "Sari Sekretariat", "Lina Pimpinan"} <= set(told)
    assert "Tamu Cilegon" not in told


def test_an_answer_nobody_leads_waits_for_an_owner(
    world: World, sheet: Assessment, ministry: User
) -> None:
    answer_of(sheet, "12.1").assignments.all().delete()
    decision = give_back(sheet, "12.1", by=ministry, at=OPENED)
    windows.open_window(sheet, [decision.pk], reason="", actor=ministry, at=OPENED)
    returned = ReturnedAnswer.objects.get()
    assert returned.owner is None
    windows.give_owner(returned, world.civil, actor=world.secretariat, at=OPENED)
    assert ReturnedAnswer.objects.get().owner == world.civil
    assert Answer.objects.editable_by(world.officer).filter(pk=returned.answer_id).exists()


def test_there_is_one_window_at_a_time(sheet: Assessment, ministry: User) -> None:
    first = give_back(sheet, "4.2", by=ministry, at=OPENED)
    windows.open_window(sheet, [first.pk], reason="", actor=ministry, at=OPENED)
    second = give_back(sheet, "4.1", by=ministry, at=OPENED)
    with pytest.raises(Refusal, match="sedang berjalan"):
        windows.open_window(sheet, [second.pk], reason="", actor=ministry, at=OPENED)
    after = OPENED + windows.LENGTH
    windows.open_window(sheet, [second.pk], reason="", actor=ministry, at=after)


def test_nothing_returned_opens_nothing(sheet: Assessment, ministry: User) -> None:
    for chosen in ([], [12345]):
        with pytest.raises(Refusal, match="dikembalikan"):
            windows.open_window(sheet, chosen, reason="", actor=ministry, at=OPENED)


@pytest.mark.parametrize("person", ["secretariat", "officer", "verifier", "leader"])
def test_only_who_verifies_the_stage_opens_and_extends(
    world: World, sheet: Assessment, window: RemedialWindow, person: str
) -> None:
    decision = give_back(sheet, "4.1", by=world.verifier, at=OPENED)
    actor = getattr(world, person)
    later = window.closes_at + timedelta(hours=1)
    with pytest.raises(Refusal, match="verifikator kementerian"):
        windows.extend(window, later, reason="Banjir", actor=actor, at=OPENED)
    with pytest.raises(Refusal, match="verifikator kementerian"):
        windows.open_window(
            sheet, [decision.pk], reason="", actor=actor, at=OPENED + windows.LENGTH
        )


def test_more_time_needs_a_reason_and_a_window_that_runs(
    world: World, sheet: Assessment, window: RemedialWindow, ministry: User
) -> None:
    later = window.closes_at + timedelta(hours=6)
    with pytest.raises(Refusal, match="alasan"):
        windows.extend(window, later, reason=" ", actor=ministry, at=OPENED)
    with pytest.raises(Refusal, match="lebih lama"):
        windows.extend(window, window.closes_at, reason="Banjir", actor=ministry, at=OPENED)
    with pytest.raises(Refusal, match="sudah ditutup"):
        windows.extend(window, later, reason="Banjir", actor=ministry, at=window.closes_at)
    windows.extend(window, later, reason="Banjir", actor=ministry, at=OPENED)
    save(sheet, "4.2", later - INSTANT, world.officer)
    assert FollowUp.objects.get().due == later


def test_each_reminder_is_told_once_and_none_to_who_is_done(
    sheet: Assessment, window: RemedialWindow, ministry: User, world: World
) -> None:
    Notice.objects.all().delete()
    assert windows.remind(window.closes_at - timedelta(hours=24, seconds=1)) == 0
    for hours in windows.REMINDERS:
        at = window.closes_at - timedelta(hours=hours)
        assert windows.remind(at) > 0
        assert windows.remind(at + timedelta(minutes=1)) == 0
    assert Notice.objects.filter(recipient=world.officer).count() == len(windows.REMINDERS)
    later = window.closes_at + timedelta(hours=12)
    windows.extend(window, later, reason="Banjir", actor=ministry, at=OPENED)
    activities.finish(FollowUp.objects.get(), result="Sudah.", actor=world.officer, at=OPENED)
    assert windows.remind(later - timedelta(hours=1)) == 0


def test_a_worker_that_slept_tells_only_the_nearest(window: RemedialWindow, world: World) -> None:
    Notice.objects.all().delete()
    windows.remind(window.closes_at - timedelta(minutes=30))
    (notice,) = Notice.objects.filter(recipient=world.officer)
    assert "Kurang dari 1 jam" in notice.subject


def test_a_closed_window_reminds_nobody(window: RemedialWindow) -> None:
    Notice.objects.all().delete()
    assert windows.remind(window.closes_at) == 0


# Pages


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client


@pytest.fixture
def running(sheet: Assessment, ministry: User, monkeypatch: pytest.MonkeyPatch) -> RemedialWindow:
    """A window on whose clock the pages stand: an hour after it was opened."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: OPENED + timedelta(hours=1))
    decision = give_back(sheet, "4.2", by=ministry, at=OPENED)
    return windows.open_window(sheet, [decision.pk], reason="", actor=ministry, at=OPENED)


def test_everyone_concerned_sees_the_countdown_on_every_page(
    world: World, running: RemedialWindow
) -> None:
    for person in (world.officer, world.secretariat, world.leader):
        for path in (reverse("home"), reverse("organization-list")):
            html = client_of(person).get(path).content.decode()
            assert "47 jam 0 menit" in html
            assert reverse("window", args=[running.pk]) in html
    assert "47 jam" not in client_of(world.stranger).get(reverse("home")).content.decode()


def test_the_verifier_opens_a_window_from_the_page(
    world: World, sheet: Assessment, ministry: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: OPENED)
    decision = give_back(sheet, "4.2", by=ministry, at=OPENED)
    client, path = client_of(ministry), reverse("window-open", args=[sheet.pk])
    assert NOTE in client.get(path).content.decode()
    nothing = client.post(path, {"reason": "Ketikan saya"})
    assert nothing.status_code == 422
    assert "Ketikan saya" in nothing.content.decode()
    opened = client.post(path, {"decision": [str(decision.pk)], "reason": "Perbaiki."}, follow=True)
    assert "belum disentuh" in opened.content.decode()


def test_more_time_is_given_on_the_page_in_the_citys_zone(
    world: World, running: RemedialWindow, ministry: User
) -> None:
    path = reverse("window-extend", args=[running.pk])
    wrong = client_of(ministry).post(path, {"until": "besok", "reason": "Banjir di Serang"})
    assert wrong.status_code == 422
    assert "Banjir di Serang" in wrong.content.decode()
    until = (running.closes_at + timedelta(hours=13)).replace(second=0, microsecond=0)
    typed = {"until": f"{until + timedelta(hours=7):%Y-%m-%dT%H:%M}", "reason": "Banjir"}
    assert client_of(ministry).post(path, typed).status_code == 302
    running.refresh_from_db()
    assert running.closes_at == until
    assert client_of(world.officer).post(path, typed).status_code == 404


def test_an_office_says_what_came_of_a_repair(world: World, running: RemedialWindow) -> None:
    client, page = client_of(world.officer), reverse("window", args=[running.pk])
    follow_up = FollowUp.objects.get()
    finish = reverse("follow-up-finish", args=[follow_up.pk])
    assert f"{finish}?back={page}" in client.get(page).content.decode()
    assert client.post(finish, {"result": " ", "back": page}).status_code == 422
    done = client.post(finish, {"result": "UPTD PPA sudah disebut.", "back": page}, follow=True)
    assert "UPTD PPA sudah disebut." in done.content.decode()
    assert client_of(world.stranger).get(finish).status_code == 404


def test_nobody_is_led_away_to_another_site(world: World, running: RemedialWindow) -> None:
    finish = reverse("follow-up-finish", args=[FollowUp.objects.get().pk])
    for elsewhere in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        http = client_of(world.officer).post(finish, {"result": "", "back": elsewhere})
        assert "evil.example" not in http.content.decode()


def test_the_page_of_a_window_asks_the_database_the_same_however_much_was_returned(
    world: World, sheet: Assessment, ministry: User
) -> None:
    keys = [give_back(sheet, code, by=ministry, at=OPENED).pk for code in ("4.1", "4.2")]
    few = windows.open_window(sheet, keys[:1], reason="", actor=ministry, at=OPENED)
    after = OPENED + windows.LENGTH
    many = windows.open_window(sheet, keys, reason="", actor=ministry, at=after)
    client = client_of(make_person("Saksi", Role.AUDITOR, world.city))
    counts = []
    for window in (few, many):
        path = reverse("window", args=[window.pk])
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        counts.append(len(asked))
    assert counts[0] == counts[1] > 0
