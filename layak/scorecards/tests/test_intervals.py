"""What is expected is never shown as one number: wherever it stands, its interval stands too."""

import re
from datetime import timedelta
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from layak.assessments.expecting import Expectation
from layak.assessments.models import Assessment, Stage
from layak.assessments.tests.make import AT, fill, make_sheet
from layak.scorecards.planning import save_plan
from layak.scorecards.prospects import prospect_of
from layak.scorecards.summaries import refresh
from layak.scorecards.tests.make import make_pairs
from layak.scorecards.what_if import what_if
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
_BLOCKS = frozenset({"p", "li", "td", "th", "dd", "dt", "h1", "h2", "h3", "desc", "caption"})
_SPAN = re.compile(r"\d(?:,\d+)?(?:–| … )\d")


class _Blocks(HTMLParser):
    """The texts of a page, one a paragraph, cell or line."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts = [""]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's own
        if tag in _BLOCKS:
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data


def texts(client: Client, path: str) -> list[str]:
    return [" ".join(one.split()) for one in _Blocks(client.get(path).content.decode()).texts]


@pytest.fixture
def world() -> World:
    world = make_world()
    make_pairs(world.other_city)
    return world


@pytest.fixture
def sheet(world: World) -> Assessment:
    sheet = make_sheet(world)
    fill(sheet, "4.1")
    fill(sheet, "12.1", label="Separuh")
    return sheet


def test_every_page_that_draws_the_kept_expectation_gives_both_ends(
    world: World, sheet: Assessment, client: Client
) -> None:
    refresh(AT)
    low, expected, high = Decimal(31), Decimal("37.77"), Decimal(43)
    Expectation.objects.create(
        assessment=sheet,
        stage=Stage.FINAL,
        low=low,
        expected=expected,
        high=high,
        foreseen_at=AT + timedelta(minutes=1),
    )
    client.force_login(world.people["verifier"])
    pages = [
        reverse("home"),
        sheet.get_absolute_url(),
        reverse("province", args=[world.province.pk]),
    ]
    for path in pages:
        said = " ".join(texts(client, path))
        assert "31–43" in said, path
        assert not re.search(r"37,77|(?<![\d:.,–])38(?![\d:.,–])", said), path


def test_the_pages_of_a_forecast_give_intervals_only(
    world: World, sheet: Assessment, client: Client
) -> None:
    found = prospect_of(sheet, at=AT)
    assert found is not None
    plan = save_plan("Rencana", what_if(found, ["4.1-attach"]), actor=world.secretariat, at=AT)
    client.force_login(world.secretariat)
    ticked = reverse("prospect", args=[sheet.pk]) + "?langkah=4.1-attach"
    expecting = re.compile("tengahnya|Nilai akhir|^Tambahan")
    for path in (ticked, reverse("prospect-items", args=[sheet.pk]), plan.get_absolute_url()):
        said = [
            one for one in texts(client, path) if expecting.search(one) and re.search(r"\d", one)
        ]
        assert [one for one in said if not _SPAN.search(one)] == []
    gains = [one for one in texts(client, ticked) if one.startswith("+")]
    assert len(gains) == len(found.steps)
    assert all(_SPAN.search(one) for one in gains)
    items = texts(client, reverse("prospect-items", args=[sheet.pk]))
    assert sum("tengahnya" in one for one in items) == 2
    assert "belum ada bukti" in items
    assert "belum dijawab" in items
