from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from layak.ui.templatetags import layak as tags

INSTANT = datetime(2023, 5, 29, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "written"), [(Decimal("600.4"), "600,40"), (None, "–"), (Decimal(0), "0,00")]
)
def test_points_have_two_digits_and_none_is_a_dash(value: Decimal | None, written: str) -> None:
    assert tags.points(value) == written


@pytest.mark.parametrize(
    ("share", "places", "written"),
    [
        (0.825, 0, "83%"),
        (Fraction(1, 3), 2, "33,33%"),
        (Decimal("0.9339"), 2, "93,39%"),
        (0, 0, "0%"),
        (None, 0, "–"),
    ],
)
def test_a_share_is_written_in_percent(
    share: float | Fraction | Decimal | None, places: int, written: str
) -> None:
    assert tags.percent(share, places) == written


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (64_000, "64 KB"),
        (3_400_000, "3,4 MB"),
        (5_000_000_000, "5,0 GB"),
        (9_000_000_000_000, "9.000,0 GB"),
        (None, "–"),
    ],
)
def test_a_size_is_written_as_people_say_it(size: int | None, written: str) -> None:
    assert tags.filesize(size) == written


@pytest.mark.parametrize(
    ("language", "zone", "written"),
    [
        ("id", None, "29 Mei 2023 pukul 15.30 WIB"),
        ("id", "Asia/Makassar", "29 Mei 2023 pukul 16.30 WITA"),
        ("id", "Asia/Jayapura", "29 Mei 2023 pukul 17.30 WIT"),
        ("en", "Asia/Jakarta", "29 May 2023, 15:30 WIB"),
    ],
)
def test_an_instant_is_told_in_the_zone_of_the_city(
    language: str, zone: str | None, written: str
) -> None:
    with translation.override(language):
        assert tags.moment(INSTANT, zone) == written


def test_a_day_needs_no_zone() -> None:
    with translation.override("id"):
        assert tags.day(date(2023, 5, 29)) == "29 Mei 2023"
        assert tags.day(datetime(2023, 5, 29, 20, tzinfo=UTC)) == "30 Mei 2023"  # past midnight
        assert tags.day(None) == tags.clock(None) == tags.moment(None) == "–"


def test_bars_never_leave_their_frame() -> None:
    assert 'width="100.0%"' in tags.meter(12, 10)
    assert '<rect width="0%"' in tags.meter(3, 0)
    drawn = tags.points_bar(Decimal(90), Decimal(50), Decimal(100))
    assert 'x="90.0%" width="10.0%"' in drawn


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in tags.icon("house")
    spoken = tags.icon("house", label='"><script>')
    assert 'role="img"' in spoken
    assert "<script" not in spoken


def test_an_unknown_icon_is_our_mistake_and_is_named() -> None:
    with pytest.raises(TemplateSyntaxError, match="tidak-ada"):
        Template('{% icon "tidak-ada" %}').render(Context())


def test_an_icon_name_cannot_leave_its_folder() -> None:
    with pytest.raises(TemplateSyntaxError):
        tags.icon("../package")
