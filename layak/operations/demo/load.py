"""Load the Serang 2023 story: its offices, people, sheet, documents and the field verification.

Each step finds what an earlier call left and does only what is missing, so a killed load is
completed by the next one. Loads the heavy libraries: only commands and tests import it.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from layak.accounts.models import User
from layak.activities.models import FollowUp
from layak.assessments import services
from layak.assessments.deadlines import set_deadline
from layak.assessments.models import (
    Assessment,
    Assignment,
    Cycle,
    Deadline,
    Misplacement,
    Stage,
)
from layak.assessments.pipeline import Run, Source, Workshop
from layak.documents.sandbox import ReaderPool
from layak.facilities import demo as facilities
from layak.filing import store
from layak.filing.model import Classifier
from layak.instruments.models import AwardLevel, Instrument, Option
from layak.lib.errors import Refusal
from layak.measures import demo as example_figures
from layak.measures import facts
from layak.operations.demo import people
from layak.operations.demo.earlier import load_earlier_years
from layak.operations.demo.figures import figure_for
from layak.operations.demo.files import (
    DemoDocument,
    claimed_code,
    list_documents,
    list_flawed,
    write_demo_files,
)
from layak.operations.demo.places import Places, enter_offices
from layak.operations.demo.second_award import open_second_award
from layak.operations.demo.tables import DemoAnswer, DemoCycle, read_answers, read_cycle
from layak.operations.gathering import claimer
from layak.organizations.models import Kind, Organization
from layak.reviews.deciding import decide
from layak.reviews.models import Decision
from layak.reviews.stages import submit_self
from layak.reviews.windows import open_window
from layak.scorecards import foreseeing, history, summaries
from layak.scorecards import services as scorecards
from layak.search import services as search

__all__ = ["load"]

Say = Callable[[str], None]
# Handed in over the last days before the self-assessment was sent.
_LAST_DAYS = timedelta(days=6)
# A figure is put right after it was answered, and before it is verified.
_CORRECTED = timedelta(days=17)
# Until the story is told whole; what visitors of the demo do after that is theirs.
_UNTOLD = frozenset({Stage.SELF, Stage.ADMINISTRATIVE})
_REPAIR = "Contoh: perbaiki hanya yang dicatat."
_ADJUSTED = "Contoh: nilai disesuaikan dengan bukti yang dilampirkan."


def load(*, at: datetime, say: Say) -> None:
    """Bring the demo into the database and tell of each step; what is there already stays.

    Raises ``Refusal`` when the city's sheet of that year exists and is no example.
    """
    cycle = read_cycle()
    city = Organization.objects.filter(kind=Kind.CITY, region_code=cycle.city).first()
    if city is None:
        raise Refusal(f"Wilayah {cycle.city} belum dimuat.")
    _refuse_real_sheet(city, cycle)
    with transaction.atomic():
        enter_offices(city, at=at)
        places = Places(city)
        admitted = people.admit(places, at=at)
        facilities.load(city, at)
        history.load(at)
        facts.load(at)
        if not example_figures.loaded(city):
            actor = _registry(places)
            example_figures.load(city, filed_at=cycle.self_opens_at, actor=actor, at=at)
        _set_deadlines(city, cycle, actor=places.secretariat, at=at)
    assessment = _find_sheet(city, cycle)
    if assessment is None or assessment.stage in _UNTOLD:
        _tell_the_story(assessment, cycle, places, at, say)
        assessment = _find_sheet(city, cycle)
    if (figure := example_figures.overstated(city)) is not None:
        corrected_at = cycle.field_verified_at - _CORRECTED
        example_figures.correct(figure, actor=_registry(places), at=corrected_at)
    if assessment is not None:
        open_second_award(assessment, places, at=cycle.self_submitted_at)
    load_earlier_years(city, at=at)
    summaries.refresh(at)
    foreseeing.refresh(at)
    search.catch_up()
    for line in people.list_lines(admitted):
        say(line)


def _tell_the_story(
    assessment: Assessment | None, cycle: DemoCycle, places: Places, at: datetime, say: Say
) -> None:
    with ThreadPoolExecutor(1) as beside:
        # A fresh installation fits the classifier first: in a process of its own, on another core.
        fitted = beside.submit(store.load, Path(settings.DATA_DIR) / "models")
        if assessment is None:
            say(f"Demo: membuka lembar {places.city.name} {cycle.year} ...")
            assessment = _fill_in(places, cycle)
            _count_rows()
        files = sum(len(paper.paths) for paper in _papers())
        say(f"Demo: menyerahkan {files} berkas data dukung ...")
        _hand_over(assessment, cycle, places, fitted.result())
    say("Demo: mencatat verifikasi lapangan ...")
    if assessment.stage == Stage.SELF:
        submit_self(assessment, actor=places.secretariat, at=cycle.self_submitted_at)
        assessment.refresh_from_db()
    _count_rows()
    _verify(assessment, cycle, places, at)
    _count_rows()
    score = scorecards.keep(assessment, Stage.FIELD, at=cycle.field_verified_at)
    say(f"Demo siap: {assessment}, nilai contoh {score.total:.2f}, {score.level}.")


def _count_rows() -> None:
    """Let the planner count what was just loaded: uncounted, it may compare each row with each."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _set_deadlines(city: Organization, cycle: DemoCycle, *, actor: User, at: datetime) -> None:
    """The published end of that year's self-assessment, where none is set yet."""
    if Deadline.objects.filter(organization=city).exists():
        return
    set_deadline(
        city,
        _year(cycle),
        Stage.SELF,
        opens_at=cycle.self_opens_at,
        closes_at=cycle.self_closes_at,
        source=cycle.deadline_source,
        actor=actor,
        at=at,
    )


def _registry(places: Places) -> User:
    """Somebody of the civil registry, who states most of the example's figures."""
    return places.people.get(places.find("Disdukcapil").pk, places.secretariat)


def _year(cycle: DemoCycle) -> Cycle:
    return Cycle.objects.get_or_create(
        year=cycle.year,
        defaults={
            "first_evidence_year": cycle.first_evidence_year,
            "last_evidence_year": cycle.last_evidence_year,
            "note": cycle.note,
        },
    )[0]


def _find_sheet(city: Organization, cycle: DemoCycle) -> Assessment | None:
    return (
        Assessment.objects.filter(
            city=city, cycle__year=cycle.year, instrument__code=cycle.instrument
        )
        .select_related("city", "cycle", "instrument")
        .first()
    )


def _refuse_real_sheet(city: Organization, cycle: DemoCycle) -> None:
    found = _find_sheet(city, cycle)
    if found is not None and not found.example:
        raise Refusal(
            f"Lembar {city.name} {cycle.year} di sini bukan contoh; demo tidak menimpanya. "
            "Pakai folder data lain."
        )


@transaction.atomic
def _fill_in(places: Places, cycle: DemoCycle) -> Assessment:
    """Open the sheet and answer it, each answer by somebody of its own office; all or nothing."""
    instrument = (
        Instrument.objects.filter(code=cycle.instrument, published_at__isnull=False)
        .order_by("-version")
        .first()
    )
    if instrument is None:
        raise Refusal(f"Instrumen {cycle.instrument} belum terbit.")
    year = _year(cycle)
    assessment = services.open_sheet(
        places.city,
        year,
        instrument,
        actor=places.secretariat,
        at=cycle.self_submitted_at - _LAST_DAYS,
        target=AwardLevel.objects.get(instrument=instrument, name=cycle.target),
        example=cycle.example,
        note=cycle.note,
    )
    told = {row.code: row for row in read_answers()}
    steps = _steps(instrument)
    hands = _hands(assessment, places)
    for answer in assessment.answers.select_related("question"):
        row = told[answer.question.code]
        services.answer_question(
            answer,
            option=steps.get((answer.question_id, row.self_points)),
            note=row.narrative,
            points=row.self_points,
            measured=figure_for(answer, cycle.self_submitted_at),
            actor=hands.get(answer.pk, places.secretariat),
            at=cycle.self_submitted_at,
        )
    scorecards.keep(assessment, Stage.SELF, at=cycle.self_submitted_at)
    return assessment


def _steps(instrument: Instrument) -> dict[tuple[int, object], Option]:
    """The step of each question's ladder that is worth certain points, the first one named."""
    found: dict[tuple[int, object], Option] = {}
    for option in Option.objects.filter(instrument=instrument).order_by("position"):
        found.setdefault((option.question_id, option.points), option)
    return found


def _hands(assessment: Assessment, places: Places) -> dict[int, User]:
    """Who answers what: somebody of the office that leads, where the story has one."""
    leads = Assignment.objects.filter(
        answer__assessment=assessment, part=Assignment.Part.LEAD
    ).values_list("answer_id", "organization_id")
    people_at = places.people
    return {answer: people_at[office] for answer, office in leads if office in people_at}


def _hand_over(
    assessment: Assessment, cycle: DemoCycle, places: Places, classifier: Classifier
) -> None:
    """File every document through the pipeline, handed in by the office that wrote it."""
    folder = Path(settings.DATA_DIR) / "demo"
    write_demo_files(folder, _papers())
    with ReaderPool() as readers:
        workshop = Workshop(readers, classifier)
        for number, (office, papers) in enumerate(_papers_by_office().items()):
            giver = places.find(office)
            run = Run(
                assessment,
                workshop,
                organization=giver,
                actor=places.people.get(giver.pk, places.secretariat),
                at=cycle.self_submitted_at - _LAST_DAYS + number * timedelta(hours=4),
            )
            claim = claimer(run.desk.form)
            for filed in run.file(
                [
                    Source(path, folder / path, claim(path))
                    for paper in papers
                    for path in paper.paths
                ]
            ):
                if filed.status == "refused":
                    raise Refusal(f"{filed.source.path}: {filed.reason}")


def _papers() -> Sequence[DemoDocument]:
    return [*list_documents(), *list_flawed()]


def _papers_by_office() -> dict[str, list[DemoDocument]]:
    found: dict[str, list[DemoDocument]] = defaultdict(list)
    for paper in _papers():
        found[paper.office].append(paper)
    return found


@transaction.atomic
def _verify(assessment: Assessment, cycle: DemoCycle, places: Places, now: datetime) -> None:
    """Tell the field verification: a decision on each answer, and the window for what came back.

    The window opens now, so that whoever looks at the story can still repair.
    """
    at = cycle.field_verified_at
    services.advance(assessment, Stage.FIELD, actor=places.verifier, at=at)
    assessment.stage = Stage.FIELD
    told = {row.code: row for row in read_answers()}
    returned = _returned(assessment, told)
    decisions = []
    for answer in assessment.answers.select_related("question"):
        points, note = told[answer.question.code].field_points, returned.get(answer.question.code)
        if points is None and note is None:
            continue
        adjusted = points is not None and points != answer.submitted_points
        kind = (
            Decision.Kind.RETURNED
            if note
            else Decision.Kind.ADJUSTED
            if adjusted
            else Decision.Kind.ACCEPTED
        )
        decision = decide(
            answer,
            Stage.FIELD,
            kind,
            points=None if kind == Decision.Kind.ACCEPTED else points,
            note=note or (_ADJUSTED if adjusted else ""),
            cause=_cause_of(note or ""),
            seen=None,
            actor=places.verifier,
            at=at,
        )
        if note:
            decisions.append(decision.pk)
    opened = max(at, now)
    open_window(assessment, decisions, reason=_REPAIR, actor=places.verifier, at=opened)


def _returned(assessment: Assessment, told: dict[str, DemoAnswer]) -> dict[str, str]:
    """The note of each returned answer: as told, where a document lies wrong, and where it goes."""
    awaited = Misplacement.objects.filter(assessment=assessment).select_related(
        "suggested__question", "filed__question", "evidence"
    )
    found = {
        row.suggested.question.code: f"Contoh: “{row.evidence.name}” ditemukan di butir "
        f"{row.filed.question.code}; pindahkan ke sini."
        for row in awaited
    }
    noted = {code: row.verifier_note for code, row in told.items() if row.verifier_note}
    return found | _misfiled() | noted


def _cause_of(note: str) -> str:
    """The verifier's reason code, as the words of a note tell it."""
    words = {
        "pindahkan": FollowUp.Cause.MISPLACED,
        "foto": FollowUp.Cause.UNCLEAR,
        "tahun": FollowUp.Cause.OUTDATED,
        "disebut": FollowUp.Cause.UNWRITTEN,
    }
    return next((cause for word, cause in words.items() if word in note), FollowUp.Cause.MISSING)


def _misfiled() -> dict[str, str]:
    """Where documents of other questions lie, with the note that asks to take them away."""
    found: dict[str, list[str]] = defaultdict(list)
    for paper in list_documents():
        if paper.claimed not in paper.speaks_for:
            name = Path(paper.paths[0]).name
            found[claimed_code(paper.paths[0])].append(
                f"“{name}” membuktikan butir {paper.speaks_for[0]}"
            )
    return {
        code: f"Contoh: {'; '.join(said)}; pindahkan dari sini." for code, said in found.items()
    }
