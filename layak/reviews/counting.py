"""Which points an answer brings into a stage: what a verifier accepts when accepting."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from layak.assessments.models import Answer, Mark, Stage
from layak.reviews.models import Decision

_ORDER = tuple(Stage)


def counted(answers: Iterable[Answer], stage: Stage) -> dict[int, Decimal | None]:
    """The points each answer had before ``stage`` decides, by its key; None: not answered.

    What was repaired after it was returned, at this stage or with the newest mark of an earlier
    one, counts as repaired. Else the mark of the newest earlier stage counts, and without any the
    points that were submitted. In two queries.
    """
    rows = list(answers)
    keys = [row.pk for row in rows]
    marks: dict[int, list[Mark]] = {}
    for mark in Mark.objects.filter(answer__in=keys):
        marks.setdefault(mark.answer_id, []).append(mark)
    returned = _returned_at(keys, stage)
    return {row.pk: _points(row, marks.get(row.pk, []), returned, stage) for row in rows}


def counted_before(answer: Answer, stage: Stage) -> Decimal | None:
    """The same for one answer."""
    return counted([answer], stage)[answer.pk]


def _returned_at(keys: list[int], stage: Stage) -> Mapping[int, datetime]:
    """When answers were first returned at a stage; a later decision does not undo a repair."""
    rows = Decision.objects.filter(
        answer__in=keys, stage=stage, kind=Decision.Kind.RETURNED
    ).order_by("-decided_at")
    return dict(rows.values_list("answer_id", "decided_at"))


def _points(
    answer: Answer, marks: list[Mark], returned: Mapping[int, datetime], stage: Stage
) -> Decimal | None:
    place = _ORDER.index(stage)
    reached = sorted(
        (mark for mark in marks if _ORDER.index(Stage(mark.stage)) <= place),
        key=lambda mark: _ORDER.index(Stage(mark.stage)),
    )
    since = returned.get(answer.pk)
    if since is None and reached and reached[-1].returned:
        since = reached[-1].marked_at
    if since is not None and answer.changed_at is not None and answer.changed_at > since:
        return answer.points
    earlier = [mark for mark in reached if mark.stage != stage]
    return earlier[-1].points if earlier else answer.submitted_points
