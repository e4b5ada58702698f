"""The whole nation, from the package of regions."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from layak.audit.models import Entry
from layak.lib.errors import Refusal
from layak.organizations import queries
from layak.organizations.models import Kind, Organization
from layak.organizations.regions import read_regions, zone_of
from layak.organizations.services import load_regions
from tests.world import make_person

AT = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)
SOURCE = Path(settings.CHECKOUT) / "node_modules" / "idn-area-data" / "data"


@pytest.mark.django_db
def test_the_whole_nation_is_there_and_loading_it_again_changes_nothing() -> None:
    assert load_regions(read_regions(SOURCE), actor=None, at=AT) == 38 + 514 + 7_277 + 83_763
    nation = Organization.objects.get(kind=Kind.NATION)
    assert queries.totals(nation) == [
        (Kind.PROVINCE, 38),
        (Kind.CITY, 514),
        (Kind.DISTRICT, 7_277),
        (Kind.VILLAGE, 83_763),
    ]
    for code, name, districts, villages in [
        ("36.73", "Kota Serang", 6, 67),
        ("36.72", "Kota Cilegon", 8, 43),
        ("52.72", "Kota Bima", 5, 41),
    ]:
        city = Organization.objects.get(region_code=code)
        assert city.name == name
        assert queries.totals(city) == [(Kind.DISTRICT, districts), (Kind.VILLAGE, villages)]
        assert [len(row.villages) for row in queries.districts(city)] != []
        assert sum(len(row.villages) for row in queries.districts(city)) == villages
    before = dict(Organization.objects.values_list("region_code", "pk"))
    load_regions(read_regions(SOURCE), actor=None, at=AT)
    assert dict(Organization.objects.values_list("region_code", "pk")) == before
    assert Entry.objects.filter(verb="regions.loaded").count() == 2
    found = queries.search(make_person("Siapa").visible_organizations(), "kota serang").found
    assert [place.title for place in found] == ["Kota Serang"]


@pytest.mark.django_db
def test_a_region_that_was_renamed_keeps_its_key() -> None:
    def regions() -> list[object]:
        return [row for row in read_regions(SOURCE) if row.code in {"36", "36.73"}]

    load_regions(regions(), actor=None, at=AT)  # type: ignore[arg-type]  # a list of the rows read
    Organization.objects.filter(region_code="36.73").update(name="Kota Lama")
    key = Organization.objects.get(region_code="36.73").pk
    load_regions(regions(), actor=None, at=AT)  # type: ignore[arg-type]  # a list of the rows read
    assert Organization.objects.get(pk=key).name == "Kota Serang"


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("36.73", "Asia/Jakarta"),
        ("61.71", "Asia/Jakarta"),
        ("52.72", "Asia/Makassar"),
        ("64.72", "Asia/Makassar"),
        ("71.71", "Asia/Makassar"),
        ("81.71", "Asia/Jayapura"),
        ("91.71", "Asia/Jayapura"),
        ("96.71", "Asia/Jayapura"),
    ],
)
def test_a_city_keeps_the_time_of_its_province(code: str, zone: str) -> None:
    assert zone_of(code) == zone


def test_a_missing_package_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"provinces\.csv tidak ada"):
        list(read_regions(tmp_path))
