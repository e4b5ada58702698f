"""The published figures load, and what is known to contradict in them is told."""

import pytest

from layak.measures import facts, queries
from layak.measures.models import Measure, Observation
from layak.measures.tests.make import AT
from layak.organizations.models import Kind, Organization
from tests.world import make_region, make_world

pytestmark = pytest.mark.django_db


def doubts_of(region: Organization, code: str) -> dict[tuple[str, str, str], set[str]]:
    """The rules that doubt each figure, by its source, period and group."""
    measure = Measure.objects.get(code=code)
    rows = queries.figures_of(region, measure)
    found = queries.doubts_about(region, measure, rows, queries.names_below(region))
    return {
        (row.source.code, row.period.code, row.group): {one.doubt.rule.value for one in judged}
        for row in rows
        if row.region == region and (judged := found.get(row.pk))
    }


def test_serang_by_survey_and_by_register() -> None:
    world = make_world()
    assert facts.load(AT) > 0
    assert facts.load(AT) == 0
    found = doubts_of(world.city, "stunting")
    assert "sources" in found[("ssgi-ski", "2023", "")]
    assert {"sources", "coverage"} <= found[("e-ppgbm", "2024-06", "")]
    row = Observation.objects.get(region=world.city, measure__code="stunting", ends__year=2024)
    assert (str(row.value), str(row.coverage)) == ("4.1000", "56.68")
    newest = queries.newest_by_source(queries.figures_of(world.city, row.measure))
    assert {one.source.code: float(one.value) for one in newest} == {
        "ssgi-ski": 22.3,
        "e-ppgbm": 4.1,
    }


def test_serang_has_two_counts_for_june() -> None:
    world = make_world()
    facts.load(AT)
    found = doubts_of(world.city, "stunted-children")
    assert "same_source" in found[("e-ppgbm", "2024-06", "")]
    assert "same_source" in found[("e-ppgbm", "2024-06-03", "")]


def test_kutai_kartanegaras_printed_totals_against_its_rows() -> None:
    world = make_world()
    province = make_region(Kind.PROVINCE, world.nation, "64", "Kalimantan Timur")
    city = make_region(Kind.CITY, province, "64.02", "Kabupaten Kutai Kartanegara")
    for number in range(1, 21):
        make_region(Kind.DISTRICT, city, f"64.02.{number:02}", f"Kecamatan {number}")
    facts.load(AT)
    told = doubts_of(city, "violence-perpetrators")
    assert {group for (_s, _p, group), rules in told.items() if "areas" in rules} == {
        "relation:parent",
        "relation:neighbour",
        "relation:partner",
    }
    told = doubts_of(city, "child-victims")
    assert {group for (_s, _p, group), rules in told.items() if "areas" in rules} == {
        "age:13-17",
        "education:primary",
        "education:lower",
    }
    assert ("siga", "2024", "service:complaint") in doubts_of(city, "victim-services")


def test_every_row_of_the_files_names_what_the_library_knows() -> None:
    world = make_world()
    facts.load(AT)
    loaded = Observation.objects.filter(region__in=[world.city, world.nation, world.other_city])
    assert loaded.exclude(citation="").count() == loaded.count()
