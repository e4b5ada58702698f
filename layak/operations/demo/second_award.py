"""A second award in the same city and cycle, proven in part by the same documents."""

import tomllib
from datetime import datetime
from typing import Any

from django.db import transaction

from layak.accounts.models import User
from layak.assessments import relocating, services
from layak.assessments.models import Assessment, Assignment
from layak.evidence.models import Evidence
from layak.instruments.models import Instrument, Option
from layak.lib.errors import Refusal
from layak.operations.demo.files import STORY
from layak.operations.demo.places import Places

__all__ = ["open_second_award"]

_SOURCE = STORY / "second_award.toml"


@transaction.atomic
def open_second_award(first: Assessment, places: Places, *, at: datetime) -> Assessment:
    """Open the sheet beside ``first`` and answer half of it; one that is there stays as it is.

    Documents of the first award are linked, never handed in again. ``at``: when it is filled in.
    """
    told = tomllib.loads(_SOURCE.read_text(encoding="utf-8"))
    beside = Assessment.objects.filter(city=first.city, cycle=first.cycle)
    known = beside.filter(instrument__code=told["instrument"]).first()
    if known is not None:
        return known
    instrument = Instrument.objects.published().filter(code=told["instrument"]).last()
    if instrument is None:
        raise Refusal(f"Instrumen {told['instrument']} belum terbit.")
    sheet = services.open_sheet(
        first.city,
        first.cycle,
        instrument,
        actor=places.secretariat,
        at=at,
        example=True,
        note=told["note"],
    )
    _answer(sheet, told["answers"], places, at)
    return sheet


def _answer(sheet: Assessment, told: list[dict[str, Any]], places: Places, at: datetime) -> None:
    """Answer by somebody of the office that leads, where the story has one."""
    answers = {row.question.code: row for row in sheet.answers.select_related("question")}
    steps = {
        (option.question_id, option.code): option
        for option in Option.objects.filter(instrument=sheet.instrument_id)
    }
    leads = Assignment.objects.filter(answer__assessment=sheet, part=Assignment.Part.LEAD)
    offices = dict(leads.values_list("answer_id", "organization_id"))
    papers = Evidence.objects.filter(city=sheet.city).select_related("file").order_by("-pk")
    named = {paper.name: paper for paper in papers}
    for row in told:
        answer = answers[row["code"]]
        actor: User = places.people.get(offices.get(answer.pk, 0), places.secretariat)
        option = steps[answer.question_id, row["step"]]
        services.answer_question(
            answer, option=option, note=row.get("note", ""), actor=actor, at=at
        )
        for name in row.get("files", ()):
            # A demo loaded with a few documents only links those that are there.
            if name in named:
                relocating.place(answer, named[name], actor=actor, at=at)
