"""A small form and known pairs for tests of the forecast."""

from layak.forecast.acceptance import Tally, shifts
from layak.forecast.assumptions import assumptions
from layak.forecast.claims import Claim, Evidence, Given, Row, Sheet
from layak.forecast.model import Forecast, forecast
from layak.forecast.pooling import Outlook, Pair, outlook

REAL = (
    Pair("33.08", "33", 2022, 955.0, 885.4),
    Pair("33.14", "33", 2022, 878.95, 735.7),
    Pair("33.21", "33", 2022, 973.9, 697.4),
    Pair("33.12", "33", 2022, 933.95, 686.95),
    Pair("62.02", "62", 2023, 721.0, 588.4),
)
LEVELS = (("Pratama", 500.0), ("Madya", 601.0), ("Nindya", 701.0))


def make_outlook(city: str = "", province: str = "") -> Outlook:
    """The outlook that the five real pairs give a city."""
    found = outlook(REAL, assumptions().variation, city=city, province=province)
    assert found is not None
    return found


def make_sheet(
    share: float = 0.9,
    evidence: Evidence = Evidence.UNKNOWN,
    *,
    items: int = 200,
    given: Given | None = None,
) -> Sheet:
    """A form of ``items`` items of 5 points in ten rows, each claiming ``share`` of its maximum."""
    each = items // 10
    rows = [Row(str(n), "I" if n < 5 else "II", 5.0 * each) for n in range(10)]
    claims = [
        Claim(f"{n}.{place}", str(n), "policy", 5.0, 5.0 * share, evidence, given)
        for n in range(10)
        for place in range(each)
    ]
    return Sheet(rows, claims, LEVELS)


def make_forecast(
    sheet: Sheet, tallies: tuple[Tally, ...] = (), *, city: str = "", province: str = ""
) -> Forecast:
    """Forecast a sheet from the real pairs."""
    assumed = assumptions()
    learned = shifts(tallies, assumed, city=city, province=province)
    return forecast(sheet, make_outlook(city, province), learned, assumed)
