"""Outcome items of the story that are answered from a figure, each with its stamp."""

from datetime import datetime
from typing import Literal

from layak.assessments.drawing import offers
from layak.assessments.measuring import Measured
from layak.assessments.models import Answer
from layak.measures.demo import NAME

__all__ = ["DRAWN", "figure_for"]

# Items whose points in the story are what the example's figure amounts to.
DRAWN = frozenset({"4.2", "4.3", "12.1", "12.3", "14.1", "14.5", "25.5", "26.6"})


def figure_for(answer: Answer, at: datetime) -> Measured | Literal["keep"]:
    """The example's figure an item of the story is answered from; ``keep`` for every other item."""
    if answer.question.code not in DRAWN:
        return "keep"
    for offer in offers(answer, at):
        if offer.measured.source.startswith(NAME) and offer.dated and not offer.refusal:
            return offer.measured
    return "keep"
