"""What is seen on site is noted with time and place, and photos are kept."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from layak.accounts.models import User
from layak.assessments.models import Assessment, Stage
from layak.evidence import storage
from layak.evidence.models import Evidence
from layak.facilities.tests.make import make_facility
from layak.lib.errors import Refusal
from layak.reviews import session_checks
from layak.reviews.session_checks import Photo, Sighting, add_photo, taken_at
from layak.reviews.session_forms import read_coordinates
from layak.reviews.session_models import CheckPhoto, FieldSession, OnSiteCheck
from layak.reviews.tests.session_make import (
    BEGINS,
    CHILDREN,
    LATER,
    make_check,
    make_session,
    ministry_of,
    photo_file,
)
from tests.world import World, make_world

Outcome = OnSiteCheck.Outcome


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def session(world: World) -> FieldSession:
    return make_session(world)


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client


def check(session: FieldSession, world: World, **fields: object) -> OnSiteCheck:
    facts: dict[str, object] = {
        "area": world.village,
        "place": "Taman kota",
        "seen_at": BEGINS,
        "outcome": Outcome.AGREES,
    } | fields
    sighting = Sighting(**facts)  # type: ignore[arg-type]  # facts of several types
    return session_checks.check(session, sighting, actor=ministry_of(world), at=LATER)


def test_a_check_takes_the_name_of_its_facility(world: World, session: FieldSession) -> None:
    facility = make_facility(world)
    assert check(session, world, place="", facility=facility).place == facility.name


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"place": " "}, "Tulis tempatnya"),
        ({"place": "x" * 201}, "paling panjang 200"),
        ({"outcome": Outcome.DIFFERS}, "Tulis apa yang tidak sesuai"),
        ({"outcome": Outcome.PARTLY, "note": " "}, "Tulis apa yang tidak sesuai"),
        ({"seen_at": LATER + timedelta(minutes=1)}, "belum terjadi"),
    ],
)
def test_a_check_says_where_when_and_what(
    world: World, session: FieldSession, fields: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        check(session, world, **fields)


def test_places_of_another_city_are_refused(world: World, session: FieldSession) -> None:
    with pytest.raises(Refusal, match="wilayah di kota ini"):
        check(session, world, area=world.other_city)


def test_children_are_not_photographed(world: World) -> None:
    with pytest.raises(Refusal, match="tidak memuat foto"):
        check(make_session(world, CHILDREN), world)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("-6.1104, 106.1503", ("-6.1104", "106.1503")),
        ("-6,1104; 106,1503", ("-6.1104", "106.1503")),
        ("-6.110412345,106.150312345", ("-6.110412", "106.150312")),
        ("5.55 95.32", ("5.55", "95.32")),
    ],
)
def test_coordinates_are_read_as_maps_show_them(text: str, found: tuple[str, str]) -> None:
    assert read_coordinates(text) == tuple(Decimal(one) for one in found)


@pytest.mark.parametrize("text", ["106.1503, -6.1104", "48.85, 2.35", "taman", "-6.1104"])
def test_other_coordinates_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read_coordinates(text)
    assert read_coordinates("  ") is None


# Photos


def test_the_cameras_clock_is_the_citys_unless_it_wrote_an_offset(
    world: World, session: FieldSession, tmp_path: Path
) -> None:
    row, actor = make_check(session, world), ministry_of(world)
    plain = photo_file(tmp_path, "a.jpg", taken="2023:05:29 10:15:00", tint=10)
    placed = photo_file(tmp_path, "b.jpg", taken="2023:05:29 10:15:00", offset="+08:00", tint=20)
    silent = photo_file(tmp_path, "c.jpg", tint=30)
    taken = [add_photo(row, one, actor=actor, at=LATER).taken_at for one in (plain, placed, silent)]
    assert taken == [
        datetime(2023, 5, 29, 3, 15, tzinfo=UTC),
        datetime(2023, 5, 29, 2, 15, tzinfo=UTC),
        None,
    ]


@pytest.mark.parametrize("stamp", ["", "kemarin", "0000-00-00T00:00:00", "1970-01-01T00:00:00"])
def test_a_camera_that_writes_nonsense_wrote_nothing(stamp: str) -> None:
    assert taken_at(stamp, ZoneInfo("Asia/Jakarta")) is None


def test_a_photo_is_kept_by_its_digest_and_is_not_the_citys_evidence(
    world: World, session: FieldSession, tmp_path: Path
) -> None:
    photo = photo_file(tmp_path)
    row = make_check(session, world)
    kept = add_photo(row, photo, actor=ministry_of(world), at=LATER)
    assert storage.location(kept.file_id).read_bytes() == photo.path.read_bytes()
    assert not Evidence.objects.exists()
    with pytest.raises(Refusal, match="sudah ada"):
        add_photo(row, photo, actor=ministry_of(world), at=LATER)


def test_what_is_no_photo_is_refused(world: World, session: FieldSession, tmp_path: Path) -> None:
    row, actor = make_check(session, world), ministry_of(world)
    whole = photo_file(tmp_path).path.read_bytes()
    files = {
        "surat.pdf": (b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n", "bukan foto"),
        "teks.jpg": (b"hanya teks", "isinya bukan itu"),
        "kosong.jpg": (b"", "kosong"),
        "terpotong.jpg": (whole[: len(whole) // 2], "terpotong.jpg"),
    }
    for name, (content, sentence) in files.items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(Refusal, match=sentence):
            add_photo(row, Photo(path, name), actor=actor, at=LATER)
    assert not CheckPhoto.objects.exists()


def test_photos_are_sent_from_a_phone_and_shown(
    world: World, session: FieldSession, tmp_path: Path
) -> None:
    row, client = make_check(session, world), client_of(ministry_of(world))
    photo = photo_file(tmp_path, taken="2023:05:29 10:15:00")
    sent = [
        SimpleUploadedFile("taman.jpg", photo.path.read_bytes(), "image/jpeg"),
        SimpleUploadedFile("rusak.jpg", b"\xff\xd8\xff\xe0 rusak", "image/jpeg"),
    ]
    answer = client.post(row.get_absolute_url(), {"photos": sent})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“rusak.jpg”" in page
    kept = CheckPhoto.objects.get()
    assert "Dipotret 29 Mei 2023 pukul 10.15 WIB menurut kamera" in page
    drawn = client.get(reverse("session-photo", args=[session.pk, kept.pk]))
    assert drawn.headers["Content-Type"] == "image/webp"
    whole = client.get(reverse("session-photo-file", args=[session.pk, kept.pk]))
    assert b"".join(whole.streaming_content) == photo.path.read_bytes()  # type: ignore[attr-defined]  # a streamed file
    client.post(reverse("session-photo-remove", args=[session.pk, kept.pk]))
    assert not CheckPhoto.objects.exists()


def test_a_forged_upload_is_refused(world: World, session: FieldSession, tmp_path: Path) -> None:
    row = make_check(session, world)
    client = Client(enforce_csrf_checks=True)
    client.force_login(ministry_of(world))
    photo = photo_file(tmp_path)
    sent = SimpleUploadedFile("a.jpg", photo.path.read_bytes(), "image/jpeg")
    assert client.post(row.get_absolute_url(), {"photos": sent}).status_code == 403
    assert not CheckPhoto.objects.exists()


def test_only_who_leads_adds_and_removes(
    world: World, session: FieldSession, tmp_path: Path
) -> None:
    row = make_check(session, world)
    kept = add_photo(row, photo_file(tmp_path), actor=ministry_of(world), at=LATER)
    for person in (world.secretariat, world.leader, world.verifier):
        client = client_of(person)
        for path in (
            row.get_absolute_url(),
            reverse("session-check-remove", args=[session.pk, row.pk]),
            reverse("session-photo-remove", args=[session.pk, kept.pk]),
            reverse("session-check-add", args=[session.pk]),
        ):
            assert client.post(path).status_code == 404, (person, path)
    for path in ("session-photo", "session-photo-file"):
        answer = client_of(world.stranger).get(reverse(path, args=[session.pk, kept.pk]))
        assert answer.status_code == 404


def test_a_face_is_taken_off_at_any_stage_but_nothing_is_added(
    world: World, session: FieldSession, tmp_path: Path
) -> None:
    row, actor = make_check(session, world), ministry_of(world)
    kept = add_photo(row, photo_file(tmp_path), actor=actor, at=LATER)
    Assessment.objects.filter(pk=session.assessment_id).update(stage=Stage.FINAL)
    with pytest.raises(Refusal, match="sekarang di tahap"):
        add_photo(row, photo_file(tmp_path, "b.jpg", tint=5), actor=actor, at=LATER)
    session_checks.remove_photo(kept, actor=actor, at=LATER)
    assert not CheckPhoto.objects.exists()


def test_a_check_is_noted_on_its_page(world: World, session: FieldSession) -> None:
    facility = make_facility(world)
    path = reverse("session-check-add", args=[session.pk])
    fields = {
        "facility": str(facility.pk),
        "day": "2023-05-29",
        "hour": "10:15",
        "outcome": "partly",
        "note": "Papan nama belum ada.",
        "code": "4.2",
        "coordinates": "-6.1104, 106.1503",
    }
    client = client_of(ministry_of(world))
    answer = client.post(path, fields | {"coordinates": "106, -6", "code": "99"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "di luar Indonesia" in page
    assert "Butir “99” tidak ada" in page
    assert "Papan nama belum ada.</textarea>" in page
    answer = client.post(path, fields, follow=True)
    page = answer.content.decode()
    row = OnSiteCheck.objects.get()
    assert (row.area, row.place, row.facility) == (facility.region, facility.name, facility)
    assert row.seen_at == datetime(2023, 5, 29, 3, 15, tzinfo=UTC)
    assert "Tambahkan fotonya" in page
    assert "-6.110400, 106.150300" in page
