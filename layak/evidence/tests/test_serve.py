"""Evidence as bytes, pictures and text: under permission, in ranges, never run in our pages."""

import hashlib
import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image

from layak.accounts.models import User
from layak.audit.models import Look
from layak.documents.plain import Block, PageBreak, Paragraph, PlainDocument
from layak.documents.writing import write_pdf
from layak.evidence import pictures, storage
from layak.evidence.models import Evidence
from layak.evidence.services import ReadFile, take_in
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
AT = datetime(2023, 3, 20, 2, tzinfo=UTC)
BYTES = bytes(range(256)) * 40


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)


@pytest.fixture
def world() -> World:
    return make_world()


def hand_in(
    world: World,
    content: bytes = BYTES,
    *,
    name: str = "Rekap akta “2022”.pdf",
    media_type: str = "application/pdf",
    pages: tuple[str, ...] = ("Halaman satu", "Halaman dua"),
) -> Evidence:
    """Keep bytes and enter them as Disdukcapil's evidence."""
    digest = hashlib.sha256(content).hexdigest()
    source = Path(settings.DATA_DIR) / "source"
    source.write_bytes(content)
    storage.keep(source, digest)
    read = ReadFile(digest, len(content), name, media_type, pages, len(pages))
    rows, _new = take_in(
        [read], city=world.city, organization=world.civil, actor=world.officer, at=AT
    )
    return rows[digest]


def get(user: User, name: str, *key: int, query: str = "", **headers: str) -> Any:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client.get(f"{reverse(name, args=key)}?{query}", headers=headers)


def body(http: Any) -> bytes:
    return b"".join(http.streaming_content) if http.streaming else http.content


def test_bytes_come_back_whole_as_an_attachment_that_runs_nothing(world: World) -> None:
    evidence = hand_in(world)
    http = get(world.officer, "evidence-file", evidence.pk)
    assert http.status_code == 200
    assert body(http) == BYTES
    assert http.headers["X-Content-Type-Options"] == "nosniff"
    assert http.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Rekap")
    policy = http.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in policy
    assert http.headers["Cache-Control"] == "private, no-cache"
    assert http.headers["ETag"] == f'"{evidence.file_id}"'


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, len(BYTES)),
        ("bytes=-50", len(BYTES) - 50, len(BYTES)),
        (f"bytes=10-{len(BYTES) * 9}", 10, len(BYTES)),
    ],
)
def test_a_range_goes_on_where_a_download_stopped(
    world: World, asked: str, start: int, end: int
) -> None:
    evidence = hand_in(world)
    http = get(world.officer, "evidence-file", evidence.pk, range=asked)
    assert http.status_code == 206
    assert body(http) == BYTES[start:end]
    assert http.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(BYTES)}"
    assert http.headers["Content-Length"] == str(end - start)


@pytest.mark.parametrize("asked", [f"bytes={len(BYTES)}-", "bytes=5-2", "bytes=-0"])
def test_a_range_outside_the_file_is_refused(world: World, asked: str) -> None:
    http = get(world.officer, "evidence-file", hand_in(world).pk, range=asked)
    assert http.status_code == 416
    assert http.headers["Content-Range"] == f"bytes */{len(BYTES)}"


@pytest.mark.parametrize("asked", ["bytes=1-2,4-5", "zeilen=1-2", "bytes=-", "bytes=a-b"])
def test_what_is_no_single_range_gets_the_whole(world: World, asked: str) -> None:
    http = get(world.officer, "evidence-file", hand_in(world).pk, range=asked)
    assert http.status_code == 200
    assert body(http) == BYTES


def test_a_range_of_other_bytes_than_those_begun_gets_the_whole(world: World) -> None:
    evidence = hand_in(world)
    asked = {"range": "bytes=0-9"}
    same = get(
        world.officer, "evidence-file", evidence.pk, **asked, if_range=f'"{evidence.file_id}"'
    )
    other = get(world.officer, "evidence-file", evidence.pk, **asked, if_range='"lain"')
    assert (same.status_code, other.status_code) == (206, 200)


def test_each_look_at_the_bytes_is_remembered(world: World) -> None:
    evidence = hand_in(world)
    get(world.officer, "evidence-file", evidence.pk)
    look = Look.objects.get()
    assert (look.actor, look.subject) == (world.officer, f"evidence.evidence:{evidence.pk}")


@pytest.mark.parametrize(
    ("name", "key"), [("evidence", ()), ("evidence-file", ()), ("evidence-page", (1,))]
)
def test_a_stranger_does_not_even_learn_that_it_exists(
    world: World, name: str, key: tuple[int, ...]
) -> None:
    evidence = hand_in(world)
    for person in (world.stranger, world.operator):
        assert get(person, name, evidence.pk, *key).status_code == 404
    assert not Look.objects.exists()


def test_the_same_bytes_in_another_city_stay_out_of_sight(world: World) -> None:
    evidence = hand_in(world)
    read = ReadFile(evidence.file_id, len(BYTES), "Punya Cilegon.pdf", "application/pdf", [""], 1)
    rows, new = take_in(
        [read], city=world.other_city, organization=world.other_agency, actor=None, at=AT
    )
    assert new == {evidence.file_id}, "to the other city they are new"
    theirs = rows[evidence.file_id]
    assert get(world.officer, "evidence-file", theirs.pk).status_code == 404
    assert get(world.stranger, "evidence-file", evidence.pk).status_code == 404
    assert get(world.stranger, "evidence-file", theirs.pk).status_code == 200


def test_bytes_that_are_gone_are_not_found(world: World) -> None:
    evidence = hand_in(world)
    storage.location(evidence.file_id).unlink()
    assert get(world.officer, "evidence-file", evidence.pk).status_code == 404


# Pages


def real_pdf() -> bytes:
    blocks: list[Block] = [Paragraph("Akta kelahiran"), PageBreak(), Paragraph("Halaman kedua")]
    return write_pdf(PlainDocument(title="Rekap", dated=AT.date(), blocks=blocks))


def test_a_page_is_drawn_once_and_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = hand_in(world, real_pdf())
    first = get(world.officer, "evidence-page", evidence.pk, 2, query="lebar=480")
    assert first.status_code == 200
    assert first.headers["Content-Type"] == pictures.MEDIA_TYPE
    assert first.headers["Cache-Control"] == "private, max-age=3600"
    assert Image.open(BytesIO(first.content)).width == 480

    def no_children() -> Any:
        raise AssertionError("drawn already")

    monkeypatch.setattr(pictures, "_readers", no_children)
    again = get(world.officer, "evidence-page", evidence.pk, 2, query="lebar=480")
    assert again.content == first.content


def test_only_two_widths_are_drawn(world: World) -> None:
    evidence = hand_in(world, real_pdf())
    http = get(world.officer, "evidence-page", evidence.pk, 1, query="lebar=99999")
    assert Image.open(BytesIO(http.content)).width == 960


def test_a_page_that_is_not_there_is_not_found(world: World) -> None:
    evidence = hand_in(world, real_pdf())
    for number in (0, 3, 10**9):
        assert get(world.officer, "evidence-page", evidence.pk, number).status_code == 404


def test_what_cannot_be_drawn_is_not_found_and_breaks_nothing(world: World) -> None:
    broken = hand_in(world)
    assert get(world.officer, "evidence-page", broken.pk, 1).status_code == 404
    table = hand_in(world, b"a,b", name="tabel.csv", media_type="text/csv", pages=("a,b",))
    assert get(world.officer, "evidence-page", table.pk, 1).status_code == 404


def show(world: World, evidence: Evidence, query: str = "") -> str:
    http = get(world.officer, "evidence", evidence.pk, query=query)
    assert http.status_code == 200
    return str(http.content.decode())


def test_a_document_is_read_page_by_page(world: World) -> None:
    evidence = hand_in(world)
    second = show(world, evidence, "halaman=2")
    assert reverse("evidence-page", args=[evidence.pk, 2]) in second
    assert "Halaman dua" in second
    assert "Halaman satu" not in second
    assert "?halaman=1" in second


@pytest.mark.parametrize("query", ["halaman=99", "halaman=-1", "halaman=x", "halaman=" + "9" * 40])
def test_a_page_number_outside_opens_a_page_that_is_there(world: World, query: str) -> None:
    shown = re.search(r"Halaman <b>(\d)</b> dari 2", show(world, hand_in(world), query))
    assert shown is not None


def test_text_stands_where_no_picture_can_and_is_never_markup(world: World) -> None:
    text = "<script>alert(1)</script>\nbaris kedua"
    evidence = hand_in(world, b"x", name="catatan.txt", media_type="text/plain", pages=(text,))
    page = show(world, evidence)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>baris kedua" in page
    assert "<img" not in page.split('id="isi"')[1]
