"""Words of figures in templates."""

from decimal import Decimal

from django import template

from layak.lib.numbers import format_decimal, round_half_up
from layak.measures.figures import plain
from layak.measures.groups import label_of

register = template.Library()


@register.filter
def figure(value: Decimal | None, places: int = 2) -> str:
    """22.3000 as 22,3 and 75.6667 as 75,67; nothing for None."""
    return "" if value is None else plain(round_half_up(Decimal(value), places))


@register.filter
def aligned(value: Decimal, places: int) -> str:
    """22.3 as 22,30 where two decimals are asked for: with all the others of its column."""
    return format_decimal(value, places)


@register.filter
def group(code: str) -> str:
    """A group in the reader's language."""
    return label_of(code)
