"""Read the pages of scans a few at a time, and keep each as soon as it is read.

Loads no heavy library: the words are recognized in reader children.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from layak.documents import layers
from layak.documents.results import ReadResult
from layak.documents.sandbox import ReaderPool
from layak.documents.spawning import SCAN_LIMITS
from layak.documents.tessdata import find_tessdata
from layak.evidence import storage
from layak.evidence.models import FileText, Flaw, ScannedPage

READER = "layak.documents.scanning"
# The worker knows the task by this name; web processes never import it.
READ_SCAN = "layak.assessments.tasks.read_scan"
QUEUE = "scanning"
# Whoever waits for a hand-over to be filed goes before whoever waits for a scan.
PRIORITY = -10
# One turn of a document: then the others that wait have theirs.
PAGES_A_TURN = 8
CHILDREN = 2
LONGEST_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class Progress:
    """How many pages of a file are read from their picture, out of how many.

    ``unclear``: how many of those that are read can hardly be read.
    """

    read: int
    failed: int
    total: int
    unclear: int = 0

    @property
    def done(self) -> int:
        """Read, or tried in vain."""
        return self.read + self.failed

    @property
    def waiting(self) -> int:
        return self.total - self.done


def can_read() -> bool:
    """Whether this installation can read scans at all."""
    return find_tessdata() is not None


def enqueue(sha256: str) -> None:
    """Have the worker read a file's scanned pages. One waiting job a file is enough.

    One file is read at a time, so that a place in the worker stays free for what people wait for.
    """
    job = app.configure_task(
        READ_SCAN, queue=QUEUE, priority=PRIORITY, lock=QUEUE, queueing_lock=f"scan-{sha256}"
    )
    try:
        with transaction.atomic():
            job.defer(sha256=sha256)
    except AlreadyEnqueued:
        return


def progress(sha256: str) -> Progress:
    """How far the reading of a file is."""
    state = ScannedPage.State
    counts = ScannedPage.objects.filter(file=sha256).aggregate(
        read=Count("pk", filter=Q(state=state.READ)),
        failed=Count("pk", filter=Q(state=state.FAILED)),
        total=Count("pk"),
    )
    return Progress(**counts)


def progress_of(digests: Collection[str]) -> dict[str, Progress]:
    """How far the reading of several files is, by digest; those without pictures are left out."""
    state = ScannedPage.State
    rows = ScannedPage.objects.filter(file__in=digests).order_by().values("file")
    counted = rows.annotate(
        read=Count("pk", filter=Q(state=state.READ)),
        failed=Count("pk", filter=Q(state=state.FAILED)),
        total=Count("pk"),
        unclear=Count("pk", filter=Q(state=state.READ) & ~Q(flaws=[])),
    )
    return {
        row["file"]: Progress(row["read"], row["failed"], row["total"], row["unclear"])
        for row in counted
    }


def waiting_pages() -> int:
    """How many pages wait in all."""
    return ScannedPage.objects.filter(state=ScannedPage.State.WAITING).count()


def waiting_files(most: int = 200) -> list[str]:
    """The digests of files that have pages to be read."""
    rows = ScannedPage.objects.filter(state=ScannedPage.State.WAITING)
    return list(rows.order_by("file").values_list("file", flat=True).distinct()[:most])


def waiting_among(digests: Sequence[str]) -> list[str]:
    """Which of these files have pages to be read."""
    rows = ScannedPage.objects.filter(state=ScannedPage.State.WAITING, file__in=digests)
    return list(rows.order_by("file").values_list("file", flat=True).distinct())


def read_some(sha256: str, *, at: datetime, most: int = PAGES_A_TURN) -> bool:
    """Read the next pages of a file, and tell whether more of them wait.

    A file of few pages leaves room in its turn for the first pages of others, so that many single
    photographs are read as fast as one long scan. A page that cannot be read says why and is not
    tried again. Raises ``ChildError`` when the reader itself is broken: the pages wait on.
    """
    waiting = ScannedPage.objects.filter(state=ScannedPage.State.WAITING)
    own = waiting.filter(file=sha256)
    turn = list(own.order_by("number").values_list("file", "number")[:most])
    if not turn:
        return False
    others = waiting.exclude(file=sha256).order_by("number", "pk").values_list("file", "number")
    turn += others[: most - len(turn)]
    with ReaderPool(min(CHILDREN, len(turn)), SCAN_LIMITS, READER) as readers:
        pages = [((file, n), storage.location(file), n - 1) for file, n in turn]
        for (file, number), result in readers.read_pages(pages):
            keep_page(file, number, result, at=at)
    return own.exists()


@transaction.atomic
def keep_page(sha256: str, number: int, result: ReadResult, *, at: datetime) -> None:
    """Keep what was seen on a page, or why nothing was."""
    row = ScannedPage.objects.select_for_update().get(file=sha256, number=number)
    row.read_at = at
    try:
        if result.refusal is not None:
            raise ValueError(result.refusal)
        seen: dict[str, Any] = json.loads(result.pages[0])
        text = _measured(row, seen)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        row.state = ScannedPage.State.FAILED
        row.reason = (result.refusal or str(error))[:300]
        row.save()
        return
    row.state = ScannedPage.State.READ
    row.replaced = _write(sha256, number, text)
    row.save()


def _measured(row: ScannedPage, seen: dict[str, Any]) -> str:
    """Take the measures of a page from a child, trusting none of its types; return its text."""
    row.turned = int(seen["turned"]) % 360
    row.skew = float(seen["skew"])
    row.resolution = None if seen["resolution"] is None else min(int(seen["resolution"]), 100_000)
    row.sharpness = float(seen["sharpness"])
    row.darkness = float(seen["darkness"])
    row.contrast = float(seen["contrast"])
    row.confidence = None if seen["confidence"] is None else float(seen["confidence"])
    row.flaws = [Flaw(flaw).value for flaw in seen["flaws"]]
    return str(seen["text"])[:LONGEST_TEXT].replace("\0", " ").encode(errors="replace").decode()


def _write(sha256: str, number: int, text: str) -> bool:
    """Put a page's text among the others where it is better; tell whether it replaced some."""
    kept = FileText.objects.select_for_update().get(file=sha256)
    pages = [*kept.pages, *[""] * (number - len(kept.pages))]
    before = pages[number - 1].strip()
    if not _is_better(text, before):
        return False
    pages[number - 1] = text
    kept.pages = pages
    kept.save(update_fields=["pages"])
    return bool(before)


def _is_better(text: str, before: str) -> bool:
    """Rubbish yields to anything; a few good letters yield only to more of them."""
    if not text.strip():
        return False
    if layers.judge(before) is layers.Verdict.RUBBISH:
        return True
    return layers.look_at(text).letters > layers.look_at(before).letters


def pages_of(sha256: str) -> Sequence[str]:
    """The text of a file as it is now."""
    return FileText.objects.filter(file=sha256).values_list("pages", flat=True).first() or []
