"""The search bench: one city with very many documents, words as people type them, and the plain
ways of searching beside ours."""

import hashlib
import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from layak import database
from layak.accounts.models import Role
from layak.evidence.models import DocumentKind, Evidence, Facts, FileText, StoredFile
from layak.operations.bench.copying import copy_rows, keep_sequence, next_key
from layak.operations.bench.measures import (
    Memory,
    Result,
    milliseconds,
    percentile,
    settle,
    timed,
)
from layak.operations.bench.pages import signed_in
from layak.operations.bench.search_papers import (
    PAGES,
    Corpus,
    name_of,
    number_of,
    pages_of,
    queries,
    read_corpus,
)
from layak.operations.bench.seed import MEASURED_CITY, enter_offices
from layak.operations.readiness import make_ready
from layak.organizations.models import Kind, Organization
from layak.search import services
from layak.search.models import Entry, Word
from layak.search.typed import understand

LIMITS = {20_000: 0.050, 100_000: 0.100}  # documents: seconds, p95
REQUESTS = 330
WARM_UP = 22
PLAIN = 8  # searches of each plain way: they take long
SAMPLE = 500  # documents entered by the service, to tell how fast it is
CHUNK = 2_000
Statement = tuple[str, list[str | int]]
AT = datetime(2024, 5, 1, 3, tzinfo=UTC)


def search(at: datetime, *, documents: int) -> Result:
    """Fill one city with documents and search them as its secretariat does, page by page."""
    make_ready(at)
    logging.getLogger("layak.request").setLevel(logging.WARNING)
    city = Organization.objects.get(kind=Kind.CITY, region_code=MEASURED_CITY)
    enter_offices(city, at)
    corpus = read_corpus()
    took: list[float] = []
    with timed(took):
        _seed(city, corpus, documents)
    with timed(took):
        _enter_again(city)
    asked = queries(corpus, documents, REQUESTS)
    client = signed_in("pencari@bench.invalid", "Pencari", city, Role.SECRETARIAT, at)
    with Memory(lambda: [os.getpid(), *database.server_pids()]) as memory:
        for text in asked[:WARM_UP]:
            _open(client, text)
        settle()
        before = _processor()
        seconds = [_open(client, text) for text in asked]
        page, server = (now - then for now, then in zip(_processor(), before, strict=True))
    limit = next((one for size, one in LIMITS.items() if documents <= size), LIMITS[100_000])
    p95 = percentile(seconds, 95)
    slowest = sorted(zip(seconds, asked, strict=True), reverse=True)[:6]
    return Result(
        "search",
        "one page of hits",
        [sum(seconds)],
        seconds,
        memory.peak,
        target=f"p95 under {limit * 1000:g} ms",
        met=p95 < limit,
        detail={
            "documents": documents,
            "pages_each": PAGES,
            # On a machine that has other work, what a page takes of one processor says more.
            "page_processor_ms": round(page / len(asked) * 1000, 1),
            "database_processor_ms": round(server / len(asked) * 1000, 1),
            "seed_s": round(took[0], 1),
            "entered_a_minute": round(SAMPLE / took[1] * 60),
            "comparing_ms": round(_compare() * 1000),
            "library_ms": round(_open(client, "") * 1000),
            "slowest": [f"{one * 1000:.0f} ms {text}" for one, text in slowest],
            "plain_like_ms": _plainly(asked, _like(city)),
            "unindexed_words_ms": _plainly(asked, _unindexed),
            "index_mb": _size(Entry),
            "text_mb": _size(FileText),
        },
    )


def _processor() -> tuple[float, float]:
    """Seconds of processor time that this process, and that its server process, took so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        spent = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text(encoding="utf-8")
    # After the name, which may hold anything: the 12th and 13th are ticks as user and as system.
    user, system = spent.rpartition(")")[2].split()[11:13]
    return time.process_time(), (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _open(client: Client, text: str) -> float:
    began = time.perf_counter()
    answer = client.get(reverse("search"), {"kata": text}, HTTP_HOST="localhost")
    taken = time.perf_counter() - began
    if answer.status_code != 200:
        raise RuntimeError(f"searching for {text!r} answered {answer.status_code}")
    return taken


def _seed(city: Organization, corpus: Corpus, documents: int) -> None:
    """Write files, texts, facts and entries with COPY; the indexes are made afterwards."""
    have = Evidence.objects.filter(city=city).count()
    if have >= documents:
        return
    first = next_key(Evidence)
    keys = range(first, first + documents - have)
    _write_documents(city, corpus, keys)
    with connection.schema_editor() as editor:
        for index in Entry._meta.indexes:
            editor.remove_index(Entry, index)
    spelled: Counter[str] = Counter()
    for start in range(keys.start, keys.stop, CHUNK):
        entries, found = services.entries_of_documents(range(start, min(start + CHUNK, keys.stop)))
        copy_rows(
            Entry,
            ["evidence", "city", "dated", "head", "terms", "pairs", "source"],
            (
                (e.evidence_id, e.city_id, e.dated, e.head, e.terms, e.pairs, e.source)
                for e in entries
            ),
        )
        spelled.update(found.get(city.pk, Counter()))
    Word.objects.filter(city=city).delete()
    copy_rows(Word, ["city", "word", "seen"], ((city.pk, *pair) for pair in spelled.items()))
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '256MB'")
    with connection.schema_editor() as editor:
        for index in Entry._meta.indexes:
            editor.add_index(Entry, index)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _write_documents(city: Organization, corpus: Corpus, keys: range) -> None:
    below = Organization.objects.filter(parent=city, kind=Kind.AGENCY)
    offices = list(below.order_by("pk").values_list("pk", flat=True))
    kinds = [kind.value for kind in DocumentKind]
    copy_rows(
        StoredFile,
        ["sha256", "size", "media_type", "page_count", "stored_at"],
        ((_digest(key), 250_000, "application/pdf", PAGES, AT) for key in keys),
    )
    copy_rows(
        FileText, ["file", "pages"], ((_digest(key), _array(pages_of(corpus, key))) for key in keys)
    )
    copy_rows(
        Evidence,
        ["id", "city", "file", "organization", "name", "kind", "received_at"],
        (
            (
                *(key, city.pk, _digest(key), offices[key % len(offices)], name_of(corpus, key)),
                *(Evidence.Kind.DOCUMENT.value, AT - timedelta(minutes=key)),
            )
            for key in keys
        ),
    )
    keep_sequence(Evidence)
    copy_rows(
        Facts,
        ["evidence", "kind", "number", "first_year", "last_year", "read_at"],
        (
            (key, kinds[key % len(kinds)], number_of(key), 2020 + key % 5, 2020 + key % 5, AT)
            for key in keys
        ),
    )


def _enter_again(city: Organization) -> None:
    """Let the service enter some documents as the worker does, into the full index."""
    newest = Evidence.objects.filter(city=city).order_by("-pk").values("pk")[:SAMPLE]
    Entry.objects.filter(evidence__in=newest).update(source="")
    services.catch_up()


def _compare() -> float:
    """Seconds in which the worker finds that nothing changed."""
    began = time.perf_counter()
    services.catch_up()
    return time.perf_counter() - began


def _plainly(
    asked: Sequence[str], statement: Callable[[str], Statement]
) -> dict[str, float | None]:
    """The same words, searched in a plain way: only the keys of the first twenty."""
    seconds: list[float] = []
    for text in asked[:PLAIN]:
        query, values = statement(text)
        with transaction.atomic(), connection.cursor() as cursor, timed(seconds):
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_indexscan = off")
            cursor.execute(query, values)
            cursor.fetchall()
    return {f"p{share}": milliseconds(seconds, share) for share in (50, 95)}


def _like(city: Organization) -> Callable[[str], Statement]:
    def statement(text: str) -> Statement:
        words = text.replace('"', "").split() or ["anak"]
        each = " AND ".join(["array_to_string(t.pages, ' ') ILIKE %s"] * len(words))
        query = (
            "SELECT e.id FROM evidence_evidence e JOIN evidence_filetext t USING (file_id) "  # noqa: S608
            f"WHERE e.city_id = %s AND {each} ORDER BY e.received_at DESC LIMIT 20"
        )
        return query, [city.pk, *(f"%{word}%" for word in words)]

    return statement


def _unindexed(text: str) -> Statement:
    expression = understand(text).expression
    query = (
        "SELECT evidence_id FROM search_entry WHERE terms @@ %s::tsquery "
        "ORDER BY ts_rank_cd(terms, %s::tsquery) DESC LIMIT 20"
    )
    return query, [expression, expression]


def _size(model: type[Entry] | type[FileText]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [model._meta.db_table])
        return round(int(cursor.fetchone()[0]) / 1e6)


def _digest(key: int) -> str:
    return hashlib.sha256(f"layak bench {key}".encode()).hexdigest()


def _array(pages: Sequence[str]) -> str:
    return "{" + ",".join(f'"{page}"' for page in pages) + "}"
