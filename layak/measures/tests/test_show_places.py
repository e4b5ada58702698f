"""Figures of places stand one below the other."""

from decimal import Decimal

from layak.measures.places import Heat, HeatCell, HeatRow
from layak.organizations.models import Organization


def test_all_figures_of_a_table_are_written_with_as_many_decimals_as_the_longest_needs() -> None:
    def heat(*values: str) -> Heat:
        cells = [HeatCell(None), *(HeatCell(Decimal(value)) for value in values)]
        return Heat(None, (), (), [HeatRow(Organization(name="Kasemen"), cells)])

    assert heat("98", "97.10").places == 1
    assert heat("98", "96.8401").places == 2
    assert heat("1200", "40").places == 0
    assert heat().places == 0
