"""Hand a sheet over and end its stages; each end is frozen as a snapshot."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from layak.accounts.models import User
from layak.assessments import locks
from layak.assessments.gaps import GapKind, gaps
from layak.assessments.models import Answer, Assessment, Mark, Stage
from layak.assessments.services import advance
from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.reviews.deciding import ensure_not_finished
from layak.reviews.models import RemedialWindow, Snapshot
from layak.reviews.rules import ensure_verifies, verifier_kinds
from layak.reviews.snapshots import freeze

# So many codes are named in a refusal; the page lists them all.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a sheet still lacks before it is handed over: codes of questions, each list its own."""

    unanswered: list[str]
    missing: list[str]
    misplaced: list[str]
    unmentioned: list[str]
    unapproved: list[str]

    @property
    def any(self) -> bool:
        return bool(
            self.unanswered or self.missing or self.misplaced or self.unmentioned or self.unapproved
        )


def lacking(assessment: Assessment, *, at: datetime) -> Lacking:
    """What is still missing on a sheet at an instant, in printed order."""
    order = dict(
        assessment.answers.order_by("question__position").values_list(
            "question__code", "question__position"
        )
    )
    found: dict[GapKind, set[str]] = {}
    for gap in gaps(assessment, at=at):
        found.setdefault(gap.kind, set()).add(gap.code)
    unapproved = assessment.answers.filter(points__isnull=False, checked_at=None)

    def sort(codes: set[str]) -> list[str]:
        return sorted(codes, key=lambda code: order.get(code, 0))

    return Lacking(
        unanswered=sort(found.get(GapKind.UNANSWERED, set())),
        missing=sort(found.get(GapKind.MISSING, set())),
        misplaced=sort(found.get(GapKind.MISPLACED, set())),
        unmentioned=sort(found.get(GapKind.UNMENTIONED, set())),
        unapproved=sort(set(unapproved.values_list("question__code", flat=True))),
    )


@transaction.atomic
def submit_self(assessment: Assessment, *, actor: User, at: datetime) -> Snapshot:
    """Hand the self-assessment over: lock it, freeze it, let the verifiers begin."""
    submitted = locks.submit(assessment, actor=actor, at=at)
    return freeze(submitted, Stage.SELF, actor=actor, at=at)


def undecided(assessment: Assessment, stage: Stage) -> QuerySet[Answer]:
    """Answers that were given and wait for a decision at a stage.

    What the city left open needs none, and what does not apply to the city is not asked.
    """
    here = Mark.objects.filter(answer=OuterRef("pk"), stage=stage)
    return (
        Answer.objects.filter(assessment=assessment, submitted_points__isnull=False)
        .exclude(Exists(here))
        .exclude(question__applies_when__in=assessment.unmet or [])
        .order_by("question__position")
    )


def in_repair(assessment: Assessment, stage: Stage, at: datetime) -> QuerySet[Answer]:
    """Answers that are returned at a stage and whose window for repair is still open."""
    windows = RemedialWindow.objects.open(at).filter(
        assessment=assessment, stage=stage, returned__answer=OuterRef("pk")
    )
    here = Mark.objects.filter(answer=OuterRef("pk"), stage=stage, returned=True)
    return (
        Answer.objects.filter(assessment=assessment)
        .filter(Exists(windows), Exists(here))
        .order_by("question__position")
    )


def next_stage(stage: Stage) -> Stage | None:
    """The stage after this one; None after the last."""
    order = list(Stage)
    place = order.index(stage) + 1
    return order[place] if place < len(order) else None


@transaction.atomic
def finish(assessment: Assessment, *, actor: User, at: datetime) -> Snapshot:
    """End the stage a sheet is in: freeze it and move it on; after the last stage it is final."""
    # Who decides holds the sheet too: a decision is either in the snapshot or comes too late.
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("city", "cycle", "instrument")
        .get(pk=assessment.pk)
    )
    stage = Stage(assessment.stage)
    kinds = verifier_kinds(actor, assessment)
    if not kinds:
        raise Refusal(_("Anda bukan verifikator kota ini."))
    ensure_verifies(kinds, stage, stage)
    ensure_not_finished(assessment, stage)
    _refuse_open_work(assessment, stage, at)
    detail = {"stage": stage}
    with record("stage.finished", assessment, actor=actor, at=at, detail=detail):
        snapshot = freeze(assessment, stage, actor=actor, at=at)
    following = next_stage(stage)
    if following is not None:
        advance(assessment, following, actor=actor, at=at)
    return snapshot


def _refuse_open_work(assessment: Assessment, stage: Stage, at: datetime) -> None:
    codes = list(undecided(assessment, stage).values_list("question__code", flat=True))
    if codes:
        raise Refusal(
            ngettext(
                "Masih ada %(count)s jawaban yang belum diputuskan: %(codes)s.",
                "Masih ada %(count)s jawaban yang belum diputuskan: %(codes)s.",
                len(codes),
            )
            % {"count": len(codes), "codes": named(codes)}
        )
    repaired = list(in_repair(assessment, stage, at).values_list("question__code", flat=True))
    if repaired:
        raise Refusal(
            ngettext(
                "Masa perbaikan %(count)s jawaban masih berjalan: %(codes)s.",
                "Masa perbaikan %(count)s jawaban masih berjalan: %(codes)s.",
                len(repaired),
            )
            % {"count": len(repaired), "codes": named(repaired)}
        )


def named(codes: list[str]) -> str:
    """The first few codes, and how many more there are."""
    rest = len(codes) - NAMED
    if rest <= 0:
        return ", ".join(codes)
    return _("%(codes)s dan %(rest)s lainnya") % {
        "codes": ", ".join(codes[:NAMED]),
        "rest": rest,
    }
