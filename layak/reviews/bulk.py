"""Accept many answers at once, with care: only what is filled, proven and still undecided."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Answer, Assessment, Mark, Misplacement, Placement, Stage
from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.reviews.counting import counted
from layak.reviews.deciding import end_repair, hold_stage, keep_decision
from layak.reviews.models import Decision


@dataclass(frozen=True, slots=True)
class Offer:
    """One answer that may be accepted with others, and the points that it then gets."""

    answer: int
    code: str
    label: str
    points: Decimal
    attainable: Decimal


@dataclass(frozen=True, slots=True)
class Skipped:
    """One answer that has to be looked at by itself, and why."""

    code: str
    label: str
    why: str
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Offers:
    """The answers of one block or indicator: which may be accepted together, which may not."""

    offered: list[Offer]
    skipped: list[Skipped]

    @property
    def left(self) -> list[Skipped]:
        """What still waits for somebody to look at it."""
        return [one for one in self.skipped if not one.decided]

    @property
    def points(self) -> Decimal:
        return sum((offer.points for offer in self.offered), Decimal(0))


def offers(
    assessment: Assessment, stage: Stage, *, cluster: str = "", indicator: str = ""
) -> Offers:
    """What can be accepted together in a block or an indicator (by code), in four queries.

    Zero points claim nothing, so nothing has to prove them.
    """
    rows = Answer.objects.filter(assessment=assessment)
    if cluster:
        rows = rows.filter(question__indicator__cluster__code=cluster)
    if indicator:
        rows = rows.filter(question__indicator__code=indicator)
    here = Mark.objects.filter(answer=OuterRef("pk"), stage=stage)
    wrong = Misplacement.objects.all().undecided().filter(filed=OuterRef("pk"))
    answers = list(
        rows.select_related("question")
        .annotate(
            decided=Exists(here),
            evidenced=Exists(Placement.objects.filter(answer=OuterRef("pk"))),
            misplaced=Exists(wrong),
        )
        .order_by("question__position")
    )
    points = counted(answers, stage)
    found = Offers([], [])
    for answer in answers:
        question, given = answer.question, points[answer.pk]
        why = _why_not(answer, given)
        if why or given is None:
            decided = getattr(answer, "decided", False)
            found.skipped.append(Skipped(question.code, question.label, why, decided))
        else:
            found.offered.append(
                Offer(answer.pk, question.code, question.label, given, question.attainable)
            )
    return found


def _why_not(answer: Answer, points: Decimal | None) -> str:
    if getattr(answer, "decided", False):
        return _("sudah diputuskan")
    if points is None:
        return _("belum dijawab")
    if points and not getattr(answer, "evidenced", False):
        return _("belum ada data dukung")
    if getattr(answer, "misplaced", False):
        return _("ada dokumen yang mungkin salah tempat")
    return ""


@transaction.atomic
def accept_many(
    assessment: Assessment,
    stage: Stage,
    shown: Mapping[int, Decimal],
    *,
    actor: User,
    at: datetime,
) -> Offers:
    """Accept answers (by key) for the points that the verifier was shown; tell what was left out.

    Each answer is accepted whole or not at all: one that meanwhile was decided, lost its evidence
    or changed its points is skipped, and the others go on.
    """
    if not shown:
        raise Refusal(_("Tidak ada jawaban yang dipilih."))
    held = hold_stage(assessment.pk, stage, actor=actor)
    zone = held.city.timezone
    # All rows first, in one order, so that two verifiers who accept at once only wait.
    rows = Answer.objects.filter(assessment=assessment, pk__in=shown).order_by("pk")
    locked = {
        row.pk: row for row in rows.select_related("question").select_for_update(of=("self",))
    }
    now = offers(assessment, stage)
    accepted: list[Offer] = []
    skipped = [
        one for one in now.skipped if one.code in _codes(assessment, locked.keys() & shown.keys())
    ]
    with record("answers.accepted", assessment, actor=actor, at=at) as detail:
        for offer in now.offered:
            if offer.answer not in locked:
                continue
            if offer.points != shown[offer.answer]:
                why = _("nilainya berubah sesudah daftar ini ditampilkan")
                skipped.append(Skipped(offer.code, offer.label, why))
                continue
            keep_decision(_acceptance(locked[offer.answer], stage, offer, actor, at), zone)
            accepted.append(offer)
        detail["stage"] = stage
        detail["accepted"] = [offer.code for offer in accepted]
        detail["skipped"] = {one.code: one.why for one in skipped}
    end_repair(held, [locked[offer.answer] for offer in accepted], actor=actor, at=at)
    return Offers(accepted, skipped)


def _acceptance(answer: Answer, stage: Stage, offer: Offer, actor: User, at: datetime) -> Decision:
    return Decision(
        answer=answer,
        stage=stage,
        kind=Decision.Kind.ACCEPTED,
        points=offer.points,
        decided_by=actor,
        decided_at=at,
    )


def _codes(assessment: Assessment, answers: Collection[int]) -> set[str]:
    rows = Answer.objects.filter(assessment=assessment, pk__in=answers)
    return set(rows.values_list("question__code", flat=True))
