"""Drafts: nothing typed is lost, and nobody else reads it."""

from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.handlers.wsgi import LimitedStream
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from layak.accounts.models import User
from layak.assessments import drafting, services
from layak.assessments.models import Answer, Assessment, Draft
from layak.assessments.tests.make import AT, answer_of, fill, make_sheet
from layak.assessments.tests.test_answer_question import form_of, plain, url_of
from layak.assessments.views import answers
from layak.audit.models import Entry
from layak.lib.errors import Refusal
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_sheet(world)


def browser(user: User, *, htmx: bool = False) -> Client:
    client = Client(headers={"accept-language": "id", **({"hx-request": "true"} if htmx else {})})
    client.force_login(user)
    return client


def draft_url(sheet: Assessment, code: str) -> str:
    return reverse("answer-draft", args=[sheet.pk, code])


def lock(answer: Answer) -> None:
    Answer.objects.filter(pk=answer.pk).update(editable_until=timezone.now() - timedelta(hours=1))


def test_what_is_typed_is_kept_without_touching_the_answer(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.2")
    http = browser(world.officer, htmx=True).post(
        draft_url(sheet, "4.2"), form_of(answer, "Separuh", note="Belum selesai.")
    )
    assert "Draf disimpan pukul" in plain(http)
    answer.refresh_from_db()
    assert (answer.points, answer.note, answer.changed_at) == (None, "", None)
    kept = Draft.objects.get()
    assert (kept.user, kept.fields["note"], kept.version) == (
        world.officer,
        "Belum selesai.",
        "new",
    )
    assert "version" not in kept.fields


def test_a_draft_is_offered_and_taken_up_as_it_was_typed(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.1")
    typed = form_of(
        answer,
        "Separuh",
        note="Belum selesai.",
        **{"matrix-rows": "2", "matrix-0-group": "Curug", "matrix-0-numerator": "banyak"},
        **{"measured-value": "tiga"},
    )
    client = browser(world.officer)
    client.post(draft_url(sheet, "4.1"), typed)
    offered = client.get(url_of(sheet, "4.1"))
    assert "Anda punya draf dari" in plain(offered)
    assert "Belum selesai." not in offered.content.decode()
    taken = client.get(url_of(sheet, "4.1"), {"draf": "1"}).content.decode()
    for text in ("Belum selesai.", 'value="Curug"', 'value="banyak"', 'value="tiga"'):
        assert text in taken
    assert "Anda punya draf dari" not in taken


def test_only_its_author_sees_a_draft(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.2")
    browser(world.officer).post(draft_url(sheet, "4.2"), form_of(answer, note="Rahasia saya."))
    for other in (world.head, world.secretariat, world.verifier, world.auditor):
        http = browser(other).get(url_of(sheet, "4.2"), {"draf": "1"})
        assert "Rahasia saya." not in http.content.decode()
        assert "Anda punya draf" not in plain(http)
        assert not Draft.objects.visible_to(other).exists()
    assert Draft.objects.visible_to(world.officer).count() == 1
    browser(world.head).post(draft_url(sheet, "4.2"), {"do": "discard"})
    assert Draft.objects.count() == 1


def test_a_save_ends_the_draft_and_an_equal_one_is_not_kept(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.1")
    table = {"matrix-rows": "1", "matrix-0-group": "Curug", "matrix-0-numerator": "1.214,50"}
    client = browser(world.officer)
    client.post(draft_url(sheet, "4.1"), form_of(answer, note="Satu.", **table))
    client.post(url_of(sheet, "4.1"), form_of(answer, note="Satu.", **table))
    assert not Draft.objects.exists()
    # The page sends itself once more a moment after the save, as typed or as it was shown again.
    answer.refresh_from_db()
    for text in ("1.214,50", "1.214,5"):
        late = form_of(answer, note="Satu.", **{**table, "matrix-0-numerator": text})
        client.post(draft_url(sheet, "4.1"), late)
        assert not Draft.objects.exists()


def test_a_late_save_is_refused_and_stays_readable(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.1")
    typed = form_of(
        answer,
        "Separuh",
        note="Kalimat yang terlambat.",
        **{"matrix-rows": "1", "matrix-0-group": "Kasemen"},
    )
    lock(answer)
    client = browser(world.officer)
    late = client.post(url_of(sheet, "4.1"), typed)
    assert late.status_code == 422
    later = client.get(url_of(sheet, "4.1"))
    for http in (late, later):
        text = plain(http)
        assert "Jawaban ini sudah dikunci. Yang Anda ketik belum disimpan." in text
        assert "Draf Anda yang tidak tersimpan" in text
        for said in ("Kalimat yang terlambat.", "Kasemen", "Separuh (10,00)"):
            assert said in text
        assert 'id="answer-form"' not in http.content.decode()
    answer.refresh_from_db()
    assert (answer.points, answer.note) == (None, "")
    assert "Kalimat yang terlambat." not in plain(browser(world.head).get(url_of(sheet, "4.1")))
    entry = Entry.objects.get(verb="answer.refused")
    assert entry.actor_id == world.officer.pk
    assert "sudah dikunci" in entry.reason


def test_the_page_that_goes_on_typing_after_the_end_is_logged_once(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    lock(answer)
    client = browser(world.officer, htmx=True)
    for note in ("Satu.", "Satu dua.", "Satu dua tiga."):
        client.post(draft_url(sheet, "4.2"), form_of(answer, note=note))
    assert Draft.objects.get().fields["note"] == "Satu dua tiga."
    assert Entry.objects.filter(verb="answer.refused").count() == 1


def test_a_draft_over_an_answer_changed_since_shows_both(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.2")
    client = browser(world.officer)
    client.post(draft_url(sheet, "4.2"), form_of(answer, "Separuh", note="Kata Oki."))
    fill(sheet, "4.2", label="Penuh", note="Kata Heri.", actor=world.head)
    text = plain(client.get(url_of(sheet, "4.2"), {"draf": "1"}))
    assert "Jawaban ini diubah sesudah draf Anda dibuat." in text
    for said in ("Kata Oki.", "Kata Heri.", "Heri Kepala", "Penuh (30,00)", "Separuh (15,00)"):
        assert said in text


def test_a_lost_save_shows_both_versions_whole(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.1")
    mine = form_of(
        answer,
        "Separuh",
        note="Kata Heri.",
        **{"matrix-rows": "1", "matrix-0-group": "Curug", "matrix-0-numerator": "7"},
        **{"measured-value": "12", "measured-source": "Register", "measured-period": "2022"},
    )
    theirs = form_of(
        answer,
        "Penuh",
        note="Kata Oki.",
        **{"matrix-rows": "1", "matrix-0-group": "Kasemen", "matrix-0-numerator": "8"},
        **{"measured-value": "34", "measured-source": "Survei", "measured-period": "2021"},
    )
    browser(world.officer).post(url_of(sheet, "4.1"), theirs)
    http = browser(world.head).post(url_of(sheet, "4.1"), mine)
    assert http.status_code == 422
    html = http.content.decode()
    both = html[html.index('class="versions"') : html.index('id="jawaban"')]
    for said in (
        *("Penuh", "20,00", "Kata Oki.", "Kasemen", "34", "Survei, 2021"),
        *("Separuh", "10,00", "Kata Heri.", "Curug", "12", "Register, 2022"),
    ):
        assert said in both
    kept = Draft.objects.get(user=world.head)
    assert kept.version == "new"
    browser(world.head).post(draft_url(sheet, "4.1"), {"do": "discard"})
    answer.refresh_from_db()
    assert (answer.note, answer.points) == ("Kata Oki.", Decimal(20))
    assert not Draft.objects.exists()


def test_without_scripts_the_draft_button_comes_back_to_the_question(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    http = browser(world.officer).post(
        draft_url(sheet, "4.2"), form_of(answer, note="Nanti."), follow=True
    )
    text = plain(http)
    assert "Draf disimpan. Jawaban yang tersimpan belum berubah." in text
    assert "Anda punya draf dari" in text


def test_nobody_drafts_the_answer_of_another_office(world: World, sheet: Assessment) -> None:
    sent = form_of(answer_of(sheet, "12.1"), note="Bukan milik saya.")
    assert browser(world.officer).post(draft_url(sheet, "12.1"), sent).status_code == 404
    assert not Draft.objects.exists()


def test_a_draft_without_end_is_refused_in_a_sentence(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.2")
    with pytest.raises(Refusal, match="terlalu panjang"):
        drafting.keep(answer, {"note": "x" * 1_600_000}, version="", actor=world.officer, at=AT)


def test_the_end_is_half_open(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.2")
    end = AT + timedelta(hours=48)
    Answer.objects.filter(pk=answer.pk).update(editable_until=end)
    just_before = end - timedelta(microseconds=1)
    services.answer_question(answer, option=None, note="a", actor=world.officer, at=just_before)
    with pytest.raises(Refusal, match="sudah dikunci"):
        services.answer_question(answer, option=None, note="b", actor=world.officer, at=end)
    answer.refresh_from_db()
    assert answer.note == "a"


class SlowBody(BytesIO):
    """A body that arrives while the end passes: the clock stands at it once all was read."""

    def __init__(self, content: bytes, end: datetime) -> None:
        super().__init__(content)
        self.end = end
        self.length = len(content)

    def now(self) -> datetime:
        return self.end if self.tell() == self.length else self.end - timedelta(seconds=1)


def test_the_instant_is_taken_once_the_whole_request_has_arrived(
    world: World, sheet: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = answer_of(sheet, "4.2")
    end = AT + timedelta(hours=48)
    Answer.objects.filter(pk=answer.pk).update(editable_until=end)
    body = SlowBody(urlencode(form_of(answer, note="Sampai pada detik terakhir.")).encode(), end)
    request: Any = RequestFactory().post(
        url_of(sheet, "4.2"), content_type="application/x-www-form-urlencoded"
    )
    request.META["CONTENT_LENGTH"] = str(body.length)
    request._stream = LimitedStream(body, body.length)
    request.user = world.officer
    request.htmx = HtmxDetails(request)
    asked: list[datetime] = []

    def now() -> datetime:
        asked.append(body.now())
        return asked[-1]

    monkeypatch.setattr(answers, "timezone", SimpleNamespace(now=now))
    http = answers.show(request, sheet.pk, "4.2")
    assert asked == [end]
    assert http.status_code == 422
    assert Draft.objects.get().fields["note"] == "Sampai pada detik terakhir."
    answer.refresh_from_db()
    assert answer.note == ""
