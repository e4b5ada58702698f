"""The loader of the demo: completes what a killed load left, and never touches a real sheet."""

import importlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from layak.accounts.demo import SignIn
from layak.accounts.models import Membership, Role, User
from layak.assessments.drawing import changes_of
from layak.assessments.measuring import Unit, reached
from layak.assessments.models import (
    Answer,
    Assessment,
    Assignment,
    Mark,
    MeasuredValue,
    Misplacement,
    Placement,
    Stage,
)
from layak.assessments.querysets import AssessmentQuerySet
from layak.audit.models import Entry
from layak.evidence.models import Evidence, ScannedPage
from layak.filing.tests.make import fitted_folder
from layak.lib.errors import Refusal
from layak.measures.demo import NAME
from layak.operations.demo import load
from layak.operations.demo.figures import DRAWN
from layak.operations.demo.files import list_documents, list_flawed
from layak.operations.demo.people import SIGN_INS, kept_sign_ins
from layak.operations.demo.tables import read_cycle, read_organizations, read_people
from layak.operations.readiness import REGIONS, publish_library
from layak.organizations.models import Organization
from layak.organizations.regions import read_regions
from layak.organizations.services import find_agency, load_regions
from layak.scorecards.models import Scorecard
from layak.search.models import Entry as SearchEntry

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 4, 3, tzinfo=UTC)
# The package offers the verb under the module's own name.
LOADER = importlib.import_module("layak.operations.demo.load")
FEW = 6
FLAWED = 2


def be_quiet(_line: str) -> None:
    """Nobody listens."""


def be_killed(*_: object) -> None:
    raise KeyboardInterrupt


@dataclass(frozen=True, slots=True)
class Left:
    """What a load left that was killed before the field verification."""

    stage: str
    placements: int
    sign_ins: list[SignIn]


@pytest.fixture(scope="module")
def left(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Left]:
    """Load the story with a few documents, killed once and begun again; undone after the module.

    Every test here reads what the second load completed.
    """
    shutil.copytree(fitted_folder(), Path(settings.DATA_DIR) / "models", dirs_exist_ok=True)
    papers = list_documents()
    wrong = [paper for paper in papers if paper.claimed not in paper.speaks_for]
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patched,
    ):
        every = read_regions(settings.CHECKOUT / REGIONS)
        load_regions((one for one in every if one.code.startswith("36")), actor=None, at=AT)
        publish_library(AT)
        patched.setattr(LOADER, "list_documents", lambda: (*papers[: FEW - 1], wrong[0]))
        patched.setattr(LOADER, "list_flawed", lambda: list_flawed()[:FLAWED])
        with patched.context() as killed:
            killed.setattr(LOADER, "_verify", be_killed)
            with pytest.raises(KeyboardInterrupt):
                load(at=AT, say=be_quiet)
        found = Left(Assessment.objects.get().stage, Placement.objects.count(), kept_sign_ins())
        load(at=AT, say=be_quiet)
        yield found
        transaction.set_rollback(True)


def told(sheets: AssessmentQuerySet) -> Assessment:
    """The sheet of the story; a second award stands beside it."""
    return sheets.get(instrument__code=read_cycle().instrument)


@pytest.mark.usefixtures("left")
def test_a_second_award_is_half_answered_beside_it_and_has_no_level() -> None:
    sheet = Assessment.objects.exclude(instrument__code=read_cycle().instrument).get()
    assert (sheet.stage, sheet.example, sheet.target) == (Stage.SELF, True, None)
    assert not sheet.instrument.ranked
    written = sheet.answers.filter(points__isnull=False)
    assert written.count() * 2 == sheet.answers.count()
    assert written.exclude(changed_by=None).count() == written.count()


@pytest.mark.usefixtures("left")
def test_the_story_is_loaded_as_it_is_written() -> None:
    sheet = told(Assessment.objects.select_related("city", "target", "cycle"))
    assert (sheet.stage, sheet.example) == (Stage.FIELD, True)
    assert sheet.target is not None
    assert "2024" in sheet.note
    kept = Scorecard.objects.filter(assessment=sheet).values_list("stage", "total", "level")
    assert {stage: (total, level) for stage, total, level in kept} == {
        "self": (Decimal("823.50"), "Utama"),
        "field": (Decimal("600.00"), "Pratama"),
    }
    for row in read_organizations():
        for name in (row.name, row.short_name, *row.aliases):
            office = find_agency(sheet.city, name)
            assert office is not None
            assert office.name == row.name


@pytest.mark.usefixtures("left")
def test_only_what_waits_for_repair_stays_open_and_each_return_has_a_note() -> None:
    returned = Mark.objects.filter(returned=True)
    assert all(mark.note for mark in returned)
    still_open = Answer.objects.filter(editable_until__gt=AT)
    awaited = {row.suggested for row in Misplacement.objects.select_related("suggested")}
    assert set(still_open) == {mark.answer for mark in returned.select_related("answer")} | awaited
    assert 0 < len(still_open) < 40


@pytest.mark.usefixtures("left")
def test_each_document_is_handed_in_by_the_office_that_wrote_it() -> None:
    placed = Placement.objects.select_related("evidence__organization", "placed_by")
    assert placed
    for place in placed:
        paper = next(
            paper
            for paper in (*list_documents(), *list_flawed())
            if Path(paper.paths[0]).name == place.evidence.name
        )
        office = find_agency(place.evidence.city, paper.office) or place.evidence.city
        assert place.evidence.organization == office
        assert place.placed_by is not None


@pytest.mark.usefixtures("left")
def test_scans_wait_to_be_read_and_everything_else_can_be_searched_for_at_once() -> None:
    pages = ScannedPage.objects.values_list("file__evidence__name", "state")
    scanned = {Path(paper.paths[0]).name for paper in list_flawed()[:FLAWED]}
    assert {name for name, _state in pages} == scanned
    assert {state for _name, state in pages} == {ScannedPage.State.WAITING}
    assert SearchEntry.objects.filter(evidence__isnull=False).count() == Evidence.objects.count()


@pytest.mark.usefixtures("left")
def test_outcome_items_carry_the_figure_their_points_follow_from_and_one_has_changed() -> None:
    sheet = told(Assessment.objects.select_related("city", "cycle", "instrument"))
    drawn = MeasuredValue.objects.filter(answer__assessment=sheet)
    assert {row.answer.question.code for row in drawn.select_related("answer__question")} == DRAWN
    for row in drawn.select_related("answer__question", "answer__option"):
        assert row.source.startswith(NAME)
        steps = row.answer.question.options.order_by("position").values_list("code", flat=True)
        option = row.answer.option
        assert option is not None
        assert reached(Unit.SHARE, list(steps), row.value) == option.code
    assert [one.was != one.now for one in changes_of(sheet, AT).values()] == [True]


@pytest.mark.usefixtures("left")
def test_an_answer_is_given_by_somebody_of_the_leading_office() -> None:
    health = Organization.objects.get(short_name="Dinkes")
    led = Assignment.objects.filter(organization=health, part=Assignment.Part.LEAD)
    names = set(led.values_list("answer__changed_by__name", flat=True))
    assert names == {"Dewi Kesehatan"}


def test_a_load_that_was_killed_is_completed_by_the_next_one(left: Left) -> None:
    assert left.stage == Stage.ADMINISTRATIVE
    assert left.placements == Placement.objects.count() >= FEW
    assert told(Assessment.objects.all()).stage == Stage.FIELD
    assert kept_sign_ins() == left.sign_ins


@pytest.mark.usefixtures("left")
def test_a_second_load_writes_nothing(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    before = Entry.objects.count()
    sign_ins = kept_sign_ins()
    with django_assert_max_num_queries(87):
        load(at=AT, say=be_quiet)
    assert Entry.objects.count() == before
    assert kept_sign_ins() == sign_ins


@pytest.mark.usefixtures("left")
def test_everybody_can_sign_in_and_gets_a_new_password_where_it_was_lost() -> None:
    first = check_sign_ins()
    file = Path(settings.DATA_DIR) / SIGN_INS
    kept = file.read_bytes()
    file.unlink()
    load(at=AT, say=be_quiet)
    assert check_sign_ins()[0].password != first[0].password
    assert User.objects.count() == len(first)
    # The database takes this test back; the file has to be put back.
    file.write_bytes(kept)


def check_sign_ins() -> list[SignIn]:
    rows = kept_sign_ins()
    assert {row.email for row in rows} == {row.email for row in read_people()}
    assert {row.role for row in rows} == set(Role.values)
    for row in (rows[0], rows[-1]):
        user = User.objects.get(email=row.email)
        assert user.check_password(row.password)
        assert Membership.objects.filter(user=user, role=row.role).exists()
    return rows


@pytest.mark.usefixtures("left")
def test_a_real_sheet_is_never_overwritten() -> None:
    Assessment.objects.update(example=False)
    before = Entry.objects.count()
    with pytest.raises(Refusal, match="bukan contoh"):
        load(at=AT, say=be_quiet)
    assert Entry.objects.count() == before


@pytest.mark.usefixtures("left")
def test_without_its_city_there_is_nothing_to_load_into() -> None:
    Organization.objects.filter(region_code="36.73").update(region_code="36.99")
    with pytest.raises(Refusal, match=r"36\.73 belum dimuat"):
        load(at=AT, say=be_quiet)
