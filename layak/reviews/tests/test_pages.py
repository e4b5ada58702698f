"""The verifier's pages: what they show, what they do, and what they refuse in a sentence."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from layak.accounts.models import User
from layak.assessments.models import Assessment, Stage
from layak.assessments.services import open_sheet
from layak.assessments.tests.make import answer_of, fill, make_cycle, make_sheet
from layak.audit.models import Entry
from layak.organizations.models import Kind
from layak.reviews.models import Decision, Snapshot
from layak.reviews.stages import finish, submit_self
from layak.reviews.tests.make import (
    REVIEWED,
    accept,
    accept_all,
    adjust,
    give_back,
    make_national_verifier,
    make_submitted,
)
from tests.world import World, make_region, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_submitted(world)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def plain(http: Any) -> str:
    """The words of a page, each mark-up a space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", http.content.decode()))


def url_of(sheet: Assessment, code: str) -> str:
    return reverse("review-answer", args=[sheet.pk, code])


def decision(sheet: Assessment, code: str, **fields: str) -> dict[str, str]:
    """What the form of a question sends when it was just opened."""
    version = answer_of(sheet, code).changed_at
    return {"seen": "", "version": version.isoformat() if version else "new", **fields}


# The list


def test_the_list_tells_progress_score_and_what_was_returned(
    world: World, sheet: Assessment
) -> None:
    accept(answer_of(sheet, "4.1"), world.verifier)
    give_back(answer_of(sheet, "12.1"), world.verifier)
    text = plain(browser(world.verifier).get(reverse("review-list")))
    assert "Kota Serang Banten, 2023 · FORM Verifikasi administrasi 2/3 1 100,00 70,00" in text


def test_the_list_shows_a_verifier_the_stages_they_decide(world: World, sheet: Assessment) -> None:
    accept_all(sheet, world.verifier, stage=Stage.ADMINISTRATIVE)
    finish(sheet, actor=world.verifier, at=REVIEWED)
    province, nation = browser(world.verifier), browser(make_national_verifier(world))
    url = reverse("review-list")
    link = f'href="{reverse("review", args=[sheet.pk])}"'
    assert link not in province.get(url).content.decode()
    assert link in province.get(url, {"tahap": "field"}).content.decode()
    assert link in nation.get(url).content.decode()
    assert link not in nation.get(url, {"tahap": "administrative"}).content.decode()
    assert link in nation.get(url, {"provinsi": "36"}).content.decode()


def test_the_list_takes_few_queries_however_many_cities(world: World, sheet: Assessment) -> None:
    for number in range(10, 40):
        city = make_region(Kind.CITY, world.province, f"36.{number}", f"Kota {number}")
        other = open_sheet(city, make_cycle(), sheet.instrument, actor=None, at=REVIEWED)
        submit_self(other, actor=world.administrator, at=REVIEWED)
    client = browser(world.verifier)
    client.get(reverse("review-list"))
    with CaptureQueriesContext(connection) as captured:
        text = plain(client.get(reverse("review-list")))
    assert "31 lembar kota dan kabupaten" in text
    assert len(captured) <= 12


# One sheet


def test_a_sheet_counts_what_is_open_in_each_indicator(world: World, sheet: Assessment) -> None:
    accept(answer_of(sheet, "4.1"), world.verifier)
    http = browser(world.verifier).get(reverse("review", args=[sheet.pk]))
    text = plain(http)
    assert "4 Nama indikator 4 1/2 1" in text
    assert f'href="{url_of(sheet, "4.2")}"' in http.content.decode()
    assert "Putuskan berikutnya" in text


def test_who_may_not_decide_any_more_may_read(world: World, sheet: Assessment) -> None:
    accept_all(sheet, world.verifier, stage=Stage.ADMINISTRATIVE)
    finish(sheet, actor=world.verifier, at=REVIEWED)
    client = browser(world.verifier)
    text = plain(client.get(reverse("review", args=[sheet.pk])))
    assert "diputuskan verifikator kementerian" in text
    assert "Putuskan berikutnya" not in text
    page = client.get(url_of(sheet, "4.1"))
    assert 'id="decision"' not in page.content.decode()
    sent = client.post(url_of(sheet, "4.1"), decision(sheet, "4.1", kind="accepted"))
    assert sent.status_code == 422
    assert "diputuskan verifikator kementerian" in plain(sent)


# One answer


def test_evidence_lies_beside_the_answer_and_the_form(world: World, sheet: Assessment) -> None:
    text = plain(browser(world.verifier).get(url_of(sheet, "4.2")))
    for said in ("Bukti 4.2.pdf", "Mandiri 30,00", "Administrasi –", "nilai 30,00", "0 – 30,00"):
        assert said in text
    assert "0 dari 3 sudah" not in text  # the block has two of the three questions
    assert "0 dari 2 sudah diputuskan" in text


def test_after_a_decision_comes_the_next_open_question(world: World, sheet: Assessment) -> None:
    client = browser(world.verifier)
    http = client.post(url_of(sheet, "4.2"), decision(sheet, "4.2", kind="accepted"))
    assert http.headers["Location"] == url_of(sheet, "4.1")
    http = client.post(url_of(sheet, "4.1"), decision(sheet, "4.1", kind="accepted"), follow=True)
    assert http.redirect_chain == [(reverse("review", args=[sheet.pk]), 302)]
    assert "Semua jawaban Blok 1 sudah diputuskan." in plain(http)


def test_an_adjustment_is_typed_as_officials_write(world: World, sheet: Assessment) -> None:
    fields = {"kind": "adjusted", "points": "12,5", "cause": "unclear", "note": "Hanya separuh."}
    browser(world.verifier).post(url_of(sheet, "4.2"), decision(sheet, "4.2", **fields))
    made = Decision.objects.get()
    assert (str(made.points), made.cause, made.note) == ("12.5000", "unclear", "Hanya separuh.")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"note": "Isi."}, "Pilih Terima, Sesuaikan nilai, atau Kembalikan."),
        ({"kind": "adjusted", "cause": "other", "note": "Isi."}, "Tulis nilai yang Anda berikan."),
        (
            {"kind": "adjusted", "points": "banyak", "cause": "other", "note": "Isi."},
            "“banyak” bukan angka. Tulis seperti 600,40.",
        ),
        (
            {"kind": "adjusted", "points": "31", "cause": "other", "note": "Isi."},
            "Nilai 4.2 harus antara 0 dan 30,00.",
        ),
        (
            {"kind": "adjusted", "points": "1,23456", "cause": "other", "note": "Isi."},
            "Nilai paling banyak empat angka di belakang koma.",
        ),
        ({"kind": "returned", "note": "Isi."}, "Pilih alasan keputusan ini."),
        ({"kind": "returned", "cause": "missing"}, "Tulis catatan: kota perlu tahu apa yang"),
        ({"kind": "accepted", "version": "lama"}, "diubah sesudah Anda membukanya"),
    ],
)
def test_what_cannot_be_decided_is_said_and_kept(
    world: World, sheet: Assessment, fields: dict[str, str], said: str
) -> None:
    http = browser(world.verifier).post(url_of(sheet, "4.2"), decision(sheet, "4.2") | fields)
    assert http.status_code == 422
    assert said in plain(http)
    page = http.content.decode()
    for name in ("points", "note"):
        if name in fields:
            assert fields[name] in page
    assert not Decision.objects.exists()


def test_who_was_overtaken_reads_the_other_decision_and_may_replace_it(
    world: World, sheet: Assessment
) -> None:
    national = make_national_verifier(world)
    standing = adjust(answer_of(sheet, "4.2"), "10", national, at=timezone.now())
    client = browser(world.verifier)
    fields = decision(sheet, "4.2", kind="returned", cause="missing", note="Catatan saya.")
    http = client.post(url_of(sheet, "4.2"), fields)
    assert http.status_code == 422
    text = plain(http)
    assert "Nadia Nasional sudah memutuskan jawaban ini: nilai disesuaikan, nilai 10,00" in text
    assert "Catatan saya." in text
    assert f'name="seen" value="{standing.pk}"' in http.content.decode()
    client.post(url_of(sheet, "4.2"), fields | {"seen": str(standing.pk)})
    assert Decision.objects.get(replaces=standing).kind == Decision.Kind.RETURNED


def test_an_unknown_question_is_not_found(world: World, sheet: Assessment) -> None:
    assert browser(world.verifier).get(url_of(sheet, "99.9")).status_code == 404


# Many at once


def shown(http: Any) -> list[str]:
    return re.findall(r'name="answer" value="([^"]+)"', http.content.decode())


def test_only_the_proven_can_be_accepted_together(world: World) -> None:
    sheet = make_submitted(world, filled=("4.1", "4.2"))
    answer_of(sheet, "4.2").placements.all().delete()
    client = browser(world.verifier)
    url = reverse("review-accept", args=[sheet.pk])
    http = client.get(url, {"klaster": "1"})
    assert shown(http) == [f"{answer_of(sheet, '4.1').pk}:20.0000"]
    text = plain(http)
    assert "1 jawaban dapat diterima" in text
    assert "4.2 Label 4.2 belum ada data dukung" in text
    assert "12.1 Label 12.1 belum dijawab" in plain(client.get(url))
    assert client.get(url, {"klaster": "99"}).status_code == 404


def test_a_confirmed_list_is_accepted_and_logged_once(world: World, sheet: Assessment) -> None:
    client = browser(world.verifier)
    url = reverse("review-accept", args=[sheet.pk])
    chosen = shown(client.get(url, {"indikator": "4"}))
    http = client.post(f"{url}?indikator=4", {"answer": chosen}, follow=True)
    assert "2 jawaban diterima." in plain(http)
    assert Decision.objects.filter(kind=Decision.Kind.ACCEPTED).count() == 2
    entry = Entry.objects.get(verb="answers.accepted")
    assert entry.detail["accepted"] == ["4.1", "4.2"]


def test_what_changed_since_the_list_was_shown_is_skipped(world: World, sheet: Assessment) -> None:
    client = browser(world.verifier)
    url = reverse("review-accept", args=[sheet.pk])
    chosen = shown(client.get(url))
    adjust(answer_of(sheet, "4.1"), "1", world.verifier)
    answer = answer_of(sheet, "4.2")
    answer.submitted_points = 15
    answer.save(update_fields=["submitted_points"])
    text = plain(client.post(url, {"answer": chosen}, follow=True))
    assert "1 jawaban diterima." in text
    assert "4.1 dilewati: sudah diputuskan." in text
    assert "4.2 dilewati: nilainya berubah sesudah daftar ini ditampilkan." in text
    assert Decision.objects.get(answer=answer_of(sheet, "12.1")).points == 50
    assert not Decision.objects.filter(answer=answer).exists()


@pytest.mark.parametrize("sent", ["x", "1", "1:x", "9" * 30 + ":1", ":"])
def test_a_made_up_choice_is_not_found(world: World, sheet: Assessment, sent: str) -> None:
    url = reverse("review-accept", args=[sheet.pk])
    assert browser(world.verifier).post(url, {"answer": [sent]}).status_code == 404


def test_nothing_chosen_is_said(world: World, sheet: Assessment) -> None:
    http = browser(world.verifier).post(reverse("review-accept", args=[sheet.pk]))
    assert http.status_code == 422
    assert "Tidak ada jawaban yang dipilih." in plain(http)


# The end of a stage


def test_the_keeper_hands_over_knowing_what_is_missing(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "4.1")
    client = browser(world.secretariat)
    url = reverse("submit", args=[sheet.pk])
    text = plain(client.get(url))
    assert "Belum dijawab" in text
    assert "Serahkan dengan kekurangan ini" in text
    assert client.post(url).status_code == 302
    assert Snapshot.objects.filter(assessment=sheet, stage=Stage.SELF).exists()
    assert "sudah diserahkan" in plain(client.get(url))
    assert client.post(url).status_code == 422


def test_a_stage_is_finished_with_a_confirmation(world: World, sheet: Assessment) -> None:
    client = browser(world.verifier)
    url = reverse("review-finish", args=[sheet.pk])
    assert "Ya, selesaikan tahap ini" not in plain(client.get(url))
    refused = client.post(url)
    assert refused.status_code == 422
    assert "Masih ada 3 jawaban yang belum diputuskan: 4.1, 4.2, 12.1." in plain(refused)
    accept_all(sheet, world.verifier, stage=Stage.ADMINISTRATIVE)
    assert "Ya, selesaikan tahap ini" in plain(client.get(url))
    text = plain(client.post(url, follow=True))
    assert "Verifikasi administrasi selesai dan dibekukan." in text
    assert "Terbukti: sidiknya cocok" in text
    assert "Surat gubernur" in text


def test_the_frozen_text_is_downloaded_byte_for_byte(world: World, sheet: Assessment) -> None:
    kept = Snapshot.objects.get(assessment=sheet)
    client = browser(world.leader)
    http = client.get(reverse("snapshot-file", args=[kept.pk]))
    assert http.content == kept.body.encode()
    assert 'filename="potret-36.73-2023-self.json"' in http.headers["Content-Disposition"]
    assert (
        client.get(reverse("snapshot-letter", args=[kept.pk, "surat-gubernur"])).status_code == 404
    )


# The ledger


def test_the_ledger_tells_who_when_and_why_with_what_was_replaced(
    world: World, sheet: Assessment
) -> None:
    first = adjust(answer_of(sheet, "4.2"), "10", world.verifier)
    later = REVIEWED + timedelta(hours=1)
    adjust(answer_of(sheet, "4.2"), "12.5", world.verifier, seen=first.pk, at=later)
    accept(answer_of(sheet, "4.1"), world.verifier)
    accept(answer_of(sheet, "12.1"), world.verifier)
    client = browser(world.leader)
    url = reverse("ledger", args=[sheet.pk])
    text = plain(client.get(url))
    assert "Verifikasi administrasi masih berjalan" in text
    assert "Penilaian mandiri 100,00; berkurang −17,50; Verifikasi administrasi 82,50" in text
    assert "Tidak terbaca jelas 1 −17,50" in text
    detail = plain(client.get(url, {"indikator": "4"}))
    assert "Nilai disesuaikan Tidak terbaca jelas −17,50" in detail
    assert (
        "“Angka tidak sama dengan dokumen.” Vera Verifikator, 19 April 2023 pukul 10.00" in detail
    )
    assert "Diganti: nilai disesuaikan 10,00" in detail
    assert client.get(url, {"indikator": "99"}).status_code == 404
    assert "Blok 1" in plain(client.get(url, {"klaster": "1"}))


def test_the_ledger_is_read_in_few_queries(world: World, sheet: Assessment) -> None:
    for code in ("4.1", "4.2", "12.1"):
        accept(answer_of(sheet, code), world.verifier)
    client = browser(world.leader)
    url = reverse("ledger", args=[sheet.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    assert len(captured) <= 12
