"""What the deadline hour needs beforehand, and what is looked for afterwards."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from layak.accounts.models import Role, User
from layak.accounts.services import add_membership
from layak.assessments import delivering, measuring
from layak.assessments.matrix import columns_of
from layak.assessments.models import Answer, Assessment, Assignment, DeliveredFile
from layak.assessments.services import version_of
from layak.evidence.models import StoredFile
from layak.operations.bench.officers import Officer
from layak.operations.bench.seed import MEASURED_YEAR, enter_offices
from layak.operations.readiness import make_ready
from layak.operations.sheets import sheet_for
from layak.organizations.models import Kind, Organization

OFFICERS_A_CITY = 10


def prepare(officers: int, at: datetime) -> list[Officer]:
    """Open the sheets of as many cities as it takes, and sign everybody in without a password."""
    make_ready(at)
    return list(islice(_officers(at), officers))


def _officers(at: datetime) -> Iterator[Officer]:
    cities = Organization.objects.filter(kind=Kind.CITY).order_by("-path")
    for city in cities:
        enter_offices(city, at)
        sheet = sheet_for(city.region_code or "", MEASURED_YEAR, at=at)
        yield from islice(_at_work(sheet, at), OFFICERS_A_CITY)


def _at_work(sheet: Assessment, at: datetime) -> Iterator[Officer]:
    """One officer an office, each with a question of the office's own that is only chosen."""
    taken: set[int] = set()
    rows = Assignment.objects.filter(answer__assessment=sheet, part=Assignment.Part.LEAD)
    for row in rows.select_related("answer__question", "organization").order_by("pk"):
        question = row.answer.question
        plain = not columns_of(question.matrix) and measuring.unit_of(question) is None
        option = question.options.order_by("position").first()
        if row.organization_id in taken or not plain or option is None:
            continue
        taken.add(row.organization_id)
        person = _entered(f"petugas.{sheet.pk}.{row.organization_id}", row.organization, at)
        delivery = delivering.begin(sheet, actor=person, at=at)
        yield Officer(
            session=_signed_in(person),
            answer=reverse("answer", args=[sheet.pk, question.code]),
            option=str(option.pk),
            receive=reverse("delivery-receive", args=[delivery.pk]),
            version=version_of(row.answer),
        )


def _entered(name: str, office: Organization, at: datetime) -> User:
    """An officer of the office; the same one when it is measured again in a kept folder."""
    email = f"{name}@bench.invalid"
    person = User.objects.filter(email=email).first()
    if person is None:
        person = User.objects.create_user(email, name="Petugas")
        add_membership(person, office, Role.OFFICER, actor=None, at=at)
    return person


def _signed_in(person: User) -> str:
    """The key of a session: a password's hash would cost more than all that is measured."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def check(log: Mapping[str, Any]) -> dict[str, int]:
    """How much of what was acknowledged is not there: notes in answers or in their history, files.

    ``filed`` is how many of the files were worked through meanwhile; the others wait, all there.
    """
    there = _notes()
    lost = sum(note not in there for notes in log["saves"].values() for note in notes)
    digests = set(log["uploads"])
    filed = set(StoredFile.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    waiting = set()
    for row in DeliveredFile.objects.filter(status=DeliveredFile.Status.WAITING):
        place = delivering.holding() / row.holding
        if place.is_file():
            waiting.add(hashlib.sha256(place.read_bytes()).hexdigest())
    return {"saves": lost, "uploads": len(digests - filed - waiting), "filed": len(filed & digests)}


def _notes() -> set[str]:
    """Every note of an answer, now or before."""
    former = Answer.pgh_event_model.objects.exclude(note="")  # type: ignore[attr-defined]  # history
    now = Answer.objects.exclude(note="")
    return {*former.values_list("note", flat=True), *now.values_list("note", flat=True)}
