"""A nation in the middle of administrative verification: decisions, deadlines, earlier years."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from layak.accounts.models import Role, User
from layak.accounts.services import add_membership
from layak.activities.models import FollowUp
from layak.assessments.models import Answer, Assessment, Cycle, Deadline, Mark, Stage
from layak.operations.bench.copying import copy_rows
from layak.operations.bench.seed import AT, YEARS
from layak.organizations.models import Kind, Organization
from layak.reviews.models import Decision
from layak.scorecards.levels import levels
from layak.scorecards.models import PastResult

DECIDED = 0.6  # of the answers
PAST_YEARS = (2021, 2022, 2023)
LENGTH = timedelta(days=30)
_STAGE = Stage.ADMINISTRATIVE.value


def seed_verification(at: datetime) -> int:
    """Let each province's verifier decide on most answers of the newest cycle; return how many.

    Works on what ``seed_nation(verifying=True)`` made, once.
    """
    chance = random.Random(38)  # noqa: S311 - made up data, the same each time
    verifiers = _verifiers(at)
    decided = list(_decided(verifiers, chance))
    copy_rows(
        Decision,
        ["answer", "stage", "kind", "points", "cause", "note", "decided_by", "decided_at"],
        decided,
    )
    copy_rows(
        Mark,
        ["answer", "stage", "points", "note", "returned", "marked_by", "marked_at"],
        (
            (answer, stage, points, note, kind == Decision.Kind.RETURNED, who, when)
            for answer, stage, kind, points, _cause, note, who, when in decided
        ),
    )
    _set_deadlines(at)
    _tell_the_past(chance, at)
    return len(decided)


def _verifiers(at: datetime) -> dict[int, int]:
    """One verifier a province: the key of the person by that of the province."""
    found = {}
    for province in Organization.objects.filter(kind=Kind.PROVINCE):
        email = f"verifikator.{province.region_code}@bench.invalid"
        person = User.objects.filter(email=email).first()
        if person is None:
            person = User.objects.create_user(email, name=f"Verifikator {province.name}")
            add_membership(person, province, Role.VERIFIER, actor=None, at=at)
        found[province.pk] = person.pk
    return found


def _decided(verifiers: dict[int, int], chance: random.Random) -> Iterator[Sequence[object]]:
    kinds = Decision.Kind
    rows = Answer.objects.filter(assessment__stage=_STAGE, assessment__cycle__year=YEARS[-1])
    for key, points, province in rows.order_by("pk").values_list(
        "pk", "submitted_points", "assessment__city__parent_id"
    ):
        if chance.random() > DECIDED:
            continue
        kind = chance.choices([kinds.ACCEPTED, kinds.ADJUSTED, kinds.RETURNED], [80, 10, 10])[0]
        good = kind == kinds.ACCEPTED
        given = points if good or points is None else points / 2
        cause = "" if good else FollowUp.Cause.MISSING.value
        note = "" if good else "Bukti belum lengkap."
        yield key, _STAGE, kind.value, given, cause, note, verifiers[province or 0], AT


def _set_deadlines(at: datetime) -> None:
    """One deadline for the nation, and half of the provinces with their own."""
    cycle = Cycle.objects.get(year=YEARS[-1])
    places = Organization.objects.filter(kind__in=[Kind.NATION, Kind.PROVINCE]).order_by("path")
    Deadline.objects.bulk_create(
        Deadline(
            cycle=cycle,
            organization=place,
            stage=_STAGE,
            closes_at=at + LENGTH * (number % 3 - 1) + timedelta(hours=1),
            source="Pengukuran",
        )
        for number, place in enumerate(places)
        if number % 2 == 0
    )


def _tell_the_past(chance: random.Random, at: datetime) -> None:
    names = [level.name for level in levels().rows][:4]
    cities = Assessment.objects.filter(cycle__year=YEARS[-1]).values_list("city_id", flat=True)
    copy_rows(
        PastResult,
        ["city", "year", "stage", "level", "source", "entered_at"],
        (
            (city, year, Stage.FINAL.value, chance.choice(names), "Pengukuran", at)
            for city in cities
            for year in PAST_YEARS
        ),
    )
