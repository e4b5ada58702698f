"""Handing evidence over: with and without JavaScript, when something is wrong, and what is told."""

import errno
import io
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from layak.accounts.models import User
from layak.assessments import delivering, receiving
from layak.assessments.delivering import Upload
from layak.assessments.models import Answer, Assessment, DeliveredFile, Delivery
from layak.assessments.tests.make import AT, answer_of, make_evidence, make_sheet, put
from layak.documents.results import NO_TEXT
from layak.evidence.models import ScannedPage
from layak.lib.errors import Refusal
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
STATUS = DeliveredFile.Status


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_sheet(world)


def client_of(user: User, **more: Any) -> Client:
    client = Client(headers={"accept-language": "id"}, **more)
    client.force_login(user)
    return client


def a_file(name: str = "Rekap.pdf", content: bytes = b"isi") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add(sheet: Assessment, **query: str) -> str:
    extra = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{reverse('delivery-add', args=[sheet.pk])}?{extra}"


def begin(world: World, sheet: Assessment) -> Delivery:
    return delivering.begin(sheet, actor=world.officer, at=AT)


def text_of(http: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", http.content.decode()))


def held() -> list[Path]:
    return [path for path in delivering.holding().rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def own_holding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)


# The form


def test_the_form_takes_files_a_folder_and_zips(world: World, sheet: Assessment) -> None:
    page = client_of(world.officer).get(add(sheet)).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert re.search(r'name="files" type="file" multiple', page)
    assert re.search(r'name="folder" type="file" webkitdirectory', page)
    assert "Dokumen paling besar 100 MB, ZIP 512 MB." in page


@pytest.mark.parametrize("page", ["evidence-list", "misplacement-list"])
def test_only_who_may_hand_in_evidence_is_offered_to(
    world: World, sheet: Assessment, page: str
) -> None:
    hand_in = reverse("delivery-add", args=[sheet.pk])
    for person in (world.officer, world.secretariat, world.leader, world.auditor):
        client = client_of(person)
        shown = client.get(reverse(page, args=[sheet.pk])).content.decode()
        assert (f'href="{hand_in}"' in shown) == (client.get(hand_in).status_code == 200)


def test_without_javascript_many_files_come_at_once(world: World, sheet: Assessment) -> None:
    http = client_of(world.officer).post(
        add(sheet), {"files": [a_file("a.pdf", b"satu"), a_file("b.pdf", b"dua")]}
    )
    delivery = Delivery.objects.get()
    assert http.status_code == 302
    assert http.headers["Location"] == reverse("delivery", args=[delivery.pk])
    assert delivery.organization == world.civil
    assert list(delivery.files.values_list("path", "status")) == [
        ("a.pdf", STATUS.WAITING),
        ("b.pdf", STATUS.WAITING),
    ]
    contents = {(delivering.holding() / row.holding).read_bytes() for row in delivery.files.all()}
    assert contents == {b"satu", b"dua"}
    assert ProcrastinateJob.objects.get().args == {"delivery": delivery.pk}


def multipart(*parts: tuple[str, str, bytes]) -> dict[str, Any]:
    """A body as a browser writes it; the test client would cut paths down to names."""
    body = io.BytesIO()
    for field, name, content in parts:
        body.write(
            f'--tepi\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n".encode()
        )
        body.write(content + b"\r\n")
    body.write(b"--tepi--\r\n")
    return {"data": body.getvalue(), "content_type": "multipart/form-data; boundary=tepi"}


def test_a_folder_keeps_its_paths_because_they_claim_questions(
    world: World, sheet: Assessment
) -> None:
    parts = multipart(
        ("files", "lepas.pdf", b"1"),
        ("folder", "04.2 Akta/dalam/a.pdf", b"2"),
        ("folder", "04.2 Akta\\b.pdf", b"3"),
        ("files", "", b""),
    )
    client_of(world.officer).post(add(sheet), **parts)
    assert set(DeliveredFile.objects.values_list("path", flat=True)) == {
        "lepas.pdf",
        "04.2 Akta/dalam/a.pdf",
        "04.2 Akta/b.pdf",
    }


def test_a_path_never_leads_out_of_where_it_is_kept(world: World, sheet: Assessment) -> None:
    parts = multipart(("files", "../../etc/passwd", b"x"), ("files", "/akar/b\x07.pdf", b"y"))
    client_of(world.officer).post(add(sheet), **parts)
    paths = set(DeliveredFile.objects.values_list("path", flat=True))
    assert paths == {"etc/passwd", "akar/b.pdf"}
    assert all(path.is_relative_to(delivering.holding()) for path in held())


def test_nothing_chosen_is_told_on_the_form_itself(world: World, sheet: Assessment) -> None:
    http = client_of(world.officer).post(add(sheet), {"files": []})
    assert http.status_code == 422
    assert "Pilih dahulu berkas atau folder yang akan diserahkan." in text_of(http)
    assert not Delivery.objects.exists()


def test_for_a_question_every_file_is_claimed_for_it(world: World, sheet: Assessment) -> None:
    client = client_of(world.officer)
    assert "Untuk pertanyaan 4.2" in text_of(client.get(add(sheet, pertanyaan="4.2")))
    client.post(add(sheet, pertanyaan="4.2"), {"files": a_file()})
    assert DeliveredFile.objects.get().claimed == answer_of(sheet, "4.2")


def test_a_question_that_is_not_on_the_sheet_is_not_found(world: World, sheet: Assessment) -> None:
    assert client_of(world.officer).get(add(sheet, pertanyaan="99.9")).status_code == 404


def test_what_comes_too_late_for_a_question_is_kept_and_the_giver_is_told(
    world: World, sheet: Assessment
) -> None:
    Answer.objects.filter(assessment=sheet).update(editable_until=AT)
    client = client_of(world.officer)
    http = client.post(add(sheet, pertanyaan="4.2"), {"files": a_file()}, follow=True)
    assert "Jawaban 4.2 sudah dikunci. Berkas Anda disimpan di data dukung" in text_of(http)
    assert DeliveredFile.objects.get().received_at is not None
    assert len(held()) == 1
    receive = reverse("delivery-receive", args=[Delivery.objects.get().pk])
    alone = client.post(receive, {"files": a_file(), "pertanyaan": "4.2"})
    assert alone.status_code == 422
    assert "sudah dikunci" in alone.json()["refused"]
    assert len(held()) == 2


def test_a_forged_request_changes_nothing(world: World, sheet: Assessment) -> None:
    client = client_of(world.officer, enforce_csrf_checks=True)
    assert client.post(add(sheet), {"files": a_file()}).status_code == 403
    delivery = begin(world, sheet)
    receive = reverse("delivery-receive", args=[delivery.pk])
    assert client.post(receive, {"files": a_file()}).status_code == 403
    assert not DeliveredFile.objects.exists()


# File by file


def test_the_script_begins_once_and_sends_each_file_on_its_own(
    world: World, sheet: Assessment
) -> None:
    client = client_of(world.officer)
    begun = client.post(add(sheet), {"begin": "1"}).json()
    for number in range(3):
        sent = client.post(
            begun["receive"],
            {"files": a_file(f"{number}.pdf"), "path": f"04.2 Akta/{number}.pdf"},
        )
        assert sent.json() == {"received": 1}
    delivery = Delivery.objects.get()
    assert begun["page"] == reverse("delivery", args=[delivery.pk])
    paths = list(delivery.files.values_list("path", flat=True))
    assert paths == ["04.2 Akta/0.pdf", "04.2 Akta/1.pdf", "04.2 Akta/2.pdf"]
    assert ProcrastinateJob.objects.count() == 1, "asked for once while it waits"


def test_a_path_beside_a_file_must_be_its_own(world: World, sheet: Assessment) -> None:
    receive = reverse("delivery-receive", args=[begin(world, sheet).pk])
    client_of(world.officer).post(receive, {"files": a_file("a.pdf"), "path": "lain/b.pdf"})
    assert DeliveredFile.objects.get().path == "a.pdf"


def test_an_empty_request_is_refused_in_one_sentence(world: World, sheet: Assessment) -> None:
    receive = reverse("delivery-receive", args=[begin(world, sheet).pk])
    http = client_of(world.officer).post(receive)
    assert http.status_code == 422
    assert http.json() == {"refused": "Tidak ada berkas dalam kiriman ini."}


def test_a_file_above_the_limit_is_refused_before_it_is_kept(
    world: World, sheet: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "UPLOAD_MAX_BYTES", 1024 * 1024)
    upload = Upload("besar.pdf", 1024 * 1024 + 1, io.BytesIO(b""))
    with pytest.raises(Refusal, match=r"“besar\.pdf” lebih besar dari 1 MB"):
        delivering.hand_over(sheet, [upload], claimed=None, actor=world.officer, at=AT)
    assert held() == []


def test_a_body_far_above_the_limit_is_not_even_read(
    world: World, sheet: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "UPLOAD_MAX_BYTES", 10)
    monkeypatch.setattr(receiving, "ENVELOPE_BYTES", 10)
    receive = reverse("delivery-receive", args=[begin(world, sheet).pk])
    http = client_of(world.officer).post(receive, {"files": a_file(content=bytes(1000))})
    assert http.status_code == 413


def test_too_many_files_at_once_are_a_page_that_says_so(
    world: World, sheet: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_NUMBER_FILES", 2)
    http = client_of(world.officer).post(
        add(sheet), {"files": [a_file(f"{number}.pdf") for number in range(4)]}
    )
    assert http.status_code == 413
    assert "Bagi menjadi beberapa kiriman" in text_of(http)


def no_room(*_given: object, **_named: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_disk_that_fills_up_while_receiving_is_a_sentence(
    world: World, sheet: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", no_room)
    http = client_of(world.officer).post(
        reverse("delivery-receive", args=[begin(world, sheet).pk]), {"files": a_file()}
    )
    assert http.status_code == 422
    assert http.json()["refused"].startswith("Ruang penyimpanan server penuh.")
    assert not DeliveredFile.objects.exists()
    assert held() == []


def test_no_room_for_the_body_itself_is_the_same_sentence(
    world: World, sheet: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk", no_room
    )
    client = client_of(world.officer)
    http = client.post(add(sheet), {"files": a_file()})
    assert http.status_code == 507
    assert "Ruang penyimpanan server penuh." in text_of(http)
    receive = reverse("delivery-receive", args=[begin(world, sheet).pk])
    assert client.post(receive, {"files": a_file()}).status_code == 507


# Who


def test_only_whoever_began_a_hand_over_adds_to_it(world: World, sheet: Assessment) -> None:
    receive = reverse("delivery-receive", args=[begin(world, sheet).pk])
    for person in (world.secretariat, world.head, world.stranger):
        assert client_of(person).post(receive, {"files": a_file()}).status_code == 404
    assert not DeliveredFile.objects.exists()


def test_an_auditor_reads_but_hands_nothing_in(world: World, sheet: Assessment) -> None:
    assert client_of(world.auditor).get(add(sheet)).status_code == 404


def test_the_list_shows_an_office_its_own_and_the_secretariat_all(
    world: World, sheet: Assessment
) -> None:
    delivery = begin(world, sheet)
    url = reverse("delivery-list", args=[sheet.pk])
    link = reverse("delivery", args=[delivery.pk])
    for person in (world.officer, world.head, world.secretariat):
        assert link in client_of(person).get(url).content.decode()
    assert link not in client_of(world.operator).get(url).content.decode()
    assert client_of(world.operator).get(link).status_code == 404


# What became of it


def page(world: World, delivery: Delivery, **query: str) -> str:
    http = client_of(world.officer).get(reverse("delivery", args=[delivery.pk]), query)
    return http.content.decode()


def enter(delivery: Delivery, path: str, status: str, **facts: Any) -> DeliveredFile:
    return DeliveredFile.objects.create(delivery=delivery, path=path, status=status, **facts)


def test_each_file_is_told_of_with_its_place_or_its_reason(world: World, sheet: Assessment) -> None:
    delivery = begin(world, sheet)
    evidence = make_evidence(world)
    enter(delivery, "baik.pdf", STATUS.STORED, evidence=evidence, placed=answer_of(sheet, "4.2"))
    enter(delivery, "rusak.pdf", STATUS.REFUSED, reason="Berkas rusak atau terpotong.")
    enter(
        delivery,
        "salah.pdf",
        STATUS.DUPLICATE,
        evidence=evidence,
        placed=answer_of(sheet, "12.1"),
        misplaced=True,
    )
    said = page(world, delivery)
    assert reverse("answer", args=[sheet.pk, "4.2"]) in said
    assert "Berkas rusak atau terpotong." in said
    assert "mungkin salah tempat" in said
    assert reverse("misplacement-list", args=[sheet.pk]) in said
    assert "hx-trigger" not in said, "finished: nothing to ask for any more"


def test_pictured_pages_are_counted_and_the_place_they_led_to_is_shown(
    world: World, sheet: Assessment
) -> None:
    delivery = begin(world, sheet)
    scan = make_evidence(world, "pindaian.pdf")
    enter(delivery, "pindaian.pdf", STATUS.STORED, evidence=scan, reason=NO_TEXT)
    for number, state in ((1, "read"), (2, "failed"), (3, "waiting")):
        ScannedPage.objects.create(file=scan.file, number=number, state=state)
    said = page(world, delivery)
    assert "2 dari 3 halaman gambar sudah dibaca" in said
    assert "1 gagal dibaca" in said
    assert "Ditempatkan setelah dibaca." in said
    assert "hx-trigger" in said, "the page asks again while pages wait"
    ScannedPage.objects.filter(number=3).update(state="read")
    put(answer_of(sheet, "12.1"), scan)
    said = page(world, delivery)
    assert "3 halaman gambar sudah dibaca" in said
    assert reverse("answer", args=[sheet.pk, "12.1"]) in said
    assert NO_TEXT not in said
    assert "tidak terbaca jelas" not in said
    ScannedPage.objects.filter(number=1).update(flaws=["blurred"])
    assert "1 halaman tidak terbaca jelas" in page(world, delivery)
    assert "hx-trigger" not in said


def test_while_files_wait_the_page_asks_again_and_may_be_closed(
    world: World, sheet: Assessment
) -> None:
    delivery = begin(world, sheet)
    enter(delivery, "a.pdf", STATUS.WAITING)
    enter(delivery, "b.pdf", STATUS.REFUSED, reason="Kosong.")
    said = page(world, delivery)
    assert 'hx-trigger="every 2s"' in said
    assert "1 dari 2 berkas selesai dibaca." in said
    assert "halaman ini boleh ditutup" in said
    assert "Muat ulang untuk melihat kemajuannya" in said


def test_the_states_filter_the_list(world: World, sheet: Assessment) -> None:
    delivery = begin(world, sheet)
    enter(delivery, "tunggu.pdf", STATUS.WAITING)
    enter(delivery, "tolak.pdf", STATUS.REFUSED, reason="Kosong.")
    assert "tunggu.pdf" not in page(world, delivery, status="ditolak")
    assert "tolak.pdf" in page(world, delivery, status="ditolak")
    assert "tunggu.pdf" in page(world, delivery, status="entah")


def test_a_long_hand_over_costs_no_more_than_a_short_one(
    world: World, sheet: Assessment, django_assert_max_num_queries: Any
) -> None:
    delivery = begin(world, sheet)
    answer = answer_of(sheet, "4.2")
    evidence = make_evidence(world)
    DeliveredFile.objects.bulk_create(
        DeliveredFile(
            delivery=delivery,
            path=f"{number}.pdf",
            status=STATUS.STORED,
            evidence=evidence,
            placed=answer,
        )
        for number in range(300)
    )
    client = client_of(world.officer)
    with django_assert_max_num_queries(11):
        assert client.get(reverse("delivery", args=[delivery.pk])).status_code == 200
