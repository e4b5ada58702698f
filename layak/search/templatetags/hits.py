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

from layak.evidence.models import Evidence
from layak.search.queries import Hit
from layak.search.showing import Fragment
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
    document = hit.evidence
    if document is None:
        return SafeString()
    address = reverse("evidence", args=[document.pk])
    shown = ""
    if hit.page:
        address = f"{address}?halaman={hit.page}"
        page = _("hlm. %(page)s") % {"page": hit.page}
        shown = f'<p class="passage"><span class="muted">{page}</span> {marked(hit.fragments)}</p>'
    use = reverse("document-use", args=[document.pk])
    return SafeString(
        f'<li class="hit"><a class="title" href="{address}">{escape(document.name)}</a>{shown}'
        f'<span class="sub">{escape(_said(hit, document))} · '
        f'<a href="{use}">{_used(hit.answers)}</a></span></li>'
    )


def _said(hit: Hit, document: Evidence) -> str:
    """Its kind and number, the years it speaks of, who handed it in and when."""
    facts = getattr(document, "facts", None)
    parts = [hit.kind]
    if facts is not None and facts.number:
        parts = [f"{hit.kind} {facts.number}"]
    if facts is not None and facts.last_year:
        first, last = facts.first_year, facts.last_year
        parts.append(str(last) if first == last else f"{first}–{last}")
    zone = document.city.timezone
    received = _day(document.received_at, zone, get_language() or "")
    return " · ".join([*parts, f"{document.organization}, {received}"])


@lru_cache(maxsize=4096)
def _day(at: datetime, zone: str, language: str) -> str:  # noqa: ARG001 - a key only
    return day(at, zone)


def _used(answers: int) -> str:
    if not answers:
        return _("belum dipakai")
    told = ngettext("dipakai dalam %(n)s jawaban", "dipakai dalam %(n)s jawaban", answers)
    return told % {"n": answers}
