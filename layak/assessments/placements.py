"""Lay documents under their questions, and remember which lie wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from layak.accounts.models import User
from layak.assessments.claims import Claim
from layak.assessments.models import Answer, Assessment, Misplacement, Placement, Suggestion
from layak.assessments.placing import Decision, Form, Item, Opinion
from layak.evidence.models import Evidence
from layak.lib.numbers import round_half_up

# How many suggested items and terms are worth keeping.
KEPT_ITEMS = 5
KEPT_TERMS = 12


@dataclass(frozen=True, slots=True)
class Paper:
    """One document on the desk: what it is, what was read in it, and who claims it."""

    evidence: Evidence
    opinion: Opinion
    claim: Claim | None
    by_person: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a document lies now; ``misplaced`` None means unsure or not claimed."""

    evidence: Evidence
    placed: tuple[str, ...]
    misplaced: bool | None


class Desk:
    """A sheet's questions laid out once, for any number of documents."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.answers: dict[str, int] = {}
        items: list[Item] = []
        for answer in Answer.objects.filter(assessment=assessment).select_related(
            "question__indicator__cluster"
        ):
            question = answer.question
            self.answers[question.code] = answer.pk
            items.append(
                Item(
                    code=question.code,
                    row=question.indicator.code,
                    number=question.indicator.number,
                    cluster=question.indicator.cluster.code,
                    words=f"{question.label} {question.text}",
                )
            )
        self.form = Form(items)

    def lay(self, papers: Sequence[Paper], *, actor: User | None, at: datetime) -> list[Outcome]:
        """Keep suggestions, placements and misplacements of a batch.

        Laying a paper twice changes nothing.
        """
        decisions = [self.form.decide(paper.claim, paper.opinion) for paper in papers]
        self._keep_suggestions(papers, decisions, at)
        self._keep_placements(papers, decisions, actor, at)
        self._keep_misplacements(papers, decisions, at)
        return [
            Outcome(paper.evidence, (decision.code,) if decision.code else (), decision.misplaced)
            for paper, decision in zip(papers, decisions, strict=True)
        ]

    def _keep_suggestions(
        self, papers: Sequence[Paper], decisions: Sequence[Decision], at: datetime
    ) -> None:
        Suggestion.objects.bulk_create(
            [
                Suggestion(
                    assessment=self.assessment,
                    evidence=paper.evidence,
                    indicators=[
                        {"number": number, "probability": round(probability, 4)}
                        for number, probability in paper.opinion.ranked[:3]
                    ],
                    items=[
                        {"code": code, "probability": round(probability, 4)}
                        for code, probability in decision.items[:KEPT_ITEMS]
                    ],
                    terms=list(paper.opinion.terms[:KEPT_TERMS]),
                    unsure=paper.opinion.unsure,
                    suggested_at=at,
                )
                for paper, decision in zip(papers, decisions, strict=True)
            ],
            ignore_conflicts=True,
        )

    def _keep_placements(
        self,
        papers: Sequence[Paper],
        decisions: Sequence[Decision],
        actor: User | None,
        at: datetime,
    ) -> None:
        Placement.objects.bulk_create(
            [
                Placement(
                    answer_id=self.answers[decision.code],
                    evidence=paper.evidence,
                    source=_source_of(paper),
                    placed_by=actor,
                    placed_at=at,
                )
                for paper, decision in zip(papers, decisions, strict=True)
                if decision.code
            ],
            ignore_conflicts=True,
        )

    def _keep_misplacements(
        self, papers: Sequence[Paper], decisions: Sequence[Decision], at: datetime
    ) -> None:
        Misplacement.objects.bulk_create(
            [
                Misplacement(
                    assessment=self.assessment,
                    evidence=paper.evidence,
                    filed_id=self.answers[decision.code],
                    suggested_id=self.answers[decision.better],
                    probability=round_half_up(Decimal(str(paper.opinion.ranked[0][1])), 4),
                    noticed_at=at,
                )
                for paper, decision in zip(papers, decisions, strict=True)
                if decision.code and decision.better
            ],
            ignore_conflicts=True,
        )


def _source_of(paper: Paper) -> Placement.Source:
    if paper.claim is None:
        return Placement.Source.SUGGESTION
    return Placement.Source.PERSON if paper.by_person else Placement.Source.FOLDER
