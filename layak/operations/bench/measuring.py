"""The measures bench: a nation of figures, its pages, and a file of every desa and kelurahan."""

import logging
import os
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from layak import database
from layak.accounts.models import Role, User
from layak.accounts.services import add_membership
from layak.lib.errors import Refusal
from layak.measures import importing
from layak.measures.figures import share_of
from layak.measures.models import ImportedFile, Measure, Observation, Source
from layak.measures.periods import Period, parse_period
from layak.measures.publishing import publish_library
from layak.operations.bench.copying import copy_lines, set_aside
from layak.operations.bench.measures import Memory, Result, milliseconds, percentile, timed
from layak.operations.bench.pages import signed_in
from layak.operations.bench.seed import MEASURED_CITY
from layak.operations.readiness import make_ready
from layak.organizations.models import Kind, Organization

CITY_LIMIT = 0.100  # seconds, p95
NATION_LIMIT = 0.500
QUERY_LIMIT = 12
IMPORT_LIMIT = 30.0
REQUESTS = 100
NATION_REQUESTS = 30
WARM_UP = 5
FULL = 20 * 12  # measures by months, as asked for: twenty million rows
YEAR = 2024
MONTHS = [parse_period(f"{YEAR}-{month:02}") for month in range(1, 13)]
_NAMES = (
    *("measure", "region", "city", "province", "level", "starts", "ends", "source"),
    *("value", "numerator", "denominator", "entered_at"),
)


def measures(at: datetime, *, rows: int) -> Result:
    """Seed about so many figures, open pages among them, and take in one file of the nation."""
    make_ready(at)
    publish_library(at)
    logging.getLogger("layak.request").setLevel(logging.WARNING)
    seeded_in: list[float] = []
    with timed(seeded_in):
        seeded = _seed(rows)
    with Memory(lambda: [os.getpid(), *database.server_pids()]) as memory:
        city, city_queries = _open(_reader(MEASURED_CITY, Role.SECRETARIAT, at), REQUESTS)
        listed, list_queries = _open(
            _reader(MEASURED_CITY, Role.SECRETARIAT, at), REQUESTS, name="measure-list"
        )
        city_cpu, list_cpu = (
            _processor(_reader(MEASURED_CITY, Role.SECRETARIAT, at), name)
            for name in ("measure", "measure-list")
        )
        nation, nation_queries = _open(_reader(None, Role.LEADER, at), NATION_REQUESTS)
        read, taken, added = _import(at)
    most = max(city_queries, list_queries, nation_queries)
    city_p95, nation_p95 = percentile(city, 95), percentile(nation, 95)
    return Result(
        "measures",
        "one city's page of a measure",
        [sum(city)],
        city,
        memory.peak,
        target=f"{QUERY_LIMIT} queries, p95 of a city under {CITY_LIMIT * 1000:g} ms and of the "
        f"nation under {NATION_LIMIT * 1000:g} ms, a file of the nation under {IMPORT_LIMIT:g} s",
        met=most <= QUERY_LIMIT
        and max(city_p95, percentile(listed, 95)) < CITY_LIMIT
        and nation_p95 < NATION_LIMIT
        and read + taken < IMPORT_LIMIT,
        detail={
            "rows": seeded,
            "rows_of_the_full_size": round(seeded / (FULL * _villages()), 3),
            "seed_s": round(seeded_in[0], 1),
            "table_mb": _table_size(),
            "queries": {"city": city_queries, "list": list_queries, "nation": nation_queries},
            # On a machine that has other work, what a page takes of one processor says more.
            "city_processor_ms": round(city_cpu * 1000, 1),
            "list_processor_ms": round(list_cpu * 1000, 1),
            "list_p50_ms": milliseconds(listed, 50),
            "list_p95_ms": milliseconds(listed, 95),
            "nation_p50_ms": milliseconds(nation, 50),
            "nation_p95_ms": milliseconds(nation, 95),
            "import_rows": added,
            "import_read_s": round(read, 1),
            "import_take_s": round(taken, 1),
        },
    )


def _seed(rows: int) -> int:
    """Whole months of every village, measure after measure, until there are so many rows."""
    if Observation.objects.exists():
        return Observation.objects.count()
    villages = _places()
    source = Source.objects.get(code="siak")
    shares = list(Measure.objects.filter(is_share=True))
    parts = [(measure, month) for measure in _widened(shares) for month in MONTHS]
    parts = parts[: max(rows // len(villages), 1)]
    chance = random.Random(83_763)  # noqa: S311 - made up data, the same each time
    figures = _figures(chance)
    copied = 0
    with set_aside(Observation):
        for measure, month in parts:
            drawn = chance.choices(figures, k=len(villages))
            lines = _lines(villages, drawn, measure, month, source)
            copied += copy_lines(Observation, _NAMES, lines)
    with connection.cursor() as cursor:
        cursor.execute(f'VACUUM ANALYZE "{Observation._meta.db_table}"')
    return copied


def _widened(shares: Sequence[Measure]) -> list[Measure]:
    """Twenty measures: the shares of the library, and more of their kind where it has fewer."""
    wanted = list(shares[:20])
    for number in range(len(wanted), 20):
        more = Measure.objects.get(pk=shares[0].pk)
        more.pk, more.code = None, f"bench-{number}"
        more.save(force_insert=True)
        wanted.append(more)
    return wanted


def _figures(chance: random.Random) -> Sequence[str]:
    """Values with their two counts, as COPY reads them; many, so that areas differ."""
    found = []
    for _ in range(20_011):
        below = chance.randint(40, 400)
        above = chance.randint(0, below)
        found.append(f"{share_of(above, below)}\t{above}\t{below}")
    return found


def _lines(
    villages: Sequence[str], figures: Iterable[str], measure: Measure, month: Period, source: Source
) -> Iterator[str]:
    at = datetime(YEAR, 12, 31, tzinfo=UTC)
    said = f"{Kind.VILLAGE.value}\t{month.starts}\t{month.ends}\t{source.pk}"
    for place, figure in zip(villages, figures, strict=True):
        yield f"{measure.pk}\t{place}\t{said}\t{figure}\t{at}"


def _places() -> list[str]:
    """The keys of each village, of its city and of its province, as COPY reads them."""
    rows = Organization.objects.filter(kind=Kind.VILLAGE).order_by("path")
    keys = rows.values_list("pk", "parent__parent", "parent__parent__parent")
    return [f"{village}\t{city}\t{province}" for village, city, province in keys]


def _villages() -> int:
    return Organization.objects.filter(kind=Kind.VILLAGE).count()


def _reader(code: str | None, role: Role, at: datetime) -> Client:
    """A signed-in client of somebody with a role in a city, or of the nation."""
    rows = Organization.objects.all()
    place = rows.get(region_code=code) if code else rows.get(kind=Kind.NATION)
    return signed_in(f"{role.value}@bench.invalid", role.value.title(), place, role, at)


def _open(client: Client, requests: int, *, name: str = "measure") -> tuple[list[float], int]:
    """Open a page again and again: seconds of each, and the queries of one."""
    measure = Measure.objects.filter(is_share=True).first()
    args = [measure.code] if measure and name == "measure" else []
    address = reverse(name, args=args)

    def once() -> None:
        answer = client.get(address, HTTP_HOST="localhost")
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")

    for _ in range(WARM_UP):
        once()
    with CaptureQueriesContext(connection) as queries:
        once()
        count = len(queries)
    seconds: list[float] = []
    for _ in range(requests):
        with timed(seconds):
            once()
    return seconds, count


def _processor(client: Client, name: str) -> float:
    """Seconds of processor time that this process spends on one page of a city."""
    began = time.process_time()
    seconds, _queries = _open(client, REQUESTS, name=name)
    return (time.process_time() - began) / (len(seconds) + WARM_UP + 1)


def _import(at: datetime) -> tuple[float, float, int]:
    """Read and take over a file of every village: seconds of each, and the rows entered."""
    keeper, _created = User.objects.get_or_create(
        email="administrator@bench.invalid", defaults={"name": "Administrator"}
    )
    nation = Organization.objects.get(kind=Kind.NATION)
    if not keeper.memberships.exists():
        add_membership(keeper, nation, Role.ADMINISTRATOR, actor=None, at=at)
    sent = importing.receive(nation, "bangsa.csv", BytesIO(_file()), actor=keeper, at=at)
    began = time.perf_counter()
    importing.read(sent)
    read = time.perf_counter() - began
    if sent.state != ImportedFile.State.READ or sent.bad:
        raise Refusal(f"Berkas pengukuran tidak terbaca: {sent.refusal or sent.findings}")
    sent = importing.begin_taking(sent, "Pengukuran")
    began = time.perf_counter()
    importing.take(sent, at=at)
    return read, time.perf_counter() - began, sent.new + sent.changed


def _file() -> bytes:
    codes = Organization.objects.filter(kind=Kind.VILLAGE).values_list("region_code", flat=True)
    lines = ["Ukuran;Kode wilayah;Periode;Sumber;Pembilang;Penyebut"]
    lines += [
        f"stunting;{code};{YEAR - 1};e-PPGBM;{17 + place % 20};80"
        for place, code in enumerate(codes)
    ]
    return "\n".join(lines).encode()


def _table_size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [Observation._meta.db_table])
        return round(int(cursor.fetchone()[0]) / 1e6)
