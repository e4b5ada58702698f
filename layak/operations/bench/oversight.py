"""The pages of those who look over many cities, with the whole nation in verification at once."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from layak.accounts.models import Role
from layak.operations.bench.measures import Memory, Result, timed
from layak.operations.bench.pages import (
    in_milliseconds,
    processes,
    request_often,
    signed_in,
    typical_p95,
)
from layak.operations.bench.seed import seed_measured, seed_nation
from layak.operations.bench.verifying import seed_verification
from layak.operations.readiness import make_ready
from layak.organizations.models import Kind, Organization
from layak.scorecards import summaries

QUERY_LIMIT = 12
PROVINCE_LIMIT = 0.100  # seconds at the 95th percentile
NATION_LIMIT = 0.150
REQUESTS = 40  # of each page in each run
LARGEST = "35"  # Jawa Timur: 38 cities
VERIFIER = "verifikator.35@bench.invalid"
MINISTRY = "kementerian@bench.invalid"


@dataclass(frozen=True, slots=True)
class Page:
    """One page, who reads it and how long it may take."""

    name: str
    client: Client
    address: str
    limit: float


def oversight(at: datetime, *, runs: int) -> Result:
    """Seed 514 cities in verification and open the pages about them."""
    make_ready(at)
    seconds: dict[str, list[float]] = {"nation": [], "decisions": [], "summaries": []}
    with timed(seconds["nation"]):
        seed_measured(at)
        seed_nation(verifying=True)
    with timed(seconds["decisions"]):
        decisions = seed_verification(at)
    with timed(seconds["summaries"]):
        counted = summaries.refresh(at)
    idle: list[float] = []
    with timed(idle):
        summaries.refresh(at)
    logging.getLogger("layak.request").setLevel(logging.WARNING)
    with Memory(processes) as memory:
        measured = {page.name: _measure(page, runs) for page in _pages(at)}
    latencies = [one for page in measured.values() for run in page["runs"] for one in run]
    return Result(
        "oversight",
        "one page",
        [sum(run) for page in measured.values() for run in page["runs"]],
        latencies,
        memory.peak,
        target=f"at most {QUERY_LIMIT} queries each, p95 under {PROVINCE_LIMIT * 1000:g} ms, "
        f"of the nation under {NATION_LIMIT * 1000:g} ms",
        met=all(page["met"] for page in measured.values()),
        detail={
            **{name: _told(page) for name, page in measured.items()},
            "decisions": decisions,
            "summaries": counted,
            "seed_s": {name: round(sum(taken), 1) for name, taken in seconds.items()},
            "nothing_to_refresh_s": round(idle[0], 2),
        },
    )


def _pages(at: datetime) -> list[Page]:
    province = Organization.objects.get(region_code=LARGEST)
    nation = Organization.objects.get(kind=Kind.NATION)
    provincial = signed_in(VERIFIER, "Verifikator", province, Role.VERIFIER, at)
    ministry = signed_in(MINISTRY, "Kementerian", nation, Role.VERIFIER, at)
    reviews = reverse("review-list")
    return [
        Page("cities_of_a_verifier", provincial, reviews, PROVINCE_LIMIT),
        Page("cities_of_the_ministry", ministry, reviews, PROVINCE_LIMIT),
        Page("province", provincial, reverse("province", args=[province.pk]), PROVINCE_LIMIT),
        Page("nation", ministry, reverse("nation"), NATION_LIMIT),
    ]


def _measure(page: Page, runs: int) -> dict[str, Any]:
    taken, queries = request_often(page.client, page.address, runs, requests=REQUESTS)
    met = queries <= QUERY_LIMIT and typical_p95(taken) < page.limit
    return {"runs": taken, "queries": queries, "met": met}


def _told(page: Mapping[str, Any]) -> dict[str, object]:
    return {"queries": page["queries"], **in_milliseconds(page["runs"]), "met": page["met"]}
