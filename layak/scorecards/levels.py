"""The levels by name, as the newest published instrument that sets any orders and colours them."""

from functools import lru_cache

from layak.assessments.standing import colour_of
from layak.instruments.models import AwardLevel, Instrument
from layak.ui.charts import Band


class Levels:
    """What a level's name means. Earlier years used the same names; other words have no order."""

    def __init__(self, rows: tuple[AwardLevel, ...]) -> None:
        self.rows = rows
        self._by_name = {row.name.casefold(): row for row in rows}

    def find(self, name: str) -> AwardLevel | None:
        return self._by_name.get(name.casefold())

    def colour(self, name: str) -> str:
        """The ``#RRGGBB`` of a level; empty for a word that is none."""
        level = self.find(name)
        return colour_of(level) if level else ""

    def rank(self, name: str) -> int | None:
        """How high a level is, the lowest 0; None for a word that is none."""
        level = self.find(name)
        return level.position if level else None

    @property
    def bands(self) -> list[Band]:
        return [Band(str(row), row.floor, row.ceiling, colour_of(row)) for row in self.rows]


@lru_cache(maxsize=8)
def _levels(instrument: int, _digest: str) -> Levels:
    return Levels(tuple(AwardLevel.objects.filter(instrument=instrument)))


def levels() -> Levels:
    """The levels of the newest published instrument that sets any; none before one does."""
    known = Instrument.objects.published().leading_first()
    newest = known.values_list("pk", "digest").first()
    return _levels(*newest) if newest else Levels(())
