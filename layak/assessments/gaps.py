"""What a sheet still lacks.

Open questions, missing evidence, wrong places, the same bytes twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from layak.assessments.drawing import changes_of
from layak.assessments.mentions_check import Mentions, text_of
from layak.assessments.models import Answer, Assessment, Finding, Misplacement, Placement
from layak.assessments.telling import tell
from layak.evidence.models import Evidence
from layak.instruments.models import EvidenceRequirement


class GapKind(StrEnum):
    """Why a question is not finished."""

    UNANSWERED = "unanswered"
    MISSING = "missing"
    MISPLACED = "misplaced"
    DUPLICATE = "duplicate"
    UNMENTIONED = "unmentioned"
    CHANGED = "changed"
    FINDING = "finding"


GAP_NAMES: Mapping[GapKind, Promise] = {
    GapKind.UNANSWERED: gettext_lazy("Belum dijawab"),
    GapKind.MISSING: gettext_lazy("Belum ada"),
    GapKind.MISPLACED: gettext_lazy("Salah tempat"),
    GapKind.DUPLICATE: gettext_lazy("Ganda"),
    GapKind.UNMENTIONED: gettext_lazy("Belum disebut"),
    GapKind.CHANGED: gettext_lazy("Angka berubah"),
    GapKind.FINDING: gettext_lazy("Temuan pada dokumen"),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to mend.

    Which question, what is wrong in a sentence, and how many points hang on it. ``registry``: the
    page where the matter itself is kept, if that is not the question's.
    """

    kind: GapKind
    code: str
    answer: int
    what: str
    points: Decimal
    label: str
    registry: str = ""


def missing_requirements(
    requirements: Sequence[tuple[str, str]], placed: Sequence[str], *, matrix_filled: bool
) -> list[str]:
    """Name the requirements that nothing placed can satisfy. Pure.

    ``requirements`` are ``(kind, text)`` in order, ``placed`` the kinds of the placed evidence. A
    photo asks for a photo, a matrix for a filled one or a table, every other requirement for a
    document of its own.
    """
    photos = placed.count(Evidence.Kind.PHOTO)
    papers = len(placed) - photos
    tables = placed.count(Evidence.Kind.TABLE)
    missing: list[str] = []
    for kind, text in requirements:
        if kind == EvidenceRequirement.Kind.PHOTO:
            satisfied = photos > 0
        elif kind == EvidenceRequirement.Kind.MATRIX:
            satisfied = matrix_filled or tables > 0
        else:
            satisfied = papers > 0
            papers -= 1
        if not satisfied:
            missing.append(text)
    return missing


def gaps(
    assessment: Assessment, answers: Iterable[int] | None = None, *, at: datetime | None = None
) -> list[Gap]:
    """List what a sheet lacks, the most points first.

    In five queries, and one for each kind of facility that answers have to name ``at`` an instant,
    and those of ``drawing.changes_of``; without an instant, what the city has on the ground and
    what its figures say today is not looked up. ``answers`` keeps only these. What does not apply
    to the city lacks nothing.
    """
    wanted = None if answers is None else frozenset(answers)
    rows = (
        Answer.objects.filter(assessment=assessment)
        .exclude(question__applies_when__in=assessment.unmet)
        .select_related("question")
        .only(
            *("pk", "points", "note", "matrix"),
            *("question__code", "question__label", "question__attainable"),
            "question__must_mention",
        )
    )
    chosen = {row.pk: row for row in rows if wanted is None or row.pk in wanted}
    placements = list(
        Placement.objects.filter(answer__assessment=assessment).values_list(
            "answer_id", "evidence_id", "evidence__kind", "evidence__name"
        )
    )
    held = list(
        Finding.objects.filter(assessment=assessment)
        .exclude(Q(status=Finding.Status.DISMISSED) & ~Q(kind=Finding.Kind.SAME_FILE))
        .select_related("evidence", "twin")
        .order_by("pk")
    )
    found = [
        *_unanswered(chosen.values()),
        *_missing(assessment, chosen, placements),
        *_misplaced(assessment, chosen),
        *_doubled(chosen, placements, held),
        *_held(chosen, placements, held),
        *(_unmentioned(assessment, chosen.values(), at) if at else ()),
        *(_changed(assessment, chosen, at) if at else ()),
    ]
    return sorted(found, key=lambda gap: (-gap.points, list(GapKind).index(gap.kind)))


def _gap(kind: GapKind, answer: Answer, what: str) -> Gap:
    question = answer.question
    left = question.attainable - (answer.points or Decimal(0))
    rest = {GapKind.UNANSWERED, GapKind.DUPLICATE}
    points = left if kind in rest else question.attainable
    return Gap(kind, question.code, answer.pk, what, points, question.label)


def _unanswered(answers: Iterable[Answer]) -> Iterable[Gap]:
    for answer in answers:
        if answer.points is None:
            yield _gap(GapKind.UNANSWERED, answer, _("Pertanyaan belum dijawab."))


def _missing(
    assessment: Assessment,
    answers: Mapping[int, Answer],
    placements: Sequence[tuple[int, int, str, str]],
) -> Iterable[Gap]:
    required: dict[int, list[tuple[str, str]]] = {}
    for question, kind, text in EvidenceRequirement.objects.filter(
        instrument=assessment.instrument_id
    ).values_list("question_id", "kind", "text"):
        required.setdefault(question, []).append((kind, text))
    placed: dict[int, list[str]] = {}
    for answer_id, _evidence, kind, _name in placements:
        placed.setdefault(answer_id, []).append(kind)
    for answer in answers.values():
        # An answer of zero points claims nothing, so nothing has to prove it.
        if answer.points is not None and answer.points > 0:
            for text in missing_requirements(
                required.get(answer.question_id, ()),
                placed.get(answer.pk, ()),
                matrix_filled=bool(answer.matrix),
            ):
                yield _gap(GapKind.MISSING, answer, _("Belum ada: %(what)s.") % {"what": text})


def _misplaced(assessment: Assessment, answers: Mapping[int, Answer]) -> Iterable[Gap]:
    rows = Misplacement.objects.filter(
        assessment=assessment, status__in=[Misplacement.Status.OPEN, Misplacement.Status.ASKED]
    ).select_related("evidence", "filed__question", "suggested__question")
    for row in rows:
        if row.suggested_id in answers or row.filed_id in answers:
            yield Gap(
                GapKind.MISPLACED,
                row.filed.question.code,
                row.filed_id,
                _("“%(name)s” lebih cocok untuk %(code)s.")
                % {"name": row.evidence.name, "code": row.suggested.question.code},
                row.suggested.question.attainable,
                row.filed.question.label,
            )


def _unmentioned(assessment: Assessment, answers: Iterable[Answer], at: datetime) -> Iterable[Gap]:
    """Answers that forget what the city has; one that claims nothing has to name nothing."""
    mentions = Mentions(assessment, at)
    for answer in answers:
        rule = answer.question.must_mention
        if rule and answer.points:
            check = mentions.check(rule, text_of(answer.note, answer.matrix))
            if check is not None and not check.met:
                gap = _gap(GapKind.UNMENTIONED, answer, check.sentence)
                yield replace(gap, registry=check.registry)


def _changed(assessment: Assessment, answers: Mapping[int, Answer], at: datetime) -> Iterable[Gap]:
    """Answers whose figure says something else than when they were given."""
    for answer, changed in changes_of(assessment, at).items():
        if answer in answers:
            gap = _gap(GapKind.CHANGED, answers[answer], changed.sentence)
            yield replace(gap, registry=changed.offer.url)


def _held(
    answers: Mapping[int, Answer],
    placements: Sequence[tuple[int, int, str, str]],
    held: Sequence[Finding],
) -> Iterable[Gap]:
    """What was found wrong with documents, under each question where they lie."""
    lying: dict[int, list[int]] = {}
    for answer_id, evidence_id, _kind, _name in placements:
        lying.setdefault(evidence_id, []).append(answer_id)
    for row in held:
        if row.kind == Finding.Kind.SAME_FILE:
            continue
        if row.twin_id is not None and row.twin_id not in lying:
            continue
        told = tell(row)
        for answer_id in lying.get(row.evidence_id, ()):
            if answer_id in answers and row.answer_id in {None, answer_id}:
                kind = GapKind.DUPLICATE if told.doubled else GapKind.FINDING
                what = f"“{row.evidence}”: {told.what}"
                yield _gap(kind, answers[answer_id], what)


def _doubled(
    answers: Mapping[int, Answer],
    placements: Sequence[tuple[int, int, str, str]],
    held: Sequence[Finding],
) -> Iterable[Gap]:
    """The same file under several questions, unless somebody said that it is meant."""
    meant = {
        (row.answer_id, row.evidence_id) for row in held if row.status == Finding.Status.DISMISSED
    }
    uses: dict[int, list[int]] = {}
    names: dict[int, str] = {}
    for answer_id, evidence_id, _kind, name in placements:
        uses.setdefault(evidence_id, []).append(answer_id)
        names[evidence_id] = name
    for evidence_id, used in uses.items():
        for answer_id in used:
            if (answer_id, evidence_id) in meant:
                continue
            if len(used) > 1 and answer_id in answers:
                others = len(used) - 1
                what = ngettext(
                    "“%(name)s” juga dipakai untuk %(others)s jawaban lain.",
                    "“%(name)s” juga dipakai untuk %(others)s jawaban lain.",
                    others,
                ) % {"name": names[evidence_id], "others": others}
                yield _gap(GapKind.DUPLICATE, answers[answer_id], what)
