"""Background inspection of evidence: what came, was read anew, placed or corrected is judged."""

import time
from functools import lru_cache

from django.utils import timezone
from procrastinate.contrib.django import app

from layak.assessments.inspecting import inspect, look, stale, unseen
from layak.assessments.models import Assessment
from layak.documents.sandbox import ReaderPool

# Documents looked at and judged in one go: their findings are kept before the next are looked at.
AT_ONCE = 40
# Seconds after which the rest waits for the next turn, so that other work gets its own.
TURN = 15.0
_NAME = "layak.assessments.inspection_tasks.inspect_evidence"


@lru_cache(maxsize=1)
def _readers() -> ReaderPool:
    """One child of this worker that looks at pictures, made with the first document."""
    return ReaderPool(processes=1, reader="layak.documents.looking")


@app.periodic(cron="* * * * * */20")
@app.task(name=_NAME, queue="inspecting", queueing_lock=_NAME, lock=_NAME)
def inspect_evidence(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate passes it
    """Look at new documents, a few at a time, and judge whatever changed since it was judged."""
    began = time.monotonic()
    more = True
    while more and time.monotonic() - began < TURN:
        documents = unseen(AT_ONCE)
        if documents:
            look(documents, _readers(), at=timezone.now())
        _judge()
        more = len(documents) == AT_ONCE


def _judge() -> None:
    """For every sheet, whatever changed."""
    for assessment in Assessment.objects.select_related("cycle"):
        # The instant comes first: what changes meanwhile is judged again.
        at = timezone.now()
        keys = stale(assessment)
        for first in range(0, len(keys), AT_ONCE):
            inspect(assessment, keys[first : first + AT_ONCE], at=at)
