"""The state of the evidence under each answer of a sheet, as the forecast takes it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from layak.assessments.gaps import Gap, GapKind
from layak.assessments.models import Assessment, Finding, Placement
from layak.assessments.sheet import Line
from layak.evidence.models import DocumentKind
from layak.forecast.assumptions import assumptions
from layak.forecast.claims import Evidence

_FINDINGS: Mapping[str, Evidence] = {
    Finding.Kind.YEAR: Evidence.WRONG_YEAR,
    Finding.Kind.KIND: Evidence.WRONG_KIND,
    Finding.Kind.CITY: Evidence.WRONG_KIND,
    Finding.Kind.OFFICE: Evidence.WRONG_KIND,
    Finding.Kind.UNSIGNED: Evidence.UNSIGNED,
    Finding.Kind.UNCLEAR: Evidence.UNCLEAR,
    Finding.Kind.SAME_FILE: Evidence.REUSED,
    Finding.Kind.SAME_TEXT: Evidence.REUSED,
    Finding.Kind.SAME_PHOTO: Evidence.REUSED,
}
_LEGAL = frozenset(
    {
        DocumentKind.BYLAW,
        DocumentKind.REGULATION,
        DocumentKind.INSTRUCTION,
        DocumentKind.DECREE,
        DocumentKind.CIRCULAR,
    }
)
# A policy question's lowest paid rung is the circular itself: who claims more needs more.
_OF_A_CIRCULAR = Decimal("0.25")
POLICY = "policy"


def states_of(
    assessment: Assessment,
    lines: Sequence[Line],
    lacking: Iterable[Gap],
    kinds: Mapping[str, str],
) -> dict[str, Evidence]:
    """The state of each answer's evidence by item code; of several the worst. Two queries.

    ``kinds`` are the kinds of the items. Without a document under it an item is ``MISSING``
    where the form asks for one, however little is claimed.
    """
    found: dict[int, set[Evidence]] = defaultdict(set)
    for gap in lacking:
        if gap.kind is GapKind.MISSING:
            found[gap.answer].add(Evidence.PARTIAL)
        elif gap.kind is GapKind.MISPLACED:
            found[gap.answer].add(Evidence.MISPLACED)
        elif gap.kind is GapKind.DUPLICATE:
            found[gap.answer].add(Evidence.REUSED)
    for answer, evidence in _found(assessment):
        found[answer].add(evidence)
    legal = _legal_kinds(assessment)
    states = {}
    for line in lines:
        own = found[line.answer]
        if Evidence.PARTIAL in own and not line.evidenced:
            own.add(Evidence.MISSING)
        if (
            kinds.get(line.code) == POLICY
            and legal.get(line.answer) == {DocumentKind.CIRCULAR}
            and (line.points or 0) > _OF_A_CIRCULAR * line.attainable
        ):
            own.add(Evidence.CIRCULAR)
        states[line.code] = min(own, key=_weight, default=Evidence.COMPLETE)
    return states


def _weight(state: Evidence) -> tuple[float, str]:
    return assumptions().evidence[state.value].shift, state.value


def _found(assessment: Assessment) -> Iterable[tuple[int, Evidence]]:
    """Standing findings, each under every answer that the document lies under."""
    rows = (
        Finding.objects.filter(assessment=assessment, kind__in=_FINDINGS)
        .standing()
        .order_by()
        .values_list("kind", "answer_id", "evidence_id")
    )
    everywhere: dict[int, list[str]] = defaultdict(list)
    for kind, answer, evidence in rows:
        if answer:
            yield answer, _FINDINGS[kind]
        else:
            everywhere[evidence].append(kind)
    if everywhere:
        placed = Placement.objects.filter(answer__assessment=assessment, evidence__in=everywhere)
        for answer, evidence in placed.order_by().values_list("answer_id", "evidence_id"):
            for kind in everywhere[evidence]:
                yield answer, _FINDINGS[kind]


def _legal_kinds(assessment: Assessment) -> dict[int, set[str]]:
    """Which legal instruments lie under each policy question."""
    rows = (
        Placement.objects.filter(
            answer__assessment=assessment,
            answer__question__kind=POLICY,
            evidence__facts__kind__in=_LEGAL,
        )
        .order_by()
        .values_list("answer_id", "evidence__facts__kind")
    )
    found: dict[int, set[str]] = defaultdict(set)
    for answer, kind in rows:
        found[answer].add(kind)
    return found
