"""What a verifier sees on site, with photos."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Answer
from layak.audit.services import record
from layak.documents.digesting import digest
from layak.documents.sandbox import ReaderPool
from layak.evidence import storage
from layak.evidence.models import StoredFile
from layak.facilities.models import Facility
from layak.lib.errors import Refusal
from layak.organizations.models import Organization
from layak.reviews.session_lines import tidy
from layak.reviews.session_models import CheckPhoto, FieldSession, OnSiteCheck
from layak.reviews.sessions import hold
from layak.ui.refusals import in_readers_language

LONGEST_NOTE = 4_000
MOST_PHOTO_BYTES = 30 * 1024 * 1024
MOST_PHOTOS = 30
READER = "layak.reviews.session_photo_reader"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was seen where and when. Coordinates are degrees north and east, or both None."""

    area: Organization
    place: str
    seen_at: datetime
    outcome: OnSiteCheck.Outcome
    note: str = ""
    facility: Facility | None = None
    answer: Answer | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A received file: where it lies until it is kept, and its name on the giver's phone."""

    path: Path
    name: str


@transaction.atomic
def check(session: FieldSession, sighting: Sighting, *, actor: User, at: datetime) -> OnSiteCheck:
    """Note what was seen. Photos come afterwards, one by one: a bad line loses no text."""
    if session.with_children:
        raise Refusal(_("Sesi Forum Anak tidak memuat foto atau pemeriksaan lapangan."))
    hold(session)
    _refuse(session, sighting, at)
    row = OnSiteCheck(
        session=session,
        facility=sighting.facility,
        area=sighting.area,
        place=tidy(sighting.place) or (sighting.facility.name if sighting.facility else ""),
        latitude=sighting.latitude,
        longitude=sighting.longitude,
        seen_at=sighting.seen_at,
        answer=sighting.answer,
        outcome=sighting.outcome,
        note=sighting.note.replace("\0", "").strip(),
        added_by=actor,
        added_at=at,
    )
    with record("session.checked", session, actor=actor, at=at) as detail:
        row.save()
        detail["check"] = row.pk
    return row


def _refuse(session: FieldSession, sighting: Sighting, at: datetime) -> None:
    city = session.assessment.city
    if not Organization.objects.within(city).filter(pk=sighting.area.pk).exists():
        raise Refusal(_("Pilih wilayah di kota ini."))
    if not tidy(sighting.place) and sighting.facility is None:
        raise Refusal(_("Tulis tempatnya, atau pilih fasilitas."))
    if len(tidy(sighting.place)) > 200:
        raise Refusal(_("Nama tempat paling panjang %(most)s karakter.") % {"most": 200})
    if sighting.seen_at > at:
        raise Refusal(_("Waktu pemeriksaan belum terjadi; periksa tanggal dan jamnya."))
    if sighting.outcome != OnSiteCheck.Outcome.AGREES and not sighting.note.strip():
        raise Refusal(_("Tulis apa yang tidak sesuai."))
    if len(sighting.note) > LONGEST_NOTE:
        raise Refusal(_("Catatan paling panjang %(most)s karakter.") % {"most": LONGEST_NOTE})
    if sighting.facility is not None and sighting.facility.city_id != city.pk:
        raise Refusal(_("Pilih fasilitas di kota ini."))
    if sighting.answer is not None and sighting.answer.assessment_id != session.assessment_id:
        raise Refusal(_("Butir ini bukan bagian dari lembar yang diverifikasi."))


def add_photo(row: OnSiteCheck, photo: Photo, *, actor: User, at: datetime) -> CheckPhoto:
    """Keep a photo of a check: looked at in a child process, its bytes stored by their digest.

    The bytes are on disk before the row that names them is committed. Raises ``Refusal`` for what
    is no photo, is broken or too large, or is there already, and for a full disk.
    """
    size = photo.path.stat().st_size
    if not size:
        raise Refusal(_("“%(name)s” kosong.") % {"name": photo.name})
    if size > MOST_PHOTO_BYTES:
        most = MOST_PHOTO_BYTES // 1024 // 1024
        raise Refusal(
            _("“%(name)s” lebih besar dari %(most)s MB.") % {"name": photo.name, "most": most}
        )
    # One child for one photo, gone afterwards: photos are few and web processes many.
    with ReaderPool(processes=1, reader=READER) as readers:
        result = readers.read_one(photo.path, photo.name)
    if result.refusal is not None or result.file_type is None:
        raise Refusal(f"“{photo.name}”: {in_readers_language(result.refusal or '')}")
    found = digest(photo.path)
    storage.keep(photo.path, found)
    file = StoredFile(found, size, result.file_type.media_type, result.page_count, at)
    zone = ZoneInfo(row.session.assessment.city.timezone)
    kept = CheckPhoto(
        check_made=row,
        name=tidy(photo.name)[-255:],
        taken_at=taken_at(result.pages[0] if result.pages else "", zone),
        added_by=actor,
        added_at=at,
    )
    return _keep_photo(kept, file)


@transaction.atomic
def _keep_photo(kept: CheckPhoto, file: StoredFile) -> CheckPhoto:
    row = kept.check_made
    hold(row.session)
    if row.photos.count() >= MOST_PHOTOS:
        raise Refusal(_("Satu pemeriksaan paling banyak %(most)s foto.") % {"most": MOST_PHOTOS})
    StoredFile.objects.bulk_create([file], ignore_conflicts=True)
    kept.file_id = file.sha256
    detail = {"check": row.pk, "file": file.sha256}
    try:
        with (
            transaction.atomic(),
            record(
                "session.photo_added",
                row.session,
                actor=kept.added_by,
                at=kept.added_at,
                detail=detail,
            ),
        ):
            kept.save()
    except IntegrityError as error:
        raise Refusal(_("Foto “%(name)s” sudah ada.") % {"name": kept.name}) from error
    return kept


def taken_at(stamp: str, zone: ZoneInfo) -> datetime | None:
    """The instant a camera wrote, by the city's clock where it wrote no offset; else None."""
    try:
        written = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    if not 1990 <= written.year <= 2100:
        return None
    return written if written.tzinfo else written.replace(tzinfo=zone)


@transaction.atomic
def remove_photo(photo: CheckPhoto, *, actor: User, at: datetime) -> None:
    """Take a photo off a check, such as one that shows a child's face; the history names it.

    At any stage: such a photo must not wait. The bytes stay on disk, but no page leads to them.
    """
    session = photo.check_made.session
    detail = {"check": photo.check_made_id, "file": photo.file_id}
    with record("session.photo_removed", session, actor=actor, at=at, detail=detail):
        photo.delete()


@transaction.atomic
def remove(row: OnSiteCheck, *, actor: User, at: datetime) -> None:
    """Take back a check entered by mistake, with its photos; the history keeps it."""
    hold(row.session)
    with record("session.check_removed", row.session, actor=actor, at=at, detail={"check": row.pk}):
        row.delete()
