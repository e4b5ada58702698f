"""Verbs that keep results: dated scorecards, and what sources say of earlier years."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from layak import scoring
from layak.accounts.models import User
from layak.assessments.models import Assessment, Stage
from layak.assessments.queries import points_at, rubric_of
from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization
from layak.scorecards.models import PastResult, Scorecard
from layak.scorecards.statements import Statement


def keep(assessment: Assessment, stage: Stage, *, at: datetime) -> Scorecard:
    """Score a sheet at a stage and keep the result with what it was computed from.

    Nothing new is kept when neither points nor instrument nor engine gave another result.
    """
    result = scoring.score(rubric_of(assessment), points_at(assessment, stage))
    card = Scorecard(
        assessment=assessment,
        stage=stage,
        total=result.total,
        level=result.level or "",
        clusters={code: str(points) for code, points in result.clusters.items()},
        indicators={code: str(points) for code, points in result.indicators.items()},
        warnings=[scoring.describe(warning) for warning in result.warnings],
        unanswered=len(result.unanswered),
        instrument_digest=assessment.instrument.digest,
        engine=scoring.ENGINE_VERSION,
        computed_at=at,
    )
    newest = Scorecard.objects.filter(assessment=assessment, stage=stage).first()
    if newest is not None and _says_the_same(newest, card):
        return newest
    card.save()
    return card


def _says_the_same(one: Scorecard, other: Scorecard) -> bool:
    compared = ("total", "level", "indicators", "unanswered", "instrument_digest", "engine")
    return all(getattr(one, name) == getattr(other, name) for name in compared)


@transaction.atomic
def add_past_result(
    city: Organization, said: Statement, *, actor: User | None, at: datetime
) -> PastResult:
    """Note what a source says of a city; another source's word stays beside it."""
    if city.kind != Kind.CITY:
        raise Refusal(_("Hasil hanya dicatat untuk kota atau kabupaten."))
    _lock(city)
    _refuse_twin(city, said)
    result = PastResult(city=city, entered_by=actor, entered_at=at)
    _write(result, said)
    with record("past_result.added", city, actor=actor, at=at, detail={"year": said.year}):
        result.save()
    return result


@transaction.atomic
def change_past_result(
    result: PastResult, said: Statement, *, actor: User, at: datetime, reason: str = ""
) -> PastResult:
    """Correct a note; what it said before stays in the history. Scores of blocks are kept."""
    _lock(result.city)
    result = PastResult.objects.select_for_update(of=("self",)).get(pk=result.pk)
    _refuse_twin(result.city, said, but=result.pk)
    with record("past_result.changed", result, actor=actor, at=at, reason=reason):
        blocks = result.clusters
        _write(result, said)
        result.clusters = said.blocks or blocks
        result.save()
    return result


@transaction.atomic
def remove_past_result(result: PastResult, *, actor: User, at: datetime) -> None:
    """Take a note away; the history keeps it."""
    with record("past_result.removed", result, actor=actor, at=at):
        result.delete()


@transaction.atomic
def import_past_results(
    rows: Sequence[tuple[Organization, Statement]], *, actor: User | None, at: datetime
) -> int:
    """Note many statements; return how many were new. Those noted before stay as they are."""
    if not rows:
        return 0
    with record("past_results.imported", actor=actor, at=at) as detail:
        made = []
        for city, said in rows:
            result = PastResult(city=city, entered_by=actor, entered_at=at)
            _write(result, said)
            made.append(result)
        before = PastResult.objects.count()
        PastResult.objects.bulk_create(made, ignore_conflicts=True)
        detail["added"] = PastResult.objects.count() - before
    return int(detail["added"])


def _write(result: PastResult, said: Statement) -> None:
    result.year, result.stage = said.year, said.stage
    result.score, result.level = said.score, said.level
    result.clusters = dict(said.blocks)
    result.source, result.note = said.source, said.note


def _lock(city: Organization) -> None:
    # Two people may note the same at once; the second must be told.
    Organization.objects.select_for_update().get(pk=city.pk)


def _refuse_twin(city: Organization, said: Statement, *, but: int | None = None) -> None:
    twin = PastResult.objects.filter(
        city=city,
        year=said.year,
        stage=said.stage,
        score=said.score,
        level=said.level,
        source=said.source,
    )
    if twin.exclude(pk=but or 0).exists():
        raise Refusal(_("Hasil ini dari sumber yang sama sudah tercatat."))
