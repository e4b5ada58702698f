"""What people of a city confirm teaches the classifier of that city."""

from pathlib import Path

import pytest
from pytest_django import Settings

from layak.assessments.learning import LEAST, classifier_for, confirmed
from layak.assessments.models import Assessment, Placement
from layak.assessments.tests.make import answer_of, make_evidence, make_sheet, put
from tests.world import World, make_world

# Names of local programmes, which no other city knows.
LOCAL = "Gerakan Simpul Bahagia Banten di balai warga setiap pekan"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_sheet(world)


def confirm(world: World, sheet: Assessment, count: int, code: str = "12.1") -> None:
    for number in range(count):
        evidence = make_evidence(
            world, f"{code}-{number}.pdf", pages=[f"{LOCAL} tahap {number}", "Lampiran."]
        )
        put(answer_of(sheet, code), evidence)


def test_a_handful_of_documents_teaches_nothing_yet(world: World, sheet: Assessment) -> None:
    confirm(world, sheet, LEAST - 1)
    assert confirmed(world.city.pk) == []


def test_only_what_people_placed_in_this_city_counts(world: World, sheet: Assessment) -> None:
    confirm(world, sheet, LEAST + 2)
    Placement.objects.filter(evidence__name="12.1-0.pdf").update(source=Placement.Source.FOLDER)
    documents = confirmed(world.city.pk)
    assert len(documents) == LEAST + 1
    assert {document.indicator for document in documents} == {12}
    assert confirmed(world.other_city.pk) == []


def test_a_document_confirmed_for_two_indicators_speaks_for_both(
    world: World, sheet: Assessment
) -> None:
    confirm(world, sheet, LEAST)
    both = Placement.objects.filter(answer__question__code="12.1").order_by("pk")[0]
    put(answer_of(sheet, "4.1"), both.evidence)
    (found,) = [document for document in confirmed(world.city.pk) if document.also]
    assert {found.indicator, *found.also} == {4, 12}


def test_words_that_only_this_city_uses_are_learned_and_no_other_city_hears_them(
    world: World, sheet: Assessment, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    (before,) = classifier_for(world.city.pk).suggest([LOCAL])
    confirm(world, sheet, LEAST * 2)
    (after,) = classifier_for(world.city.pk).suggest([LOCAL])
    (elsewhere,) = classifier_for(world.other_city.pk).suggest([LOCAL])
    assert after.probability(12) > before.probability(12) + 0.2
    assert elsewhere.probabilities == before.probabilities
