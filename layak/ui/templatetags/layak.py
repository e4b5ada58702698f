"""Filters and tags that every template knows without loading them."""

from decimal import Decimal

from django import template

from layak.lib.numbers import format_decimal

register = template.Library()


@register.filter
def points(value: Decimal | None) -> str:
    """Write points as ``600,40``; a dash where nothing was answered."""
    return "–" if value is None else format_decimal(value)
