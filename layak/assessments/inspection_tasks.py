"""Background inspection of evidence: what came, was read anew, placed or corrected is judged."""

import logging
from functools import lru_cache

from django.utils import timezone
from procrastinate.contrib.django import app

from layak.assessments.inspecting import inspect, look, stale, unseen
from layak.assessments.models import Assessment
from layak.documents.sandbox import ReaderPool

# Documents looked at and judged in one go, so that other work gets its turn.
AT_ONCE = 40
_NAME = "layak.assessments.inspection_tasks.inspect_evidence"
_log = logging.getLogger("layak.worker")


@lru_cache(maxsize=1)
def _readers() -> ReaderPool:
    """One child of this worker that looks at pictures, made with the first document."""
    return ReaderPool(processes=1, reader="layak.documents.looking")


@app.periodic(cron="* * * * * */20")
@app.task(name=_NAME, queue="inspecting", queueing_lock=_NAME, lock=_NAME)
def inspect_evidence(timestamp: int = 0) -> None:  # noqa: ARG001 - procrastinate passes it
    """Look at a few new documents, then judge whatever changed since it was judged."""
    documents = unseen(AT_ONCE)
    if documents:
        look(documents, _readers(), at=timezone.now())
    for assessment in Assessment.objects.select_related("cycle"):
        # The instant comes first: what changes meanwhile is judged again.
        at = timezone.now()
        keys = stale(assessment)
        for first in range(0, len(keys), AT_ONCE):
            inspect(assessment, keys[first : first + AT_ONCE], at=at)
