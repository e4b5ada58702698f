"""Which items ask for how many areas something holds in, as data with its source.

``4.2`` asks for one figure of the city: its measure names it among its ``items``. ``25.5`` asks for
the share of kecamatan in which a figure is above something: that is worked out from the figures of
the areas. What the registry of facilities counts by area is told there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from layak.organizations.models import Kind

INSTRUMENT = "kla-2024"


@dataclass(frozen=True, slots=True)
class AreaShare:
    """The share of areas that fulfil a condition: a figure above ``above``, or, for None, of zero.

    ``districts`` and ``villages`` name the items that ask for the share of kecamatan and of
    desa/kelurahan; empty where no item asks.
    """

    measure: str
    districts: str
    villages: str
    above: Decimal | None

    def holds(self, value: Decimal) -> bool:
        return value == 0 if self.above is None else value > self.above

    def condition(self, unit: str) -> str:
        """The condition in Indonesian, as answers keep it: ``di atas 90 persen``."""
        if not self.above:
            return "nol" if self.above is None else "lebih dari nol"
        return f"di atas {self.above} {unit}"


_NONE, _ANY, _NINETY = None, Decimal(0), Decimal(90)

AREA_SHARES = (
    AreaShare("children-groups", "25.3", "26.5", _ANY),
    AreaShare("violence-response", "25.4", "", _ANY),
    AreaShare("birth-certificates", "25.5", "26.6", _NINETY),
    AreaShare("child-marriages", "25.6", "26.7", _NONE),
    AreaShare("severe-wasting", "25.7a", "26.8a", _ANY),
    AreaShare("moderate-wasting", "25.7b", "26.8b", _ANY),
    AreaShare("overweight", "25.7c", "26.8c", _ANY),
    # Either says it: the children counted, or the share of them.
    AreaShare("stunted-children", "25.7d", "26.8d", _ANY),
    AreaShare("stunting", "25.7d", "26.8d", _ANY),
    AreaShare("out-of-school", "25.8", "26.9", _NONE),
    AreaShare("smoke-free-areas", "25.11", "26.12", _ANY),
    AreaShare("child-profiles", "25.13", "26.16", _ANY),
    AreaShare("village-regulations", "", "26.2", _ANY),
    AreaShare("village-child-budget", "", "26.3", _ANY),
    AreaShare("holistic-preschools", "", "26.13", _ANY),
)


def asked_by(item: str) -> list[tuple[AreaShare, Kind]]:
    """What an item (``25.5``) asks for, and of which areas."""
    return [
        (share, level)
        for share in AREA_SHARES
        for level, code in ((Kind.DISTRICT, share.districts), (Kind.VILLAGE, share.villages))
        if code == item
    ]


def counted_for(measure: str, instrument: str) -> list[str]:
    """The items of an instrument that count areas by a measure."""
    shares = [share for share in AREA_SHARES if share.measure == measure]
    codes = [code for share in shares for code in (share.districts, share.villages)]
    return [code for code in codes if code] if instrument == INSTRUMENT else []


def items_of(measure: str, named: Iterable[str]) -> list[str]:
    """All items of the form that a measure answers; ``named``: those it names itself."""
    start = f"{INSTRUMENT}/"
    asked = [item.removeprefix(start) for item in named if item.startswith(start)]
    return [*asked, *counted_for(measure, INSTRUMENT)]
