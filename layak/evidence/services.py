"""Verbs that change what is known of files and evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from layak.evidence.models import Evidence, FileText, ScannedPage, StoredFile
from layak.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file whose bytes are kept and whose text is read. ``pages`` may be empty strings.

    ``scans``: the pages (from 1) that wait to be read from their picture.
    """

    sha256: str
    size: int
    name: str
    media_type: str
    pages: Sequence[str]
    page_count: int
    scans: Sequence[int] = ()


@transaction.atomic
def take_in(
    files: Sequence[ReadFile],
    *,
    city: Organization,
    organization: Organization,
    actor: AbstractBaseUser | None,
    at: datetime,
) -> tuple[dict[str, Evidence], set[str]]:
    """Enter files as a city's evidence.

    Returns all rows by digest, and the digests that are new to the city. Bytes known from elsewhere
    are not read or stored again, and nobody learns that they were known.
    """
    StoredFile.objects.bulk_create(
        [
            StoredFile(file.sha256, file.size, file.media_type, file.page_count, at)
            for file in files
        ],
        ignore_conflicts=True,
    )
    FileText.objects.bulk_create(
        [
            FileText(file_id=file.sha256, pages=[writable(page) for page in file.pages])
            for file in files
        ],
        ignore_conflicts=True,
    )
    ScannedPage.objects.bulk_create(
        [
            ScannedPage(file_id=file.sha256, number=number)
            for file in files
            for number in file.scans
        ],
        ignore_conflicts=True,
    )
    digests = [file.sha256 for file in files]
    known = set(
        Evidence.objects.filter(city=city, file__in=digests).values_list("file_id", flat=True)
    )
    Evidence.objects.bulk_create(
        [
            Evidence(
                city=city,
                file_id=file.sha256,
                organization=organization,
                name=writable(file.name)[-255:],
                kind=kind_of(file.media_type),
                received_by_id=actor.pk if actor else None,
                received_at=at,
            )
            for file in files
            if file.sha256 not in known
        ],
        ignore_conflicts=True,
    )
    rows = {row.file_id: row for row in Evidence.objects.filter(city=city, file__in=digests)}
    return rows, set(digests) - known


def writable(text: str) -> str:
    """Text as PostgreSQL can hold it: some files carry NUL or broken characters inside."""
    return text.replace("\0", " ").encode(errors="replace").decode()


def kind_of(media_type: str) -> str:
    """Sort a file by its media type: photo, table or document."""
    if media_type.startswith("image/"):
        return Evidence.Kind.PHOTO
    if "spreadsheet" in media_type or media_type == "text/csv":
        return Evidence.Kind.TABLE
    return Evidence.Kind.DOCUMENT
