"""Serang, 29 May 2023: 600 is still Pratama; what is misplaced, what is missing, one move away.

Told through the HTTP client on the loaded demo; ``test_serang_2023_in_a_browser.py`` tells it again
in Chromium.
"""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from layak.accounts.demo import SignIn
from layak.accounts.models import Membership, Role, User
from layak.assessments.models import Answer, Assessment, Misplacement, Placement, Stage
from layak.assessments.services import version_of
from layak.audit.models import Entry
from layak.operations.demo import load
from layak.organizations.models import Organization
from layak.reviews.deciding import decide
from layak.reviews.models import Decision, RemedialWindow
from layak.reviews.stages import undecided
from layak.reviews.tasks import remind
from tests.journeys.conftest import NOW, Clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SECRETARIAT = "sekretariat@serang.contoh.id"
REGISTRY = "disdukcapil@serang.contoh.id"
PPA = "uptdppa@serang.contoh.id"
MINISTRY = "verifikator.kementerian@serang.contoh.id"
LEADER = "pimpinan@serang.contoh.id"
KELURAHAN = "kasunyatan@serang.contoh.id"
CHILD_FORUM = "Berita acara musrenbang anak.pdf"

SignIns = dict[str, SignIn]


def come_in(sign_ins: SignIns, email: str) -> Client:
    """Sign in on the real page with the password of the demo."""
    client = Client()
    row = sign_ins[email]
    answer = client.post(
        reverse("account_login"), {"login": row.email, "password": row.password}, follow=True
    )
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == reverse("home")
    return client


def read(client: Client, path: str) -> str:
    """What a page says, in one line."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(strip_tags(answer.content.decode()).split())


def sheet() -> Assessment:
    """The sheet of the story; a second award stands beside it."""
    sheets = Assessment.objects.select_related("city", "cycle", "instrument")
    return sheets.get(instrument__code="kla-2024")


def test_the_first_page_says_that_600_is_pratama_and_what_is_missing(sign_ins: SignIns) -> None:
    said = read(come_in(sign_ins, SECRETARIAT), "/")
    assert "600,00 Masih Pratama" in said
    assert "Nilai sementara, verifikasi lapangan 29 Mei 2023" in said
    assert "Kurang 1,00 poin menuju Madya, yang mulai dari 601." in said
    assert "Madya mulai 601" not in said, "the distance is said once"
    assert "Mandiri 823,50" in said
    assert "formulir 2024 dipakai sebagai gantinya" in said


def test_it_says_where_the_missing_points_lie(sign_ins: SignIns) -> None:
    said = read(come_in(sign_ins, SECRETARIAT), "/")
    won = re.search(r"Masih ada ([\d,]+) poin pada (\d+) jawaban yang dikembalikan", said)
    assert won
    possible, answers = Decimal(won[1].replace(",", ".")), int(won[2])
    open_answers = Answer.objects.filter(assessment=sheet(), editable_until__gt=NOW)
    marks = {answer.pk: answer.marks.get().points for answer in open_answers}
    left = [
        answer.question.attainable - marks[answer.pk]
        for answer in open_answers.select_related("question")
    ]
    assert possible == sum(left)
    assert answers == sum(points > 0 for points in left)
    places = said[said.index("Di mana poinnya") : said.index("Buka penilaian")]
    assert "Hak sipil dan kebebasan" in places
    numbers = [Decimal(one.replace(",", ".")) for one in re.findall(r"\d+,\d\d", places)]
    assert numbers[0] == possible == sum(numbers[1:])


def test_documents_of_cluster_1_were_found_under_cluster_4_with_the_reason(
    sign_ins: SignIns,
) -> None:
    found = Misplacement.objects.filter(
        assessment=sheet(),
        filed__question__indicator__cluster__code="4",
        suggested__question__indicator__cluster__code="1",
    ).select_related("evidence")
    assert len(found) == 6
    client = come_in(sign_ins, SECRETARIAT)
    inbox = reverse("misplacement-list", args=[sheet().pk])
    listed = read(client, inbox)
    for one in found:
        assert one.evidence.name in listed
    forum = found.get(evidence__name=CHILD_FORUM)
    said = read(client, f"{inbox}?pilih={forum.pk}")
    assert "Pertanyaan 18.3 · Klaster IV" in said
    assert "Pertanyaan 6.2 · Klaster I" in said
    assert "Istilah yang ditemukan" in said
    assert "forum anak" in said[said.index("Istilah yang ditemukan") :].lower()


def test_one_click_moves_a_document_and_its_history_is_kept(sign_ins: SignIns) -> None:
    client = come_in(sign_ins, SECRETARIAT)
    wrong = Misplacement.objects.get(evidence__name=CHILD_FORUM)
    done = client.post(reverse("misplacement-move", args=[wrong.pk]), follow=True)
    assert f"{CHILD_FORUM} dipindahkan dari 18.3 ke 6.2" in " ".join(
        strip_tags(done.content.decode()).split()
    )
    places = Placement.objects.filter(evidence=wrong.evidence)
    assert [place.answer.question.code for place in places] == ["6.2"]
    moved = Entry.objects.get(verb="evidence.moved")
    assert (moved.actor, moved.detail) == (
        User.objects.get(email=SECRETARIAT),
        {"from": "18.3", "to": "6.2"},
    )
    said = read(client, f"{reverse('misplacement-list', args=[sheet().pk])}?status=diputuskan")
    assert "Dipindahkan dari 18.3 ke 6.2" in said
    assert "Ratna Sekretariat" in said
    proven = client.get(reverse("answer", args=[sheet().pk, "6.2"])).content.decode()
    assert f'title="{CHILD_FORUM}"' in proven
    undone = client.post(reverse("misplacement-reopen", args=[wrong.pk]), follow=True)
    assert undone.status_code == 200
    assert Placement.objects.get(evidence=wrong.evidence).answer.question.code == "18.3"


def test_missing_documents_are_listed_with_their_question(sign_ins: SignIns) -> None:
    client = come_in(sign_ins, SECRETARIAT)
    said = read(client, f"{reverse('gap-list', args=[sheet().pk])}?office=all&kind=missing")
    assert "Belum ada:" in said
    home = read(client, "/")
    counted = re.search(r"syarat data dukung kosong (\d+)", home)
    assert counted
    assert f"Belum ada ({counted[1]})" in said


def test_the_answer_that_names_only_112_is_shown_beside_the_note_of_the_verifier(
    sign_ins: SignIns,
) -> None:
    said = read(come_in(sign_ins, SECRETARIAT), reverse("answer", args=[sheet().pk, "21A.4a"]))
    assert "panggilan darurat 112 dan aplikasi pengaduan Rabeg" in said
    assert "hanya 112 dan Rabeg yang disebut. Relawan P2TP2A dan UPT juga saluran" in said
    assert "Dikembalikan" in said


def test_an_officer_sees_the_own_work_and_changes_only_what_was_returned(
    sign_ins: SignIns,
) -> None:
    client = come_in(sign_ins, REGISTRY)
    said = read(client, "/?pekerjaan=semua")
    owed = said[said.index("Yang harus dikerjakan") : said.index("Yang bermasalah")]
    for code in ("4.5", "4.6", "4.7"):
        assert f"{code} Disdukcapil" in owed
    assert "13.6" not in owed
    assert "Kemajuan OPD" not in said
    own = Answer.objects.get(assessment=sheet(), question__code="4.1")
    locked = client.post(own.get_absolute_url(), {"note": "Diganti diam-diam"}, follow=True)
    assert "dikunci" in strip_tags(locked.content.decode())
    own.refresh_from_db()
    assert own.note != "Diganti diam-diam"


def test_a_kelurahan_sees_its_own_part_of_the_form(sign_ins: SignIns) -> None:
    said = read(come_in(sign_ins, KELURAHAN), "/?pekerjaan=semua")
    assert "Kelurahan Kasunyatan" in said
    owed = said[said.index("Yang harus dikerjakan") : said.index("Yang bermasalah")]
    assert "26.15" in owed
    assert "6.3" not in owed


def test_a_stranger_from_another_city_finds_nothing(told: list[str]) -> None:
    stranger = User.objects.create(email="tamu@cilegon.example", name="Tamu", password="!")
    cilegon = Organization.objects.get(region_code="36.72")
    Membership.objects.create(user=stranger, organization=cilegon, role=Role.SECRETARIAT)
    client = Client()
    client.force_login(stranger)
    key = sheet().pk
    wrong = Misplacement.objects.first()
    assert wrong
    for path in (
        reverse("assessment", args=[key]),
        reverse("answer", args=[key, "21A.4a"]),
        reverse("gap-list", args=[key]),
        reverse("misplacement-list", args=[key]),
        reverse("evidence", args=[wrong.evidence_id]),
    ):
        assert client.get(path).status_code == 404, path
    assert client.post(reverse("misplacement-move", args=[wrong.pk])).status_code == 404
    assert "Serang" not in read(client, "/")


def test_the_window_runs_for_48_hours_and_the_ledger_tells_how_the_final_level_came_about(
    sign_ins: SignIns, clock: Clock
) -> None:
    window = RemedialWindow.objects.get()
    ministry, office, registry, keeper = (
        come_in(sign_ins, email) for email in (MINISTRY, PPA, REGISTRY, SECRETARIAT)
    )
    page = reverse("window", args=[window.pk])
    for client in (ministry, office, registry, keeper, come_in(sign_ins, LEADER)):
        assert "Masa perbaikan 47 jam 0 menit" in read(client, page)
    for client in (office, registry, keeper):
        assert "Masa perbaikan 47 jam 0 menit" in read(client, "/")
    assert window.returned.count() > 20
    for one in window.returned.filter(owner=None):
        give = reverse("window-owner", args=[window.pk, one.pk])
        office_key = Organization.objects.get(short_name="DP3AKB").pk
        assert keeper.post(give, {"office": str(office_key)}).status_code == 302
    assert not window.returned.filter(owner=None).exists()
    _reminders_go_out(window, clock, keeper)

    channels = reverse("answer", args=[sheet().pk, "21A.4a"])
    said = read(office, channels)
    unmentioned = said[said.index("belum disebut") :]
    assert "UPTD PPA" in unmentioned
    assert "P2TP2A" in unmentioned
    clock.now = window.closes_at - timedelta(microseconds=1)
    full = "Kanal: 112, Rabeg, UPTD PPA, relawan P2TP2A dan SAPA 129."
    assert _save(office, "21A.4a", note=full, points=Decimal(6)).status_code == 302

    clock.now = window.closes_at + timedelta(seconds=1)
    typed = "Daftar petugas terlatih KHA dilampirkan."
    late = _save(registry, "4.5", note=typed, points=Decimal("2.25"))
    assert late.status_code == 422
    assert "dikunci" in strip_tags(late.content.decode())
    assert typed in late.content.decode()
    assert typed in read(registry, reverse("answer", args=[sheet().pk, "4.5"]))
    assert Answer.objects.get(assessment=sheet(), question__code="4.5").note != typed
    assert "Masa perbaikan 4" not in read(keeper, "/")

    clock.now = window.closes_at + timedelta(days=1)
    _accept(ministry, "21A.4a")
    assert ministry.post(reverse("review-finish", args=[sheet().pk])).status_code == 302
    assert sheet().stage == Stage.FINAL
    clock.now += timedelta(days=5)
    _accept_all(ministry, clock)
    done = ministry.post(reverse("review-finish", args=[sheet().pk]), follow=True)
    assert "604,02" in " ".join(strip_tags(done.content.decode()).split())

    told = read(keeper, reverse("ledger", args=[sheet().pk]))
    assert "823,50" in told
    assert "604,02" in told
    steps = read(keeper, reverse("answer-history", args=[sheet().pk, "21A.4a"]))
    for part in ("6,00", "1,98", "hanya 112 dan Rabeg yang disebut"):
        assert part in steps
    home = read(keeper, "/")
    assert "604,02" in home
    assert "Madya" in home


def _save(client: Client, code: str, *, note: str, points: Decimal) -> Any:
    answer = Answer.objects.select_related("question").get(assessment=sheet(), question__code=code)
    step = answer.question.options.filter(points=points).first()
    fields = {"note": note, "version": version_of(answer), "option": str(step.pk) if step else ""}
    return client.post(answer.get_absolute_url(), fields)


def _reminders_go_out(window: RemedialWindow, clock: Clock, keeper: Client) -> None:
    for hours in (24, 6, 1):
        clock.now = window.closes_at - timedelta(hours=hours)
        remind(0)
        remind(0)
    outbox = read(keeper, reverse("notice-outbox"))
    for hours in (24, 6, 1):
        assert f"Kurang dari {hours} jam" in outbox


def _accept(client: Client, code: str) -> None:
    answer = Answer.objects.get(assessment=sheet(), question__code=code)
    standing = Decision.objects.standing().filter(answer=answer, stage=sheet().stage).first()
    fields = {
        "kind": "accepted",
        "seen": str(standing.pk) if standing else "",
        "version": version_of(answer),
    }
    path = reverse("review-answer", args=[sheet().pk, code])
    assert client.post(path, fields).status_code == 302, code


def _accept_all(client: Client, clock: Clock) -> None:
    """Accept on the page what can be accepted together, then the rest one by one."""
    path = reverse("review-accept", args=[sheet().pk])
    offered = re.findall(r'name="answer" value="([^"]+)"', client.get(path).content.decode())
    assert len(offered) > 20
    assert client.post(path, {"answer": offered}).status_code == 302
    verifier = User.objects.get(email=MINISTRY)
    first, *others = undecided(sheet(), Stage.FINAL)
    _accept(client, first.question.code)
    for answer in others:
        decide(
            answer,
            Stage.FINAL,
            Decision.Kind.ACCEPTED,
            seen=None,
            actor=verifier,
            at=clock.now,
        )


def test_loading_again_changes_nothing_and_tells_the_sign_ins(told: list[str]) -> None:
    before = counted()
    said: list[str] = []
    load(at=NOW, say=said.append)
    assert counted() == before
    assert said == told[-len(said) :]
    assert any(SECRETARIAT in line for line in said)


def counted() -> list[int]:
    return [
        User.objects.count(),
        Organization.objects.count(),
        Answer.objects.count(),
        Placement.objects.count(),
        Misplacement.objects.count(),
        Entry.objects.count(),
    ]
