"""Serang after its third Pratama in a row: what the years say, what is likely, and the way out.

Story 2, told through the HTTP client on the loaded demo. Of the years only the levels and the 600
are real; their points by item are authored, and every page that shows them says so.
"""

import re
from decimal import Decimal
from itertools import pairwise
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from layak.accounts.demo import SignIn
from layak.activities.models import FollowUp
from layak.assessments.models import Assessment
from layak.organizations.models import Organization
from layak.scorecards import foreseeing
from layak.scorecards.comparison import compare
from layak.scorecards.plans import Plan
from layak.scorecards.tests.make import make_pairs
from layak.scorecards.year_points import read_years
from tests.journeys.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SECRETARIAT = "sekretariat@serang.contoh.id"
REGISTRY = "disdukcapil@serang.contoh.id"
CILEGON = "36.72"
LEADER = "pimpinan@serang.contoh.id"

SignIns = dict[str, SignIn]


@pytest.fixture(autouse=True)
def _verified_elsewhere(told: list[str]) -> None:
    """The real pairs are of cities outside Banten, whose regions are not loaded here."""
    make_pairs(Organization.objects.get(region_code=CILEGON))
    foreseeing.refresh(NOW)


def come_in(sign_ins: SignIns, email: str) -> Client:
    """Sign in on the real page with the password of the demo."""
    client = Client()
    row = sign_ins[email]
    client.post(reverse("account_login"), {"login": row.email, "password": row.password})
    return client


def read(client: Client, path: str) -> str:
    """What a page says, in one line."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(strip_tags(answer.content.decode()).split())


def sheet() -> Assessment:
    """The city's sheet of the award that has levels; it may strive for another beside it."""
    with_levels = Assessment.objects.filter(instrument__levels__isnull=False).distinct()
    return with_levels.select_related("city").get()


def test_the_years_at_pratama_stand_side_by_side_each_with_its_source(sign_ins: SignIns) -> None:
    page = read(come_in(sign_ins, LEADER), reverse("city-history", args=[sheet().city_id]))
    for year in (2018, 2019, 2021, 2022):
        assert re.search(rf"{year}.{{0,400}}?Pratama", page), year
    assert "serangkota.go.id" in page


def compared(client: Client, *years: int, **more: str) -> str:
    """What the page of years side by side says."""
    asked = urlencode([*(("tahun", year) for year in years), *more.items()])
    return read(client, f"{reverse('year-compare', args=[sheet().city_id])}?{asked}")


def test_why_the_level_did_not_change_is_told_year_by_year(sign_ins: SignIns) -> None:
    client = come_in(sign_ins, LEADER)
    history = client.get(reverse("city-history", args=[sheet().city_id])).content.decode()
    assert reverse("year-compare", args=[sheet().city_id]) in history
    page = compared(client, 2021, 2022, 2023)
    # The third Pratama in a row, and what was lacking each time.
    assert re.search(
        r"2021 → 2022 5\d\d,\d\d menjadi 5\d\d,\d\d \(\+\d+,\d\d\)\. Tetap Pratama", page
    )
    assert re.search(r"2022 → 2023 5\d\d,\d\d menjadi 600,00 \(\+\d+,\d\d\)\. Tetap Pratama", page)
    assert "Kurang 1,00 poin menuju Madya" in page
    assert "Contoh: nilai tahun 2021, 2022, 2023 dikarang" in page
    assert "Tahun 2023 baru sampai verifikasi lapangan" in page
    for words in (
        "Diambil pada tahap mana",
        "Kelembagaan",
        "Perlindungan khusus",
        "21A",
        "Tersisa",
    ):
        assert words in page


def test_the_reasons_add_up_down_to_the_item(sign_ins: SignIns) -> None:
    years = read_years(sheet().city, [2021, 2022, 2023])
    for before, after in pairwise(years):
        pair = compare(before, after)
        assert pair.whole is not None
        assert pair.whole.change.total == pair.difference
        items = [item for block in pair.rows for row in block.rows for item in row.rows]
        assert len(items) == 274
        cut = sum((row.change.capped for block in pair.rows for row in block.rows), Decimal(0))
        assert sum((item.change.total for item in items), cut) == pair.difference
    client = come_in(sign_ins, REGISTRY)
    # Play spaces that teach are missing: one opens the indicator to see which question lost what.
    page = compared(client, 2021, 2022, indikator="11")
    assert "11.2" in page
    assert "11.1" in page
    assert "Kelembagaan" not in page


def test_years_of_an_older_form_are_not_compared_silently(sign_ins: SignIns) -> None:
    page = compared(come_in(sign_ins, LEADER), 2019, 2021)
    assert "2019 dan 2021 tidak dapat disejajarkan menurut indikator" in page
    assert "Poin per butir tahun 2019 tidak diketahui" in page
    assert "Pemetaan 31 indikator lama" in page
    assert "Contoh: nilai tahun 2019, 2021 dikarang" in page
    assert "Diambil pada tahap mana" not in page


def test_each_office_sees_its_own_part_and_the_secretary_all_of_them(sign_ins: SignIns) -> None:
    board = read(come_in(sign_ins, SECRETARIAT), reverse("office-board", args=[sheet().pk]))
    assert "Dinas Kesehatan" in board
    assert "Kependudukan dan Pencatatan Sipil" in board
    own = read(come_in(sign_ins, REGISTRY), reverse("home"))
    assert "Disdukcapil" in own or "Kependudukan dan Pencatatan Sipil" in own


def test_no_expectation_without_its_interval_and_its_limits(sign_ins: SignIns) -> None:
    client = come_in(sign_ins, LEADER)
    span = re.search(r"Perkiraan nilai akhir (\d+)–(\d+)", read(client, reverse("home")))
    assert span
    low, high = int(span[1]), int(span[2])
    assert 500 < low < high < 1000
    page = read(client, reverse("prospect", args=[sheet().pk]))
    assert f"Nilai akhir diperkirakan {low}–{high}" in page
    assert re.search(r"Baru \d+ pasangan nilai nyata", page)
    assert "Nilai per butir lembar ini contoh." in page


def test_the_way_to_madya_is_searched_planned_and_handed_to_the_offices(
    sign_ins: SignIns,
) -> None:
    client = come_in(sign_ins, SECRETARIAT)
    key = sheet().pk
    found = client.post(
        reverse("prospect-suggest", args=[key]),
        {"goal": "hours", "hours": "48", "each_office": "16"},
    )
    steps = parse_qs(urlsplit(found["Location"]).query)["langkah"]
    said = read(client, found["Location"])
    assert f"{len(steps)} langkah dipilih" in said
    saved = client.post(
        reverse("plan-save", args=[key]), {"langkah": steps, "name": "Keluar dari Pratama"}
    )
    plan = Plan.objects.get(name="Keluar dari Pratama")
    assert saved["Location"] == plan.get_absolute_url()
    client.post(
        reverse("plan-hand-over", args=[plan.pk]),
        {
            "line": [line.pk for line in plan.lines.all()],
            "due": f"{NOW.year + 1}-02-01",
        },
    )
    given = FollowUp.objects.filter(pk__in=plan.lines.values("follow_up"))
    assert given.count() == len(steps)
    # A question that nobody leads has no office yet; its step waits for one.
    assert given.exclude(owner=None).count() >= len(steps) - 1
    assert "Keluar dari Pratama" in read(client, reverse("prospect", args=[key]))
