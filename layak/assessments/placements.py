"""Lay documents under their questions, and remember which lie wrong."""

from collections.abc import Callable, Mapping, Sequence
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
Topics = Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Paper:
    """One document on the desk: what it is, what was read in it, and who claims it."""

    evidence: Evidence
    opinion: Opinion
    claim: Claim | None
    by_person: bool
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a document lies now; ``misplaced`` None means unsure or not claimed.

    ``locked``: the question it was meant for, which takes nothing in any more.
    """

    evidence: Evidence
    placed: tuple[str, ...]
    misplaced: bool | None
    locked: str = ""


class Desk:
    """A sheet's questions laid out once, for any number of documents."""

    def __init__(self, assessment: Assessment, topics: Callable[[Sequence[Item]], Topics]) -> None:
        self.assessment = assessment
        self.answers: dict[str, int] = {}
        self.codes: dict[int, str] = {}
        self._bounds: dict[str, Answer] = {}
        items: list[Item] = []
        for answer in Answer.objects.filter(assessment=assessment).select_related(
            "question__indicator__cluster"
        ):
            question = answer.question
            self.answers[question.code] = answer.pk
            self.codes[answer.pk] = question.code
            self._bounds[question.code] = answer
            items.append(
                Item(
                    code=question.code,
                    row=question.indicator.code,
                    number=question.indicator.number,
                    cluster=question.indicator.cluster.code,
                    label=question.label,
                    question=question.text,
                )
            )
        self.form = Form(items, topics(items))

    def lay(self, papers: Sequence[Paper], *, actor: User | None, at: datetime) -> list[Outcome]:
        """Keep suggestions, placements and misplacements of a batch.

        Laying a paper twice changes nothing; what a person decided about it holds, and a locked
        question takes nothing in.
        """
        known = _Known.of(self.assessment, papers)
        wishes = [self.form.decide(paper.claim, paper.opinion) for paper in papers]
        decisions = [
            self._held(paper, wish, known) for paper, wish in zip(papers, wishes, strict=True)
        ]
        self._keep_suggestions(papers, decisions, at)
        self._keep_placements(papers, decisions, actor, at)
        self._keep_misplacements(papers, decisions, at)
        return [
            Outcome(
                paper.evidence,
                (decision.code,) if decision.code else (),
                decision.misplaced,
                locked=wish.code if wish.code and not decision.code else "",
            )
            for paper, wish, decision in zip(papers, wishes, decisions, strict=True)
        ]

    def _held(self, paper: Paper, decision: Decision, known: "_Known") -> Decision:
        """What is left of a decision beside what is already known of the paper."""
        evidence = paper.evidence.pk
        lies = known.lies.get(evidence, [])
        if paper.claim is None and lies:
            # It lies somewhere already: a mere suggestion adds no second place.
            wrong = known.status.get((evidence, lies[0])) == Misplacement.Status.OPEN
            return Decision(self.codes[lies[0]], misplaced=wrong, items=decision.items)
        if decision.code is None:
            return decision
        filed = self.answers[decision.code]
        status = known.status.get((evidence, filed))
        if status == Misplacement.Status.MOVED:
            return Decision(self.codes[known.moved[evidence, filed]], misplaced=False)
        if status == Misplacement.Status.KEPT:
            return Decision(decision.code, misplaced=False, items=decision.items)
        if filed not in lies and not self._takes(decision.code, paper.received_at):
            return Decision(None, items=decision.items)
        return decision

    def _takes(self, code: str, received_at: datetime) -> bool:
        """Whether a question was open when all bytes of a paper had arrived."""
        answer = self._bounds[code]
        return not answer.checked and answer.is_editable(received_at)

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
                if paper.opinion.probabilities
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


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of papers that came before: where they lie, what was decided of them.

    All keys are of rows: evidence, and answers.
    """

    lies: dict[int, list[int]]
    status: dict[tuple[int, int], str]
    moved: dict[tuple[int, int], int]

    @classmethod
    def of(cls, assessment: Assessment, papers: Sequence[Paper]) -> "_Known":
        keys = [paper.evidence.pk for paper in papers]
        lies: dict[int, list[int]] = {}
        for evidence, answer in (
            Placement.objects.filter(evidence__in=keys, answer__assessment=assessment)
            .order_by("pk")
            .values_list("evidence_id", "answer_id")
        ):
            lies.setdefault(evidence, []).append(answer)
        rows = Misplacement.objects.filter(evidence__in=keys, assessment=assessment).values_list(
            "evidence_id", "filed_id", "status", "suggested_id"
        )
        status = {}
        moved = {}
        for evidence, filed, state, suggested in rows:
            status[evidence, filed] = state
            moved[evidence, filed] = suggested
        return cls(lies, status, moved)


def _source_of(paper: Paper) -> Placement.Source:
    if paper.claim is None:
        return Placement.Source.SUGGESTION
    return Placement.Source.PERSON if paper.by_person else Placement.Source.FOLDER
