"""What stands on a page of hits a hundred times, written in one go: a loop in a template costs
more than the search."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from layak.search.queries import Hit
from layak.search.showing import Fragment
from layak.search.shown import Document
from layak.ui.templatetags.layak import day

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


@register.filter
def drawn(hit: Hit) -> SafeString:
    """A document with its passage, what it is, who handed it in, and how often it is used."""
    document = hit.document
    if document is None:
        return SafeString()
    address = reverse("evidence", args=[document.key])
    shown = ""
    if hit.page:
        address = f"{address}?halaman={hit.page}"
        page = _("hlm. %(page)s") % {"page": hit.page}
        shown = f'<p class="passage"><span class="muted">{page}</span> {marked(hit.fragments)}</p>'
    use = reverse("document-use", args=[document.key])
    return SafeString(
        f'<li class="hit"><a class="title" href="{address}">{escape(document.name)}</a>{shown}'
        f'<span class="sub">{escape(_said(document))} · '
        f'<a href="{use}">{_used(document.answers)}</a></span></li>'
    )


def _said(document: Document) -> str:
    """Its kind and number, the years it speaks of, who handed it in and when."""
    parts = [f"{document.called} {document.number}" if document.number else document.called]
    if document.last_year:
        first, last = document.first_year, document.last_year
        parts.append(str(last) if first == last else f"{first}–{last}")
    received = _day(document.received_at, document.zone, get_language() or "")
    return " · ".join([*parts, f"{document.giver}, {received}"])


@lru_cache(maxsize=4096)
def _day(at: datetime, zone: str, language: str) -> str:  # noqa: ARG001 - a key only
    return day(at, zone)


def _used(answers: int) -> str:
    if not answers:
        return _("belum dipakai")
    told = ngettext("dipakai dalam %(n)s jawaban", "dipakai dalam %(n)s jawaban", answers)
    return told % {"n": answers}
