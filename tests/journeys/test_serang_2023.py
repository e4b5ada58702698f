"""Serang, 29 May 2023: 600 is still Pratama; what is misplaced, what is missing, one move away.

Told through the HTTP client on the loaded demo; ``test_serang_2023_in_a_browser.py`` tells it again
in Chromium.
"""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from layak.accounts.demo import SignIn
from layak.accounts.models import Membership, Role, User
from layak.assessments.models import Answer, Assessment, Misplacement, Placement
from layak.audit.models import Entry
from layak.operations.demo import load
from layak.organizations.models import Organization
from tests.journeys.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SECRETARIAT = "sekretariat@serang.contoh.id"
REGISTRY = "disdukcapil@serang.contoh.id"
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
    return Assessment.objects.select_related("city", "cycle", "instrument").get()


def test_the_first_page_says_that_600_is_pratama_and_what_is_missing(sign_ins: SignIns) -> None:
    said = read(come_in(sign_ins, SECRETARIAT), "/")
    assert "600,00 Masih Pratama" in said
    assert "Nilai sementara, verifikasi lapangan 29 Mei 2023" in said
    assert "Kurang 1,00 poin menuju Madya, yang mulai dari 601." in said
    assert "600 adalah Pratama; Madya mulai 601; sasaran Madya kurang 1." in said
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
