"""A person's own notices, and the outbox."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from layak.accounts.models import User
from layak.notices.models import Notice, NoticeKind, Trouble
from layak.notices.queries import unread_count, zone_of
from layak.notices.tests.make import AT, tell_one
from tests.world import World, make_person, make_world

pytestmark = pytest.mark.django_db
LIST, OUTBOX = "/pemberitahuan/", "/pemberitahuan/keluar/"


@pytest.fixture
def world() -> World:
    return make_world()


def client_of(person: User) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(person)
    return client


def text_of(http: Any) -> str:
    assert http.status_code == 200
    main = http.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_unread_comes_first_then_the_newest(world: World) -> None:
    for number in (1, 2, 3):
        tell_one(
            world.officer, key=str(number), subject=f"Hal {number}", at=AT + timedelta(hours=number)
        )
    Notice.objects.filter(key="3").update(read_at=AT)
    text = text_of(client_of(world.officer).get(LIST))
    assert re.findall(r"Hal \d", re.sub(r": Hal \d", "", text)) == ["Hal 2", "Hal 1", "Hal 3"]
    assert "2 belum dibaca" in text
    assert "29 Mei 2023 pukul 17.30 WIB" in text


def test_somebody_elses_notices_are_not_among_them(world: World) -> None:
    tell_one(world.officer)
    text = text_of(client_of(world.secretariat).get(LIST))
    assert "Anda ditugasi" not in text
    assert "Belum ada pemberitahuan" in text


def test_opening_a_notice_marks_it_and_leads_to_its_page(world: World) -> None:
    notice = tell_one(world.officer)
    client = client_of(world.officer)
    http = client.post(reverse("notice-read", args=[notice.pk]), {"open": "1"})
    assert http.headers["Location"] == notice.path
    notice.refresh_from_db()
    first = notice.read_at
    assert first is not None
    assert unread_count(world.officer) == 0
    client.post(reverse("notice-read", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.read_at == first, "the first time counts"


def test_marking_a_notice_leads_back_to_the_list(world: World) -> None:
    notice = tell_one(world.officer)
    http = client_of(world.officer).post(reverse("notice-read", args=[notice.pk]))
    assert http.headers["Location"] == LIST


def test_nobody_reads_for_somebody_else(world: World) -> None:
    notice = tell_one(world.officer)
    http = client_of(world.secretariat).post(reverse("notice-read", args=[notice.pk]))
    assert http.status_code == 404
    assert unread_count(world.officer) == 1


def test_all_of_ones_own_are_marked_at_once(world: World) -> None:
    for number in (1, 2):
        tell_one(world.officer, key=str(number))
    tell_one(world.head)
    client_of(world.officer).post(reverse("notice-read-all"))
    assert (unread_count(world.officer), unread_count(world.head)) == (0, 1)


def test_the_outbox_says_what_became_of_each(world: World) -> None:
    changes: list[dict[str, Any]] = [
        {"sent_at": AT},
        {"failed_at": AT, "error": Trouble.REFUSED},
        {"failed_at": AT, "error": Trouble.NO_CHANNEL},
        {"attempts": 2, "error": Trouble.REFUSED},
    ]
    for number, change in enumerate(changes):
        notice = tell_one(world.officer, key=str(number))
        Notice.objects.filter(pk=notice.pk).update(**change)
    text = text_of(client_of(world.auditor).get(OUTBOX))
    assert "Oki Petugas" in text
    assert "terkirim 29 Mei 2023 pukul 15.30 WIB" in text
    assert "gagal saluran tidak menjawab atau menolak" in text
    assert "tidak dikirim belum ada saluran" in text
    assert "menunggu sudah dicoba 2 kali" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Oki", "Heri"}),
        ("keadaan=waiting", {"Oki"}),
        ("keadaan=withheld", {"Heri"}),
        ("keadaan=failed", set()),
        ("keadaan=entah", {"Oki", "Heri"}),
        ("jenis=asked", {"Heri"}),
        ("jenis=entah&halaman=entah", {"Oki", "Heri"}),
        ("q=OKI+petugas", {"Oki"}),
        ("q=heri.kepala%40example", {"Heri"}),
        ("q=%00", {"Oki", "Heri"}),
        ("q=tiada", set()),
    ],
)
def test_the_outbox_is_searched(world: World, query: str, found: set[str]) -> None:
    tell_one(world.officer)
    given_up = {"failed_at": AT, "error": Trouble.NO_CHANNEL}
    asked = tell_one(world.head, kind=NoticeKind.ASKED)
    Notice.objects.filter(pk=asked.pk).update(**given_up)
    text = text_of(client_of(world.secretariat).get(f"{OUTBOX}?{query}"))
    assert {name for name in ("Oki", "Heri") if f"{name} " in text} == found


def test_another_citys_outbox_is_another(world: World) -> None:
    tell_one(world.officer)
    assert "Belum ada yang diberitahukan" in text_of(client_of(world.stranger).get(OUTBOX))


def test_an_outbox_of_many_costs_as_many_queries_as_one_of_few(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        tell_one(world.officer, key=str(number))
    client = client_of(world.secretariat)
    with django_assert_max_num_queries(14):
        first = text_of(client.get(OUTBOX))
    assert "1–30 dari 40" in first
    assert "31–40 dari 40" in text_of(client.get(f"{OUTBOX}?halaman=2"))


def test_what_is_told_is_shown_as_text(world: World) -> None:
    tell_one(world.officer, subject="<b>Tebal</b>", text="<script>alert(1)</script>")
    for person, page in ((world.officer, LIST), (world.auditor, OUTBOX)):
        source = client_of(person).get(page).content.decode()
        assert "<script>alert" not in source
        assert "&lt;b&gt;Tebal" in source


def test_the_zone_is_that_of_the_city_one_works_in(world: World) -> None:
    world.city.timezone = "Asia/Makassar"
    world.city.save()
    assert zone_of(world.officer) == "Asia/Makassar"
    assert zone_of(world.verifier) == "Asia/Jakarta"
    assert zone_of(make_person("Tanpa Peran")) == "Asia/Jakarta"
