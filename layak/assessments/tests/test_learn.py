"""What people of a city confirm teaches the classifier of that city."""

import shutil
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from layak.accounts.models import User
from layak.assessments.learned import VERB, learned
from layak.assessments.learning import LEAST, believed, classifier_for, confirmed, rows_of
from layak.assessments.models import Assessment, Placement
from layak.assessments.tests.make import answer_of, make_evidence, make_sheet, put
from layak.audit.models import Entry
from layak.filing.tests.make import fitted, fitted_folder
from tests.world import World, make_world

# Names of local programmes, which no other city knows.
LOCAL = "Gerakan Simpul Bahagia Banten di balai warga setiap pekan"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def models(settings: Settings, tmp_path: Path) -> None:
    """A data folder of its own that holds the fitted classifier."""
    settings.DATA_DIR = tmp_path
    shutil.copytree(fitted_folder(), tmp_path / "models")


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_sheet(world)


def sign_in(user: User) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client


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
    world: World, sheet: Assessment, models: None
) -> None:
    (before,) = classifier_for(world.city.pk).suggest([LOCAL])
    confirm(world, sheet, LEAST * 2)
    (after,) = classifier_for(world.city.pk).suggest([LOCAL])
    (elsewhere,) = classifier_for(world.other_city.pk).suggest([LOCAL])
    assert after.probability(12) > before.probability(12) + 0.2
    assert elsewhere.probabilities == before.probabilities


# Words of nutrition that no reading takes for anything else.
NUTRITION = (
    "Laporan operasi timbang. Kader posyandu mengukur panjang badan balita; 31 tergolong pendek "
    "dan 9 gizi kurang, dilaporkan melalui e-PPGBM dan dibahas tim percepatan penurunan stunting."
)


def misfile(world: World, sheet: Assessment, count: int, *people: User) -> None:
    """Nutrition reports under births, by turns."""
    for number in range(count):
        evidence = make_evidence(world, f"timbang-{number}.pdf", pages=[f"{NUTRITION} {number}"])
        put(answer_of(sheet, "12.1"), evidence, placed_by=people[number % len(people)])


def test_one_persons_wrong_habit_is_held_back_and_told(
    world: World, sheet: Assessment, models: None
) -> None:
    misfile(world, sheet, LEAST + 2, world.officer)
    (after,) = classifier_for(world.city.pk).suggest([NUTRITION])
    assert after.indicators[0][0] == 13
    known = learned(world.city.pk)
    assert known is not None
    (habit,) = known.habits
    assert (habit.read, habit.filed, habit.people, habit.believed) == (13, 12, 1, False)
    assert (known.documents, known.held) == (0, LEAST + 2)
    page = sign_in(world.secretariat).get(reverse("assessment-learning", args=[sheet.pk]))
    html = page.content.decode()
    assert "timbang-" in html
    assert "ditahan" in html


def test_what_several_people_do_again_and_again_is_believed(
    world: World, sheet: Assessment
) -> None:
    misfile(world, sheet, LEAST, world.officer, world.secretariat)
    documents, known = believed(fitted(), rows_of(world.city.pk))
    assert len(documents) == LEAST
    assert [habit.believed for habit in known.habits] == [True]


def test_a_city_may_have_everything_forgotten_and_says_why(
    world: World, sheet: Assessment, models: None
) -> None:
    confirm(world, sheet, LEAST)
    path = reverse("assessment-learning", args=[sheet.pk])
    keeper = sign_in(world.secretariat)
    refused = keeper.post(path, {"reason": " "})
    assert refused.status_code == 422
    assert len(confirmed(world.city.pk)) == LEAST
    assert keeper.post(path, {"reason": "Salah arahan"}).status_code == 302
    assert confirmed(world.city.pk) == []
    assert Placement.objects.count() == LEAST
    assert Entry.objects.get(verb=VERB).reason == "Salah arahan"
    assert sign_in(world.officer).post(path, {"reason": "x"}).status_code == 404
