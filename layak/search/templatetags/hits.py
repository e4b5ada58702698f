"""What stands on a page of hits a hundred times, written in one go: a loop in a template costs
more than the search."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django import template
from django.utils.safestring import SafeString

from layak.search.showing import Fragment

register = template.Library()


@register.filter
@lru_cache(maxsize=512)
def options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """The options of a select, each (value, name), with the one that is chosen."""
    return SafeString("".join(_option(value, name, value == chosen) for value, name in choices))


def _option(value: str, name: str, chosen: bool) -> str:
    return f'<option value="{escape(value)}"{" selected" * chosen}>{escape(name)}</option>'


@register.filter
def marked(fragments: Iterable[Fragment]) -> SafeString:
    """A passage, escaped, with the words that were found marked."""
    return SafeString(
        "".join(
            f"<mark>{escape(part.text)}</mark>" if part.found else escape(part.text)
            for part in fragments
        )
    )
