"""Benchmarks inside an installation: the seeded nation, and the overview of a full city."""

import logging
import os
import statistics
import time
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from layak import database
from layak.accounts.models import Role, User
from layak.accounts.services import add_membership
from layak.assessments.models import Stage
from layak.operations.bench.measures import Memory, Result, milliseconds, percentile, settle, timed
from layak.operations.bench.seed import Seeded, seed_measured, seed_nation
from layak.operations.readiness import make_ready
from layak.organizations.models import Organization
from layak.scorecards import services as scorecards

SEED_LIMIT = 300.0  # seconds
SIZE_LIMIT = 5_000_000_000  # bytes
REQUESTS = 200
WARM_UP = 20
QUERY_LIMIT = 12
P95_LIMIT = 0.060  # seconds
RATIO_LIMIT = 1.3
READER = "sekretariat@bench.invalid"


def seed(at: datetime) -> Result:
    """Make the measured city and the nation around it."""
    make_ready(at, pages=False)
    seconds: list[float] = []
    with Memory(processes) as memory, timed(seconds):
        seed_measured(at)
        made = seed_nation()
    size = _database_size()
    return Result(
        "seed",
        "the whole nation",
        seconds,
        seconds,
        memory.peak,
        target=f"under {SEED_LIMIT:g} s and {SIZE_LIMIT / 1e9:g} GB",
        met=seconds[0] < SEED_LIMIT and size < SIZE_LIMIT,
        detail={**_counted(made), "database_mb": round(size / 1e6)},
    )


def overview(at: datetime, *, runs: int) -> Result:
    """Open the overview of a full city, alone and then in the middle of the nation."""
    make_ready(at)
    assessment = seed_measured(at)
    scorecards.keep(assessment, Stage.SELF, at=at)
    client = signed_in(READER, "Sekretariat", assessment.city, Role.SECRETARIAT, at)
    address = reverse("assessment", args=[assessment.pk])
    logging.getLogger("layak.request").setLevel(logging.WARNING)
    with Memory(processes) as memory:
        alone, queries = request_often(client, address, runs)
        began = time.perf_counter()
        made = seed_nation()
        seeded = time.perf_counter() - began
        among, queries_among = request_often(client, address, runs)
    latencies = [one for run in among for one in run]
    p95_alone, p95_among = typical_p95(alone), typical_p95(among)
    ratio = p95_among / p95_alone
    return Result(
        "overview",
        "one overview page",
        [sum(run) for run in among],
        latencies,
        memory.peak,
        target=f"{QUERY_LIMIT} queries, p95 under {P95_LIMIT * 1000:g} ms, nation at most "
        f"{RATIO_LIMIT:g} times one city",
        met=queries_among <= QUERY_LIMIT and p95_among < P95_LIMIT and ratio <= RATIO_LIMIT,
        detail={
            "queries": queries_among,
            "queries_one_city": queries,
            "one_city_ms": in_milliseconds(alone),
            "nation_ms": in_milliseconds(among),
            "ratio_p95": round(ratio, 2),
            "seed_s": round(seeded, 1),
            **_counted(made),
        },
    )


def request_often(
    client: Client, address: str, runs: int, *, requests: int = REQUESTS
) -> tuple[list[list[float]], int]:
    """Request a page again and again; seconds by run, and the queries of one request."""

    def once() -> None:
        answer = client.get(address, HTTP_HOST="localhost")
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")

    for _ in range(WARM_UP):
        once()
    settle()
    with CaptureQueriesContext(connection) as queries:
        once()
        count = len(queries)  # the next request clears the list
    seconds: list[list[float]] = []
    for _ in range(runs):
        each: list[float] = []
        for _ in range(requests):
            with timed(each):
                once()
        seconds.append(each)
    return seconds, count


def signed_in(email: str, name: str, place: Organization, role: Role, at: datetime) -> Client:
    """A client of somebody with a role, signed in without a password."""
    reader = User.objects.filter(email=email).first()
    if reader is None:
        reader = User.objects.create_user(email, name=name)
        add_membership(reader, place, role, actor=None, at=at)
    client = Client()
    client.force_login(reader, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def typical_p95(runs: list[list[float]]) -> float:
    """The median over the runs of their own 95th percentile."""
    return statistics.median(percentile(run, 95) for run in runs)


def in_milliseconds(runs: list[list[float]]) -> dict[str, float | None]:
    every = [one for run in runs for one in run]
    return {f"p{share}": milliseconds(every, share) for share in (50, 95, 99)}


def _counted(made: Seeded) -> dict[str, int]:
    return {"sheets": made.sheets, "answers": made.answers, "evidence": made.evidence}


def _database_size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def processes() -> list[int]:
    return [os.getpid(), *database.server_pids()]
