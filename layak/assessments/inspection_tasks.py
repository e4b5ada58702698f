"""Background inspection of evidence: what came, was read anew, placed or corrected is judged."""

import time
from functools import lru_cache

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from layak.assessments.faces import count_faces, uncounted
from layak.assessments.inspecting import inspect, look, stale, unseen
from layak.assessments.models import Assessment
from layak.documents.results import MIB
from layak.documents.sandbox import Limits, ReaderPool
from layak.evidence import scans

# Documents looked at and judged in one go: their findings are kept before the next are looked at.
AT_ONCE = 40
# Seconds after which the rest waits for the next turn, so that other work gets its own.
TURN = 15.0
_NAME = "layak.assessments.inspection_tasks.inspect_evidence"
_FACES = "layak.assessments.inspection_tasks.count_faces_in_evidence"
# Documents whose faces are counted in one go: one may have many pictures.
FEW = 4
_FACE_LIMITS = Limits(seconds=900.0, cpu_seconds=600, memory_bytes=1024 * MIB)


@lru_cache(maxsize=1)
def _readers() -> ReaderPool:
    """One child of this worker that looks at pictures, made with the first document."""
    return ReaderPool(processes=1, reader="layak.documents.looking")


@lru_cache(maxsize=1)
def _face_readers() -> ReaderPool:
    """One child of this worker that finds faces, made when the first are asked for."""
    return ReaderPool(processes=1, limits=_FACE_LIMITS, reader="layak.documents.facing")


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
    if uncounted(1):
        _have_faces_counted()


def _have_faces_counted() -> None:
    """Queue the counting, in turn with scans: a place stays free for what people wait for."""
    job = app.configure_task(
        _FACES, queue=scans.QUEUE, priority=scans.PRIORITY, lock=scans.QUEUE, queueing_lock=_FACES
    )
    try:
        with transaction.atomic():
            job.defer()
    except AlreadyEnqueued:
        return


@app.task(name=_FACES, queue=scans.QUEUE)
def count_faces_in_evidence() -> None:
    """Count faces for a while; the next inspection judges what was found and queues the rest."""
    began = time.monotonic()
    while time.monotonic() - began < TURN and (documents := uncounted(FEW)):
        count_faces(documents, _face_readers(), at=timezone.now())


def _judge() -> None:
    """For every sheet, whatever changed."""
    for assessment in Assessment.objects.select_related("cycle"):
        # The instant comes first: what changes meanwhile is judged again.
        at = timezone.now()
        keys = stale(assessment)
        for first in range(0, len(keys), AT_ONCE):
            inspect(assessment, keys[first : first + AT_ONCE], at=at)
