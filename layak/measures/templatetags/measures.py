"""Words of figures in templates."""

from decimal import Decimal

from django import template

from layak.measures.figures import plain
from layak.measures.groups import label_of

register = template.Library()


@register.filter
def figure(value: Decimal | None) -> str:
    """22.3000 as 22,3; nothing for None."""
    return "" if value is None else plain(Decimal(value))


@register.filter
def group(code: str) -> str:
    """A group in the reader's language."""
    return label_of(code)
