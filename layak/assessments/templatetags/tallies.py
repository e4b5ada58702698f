"""The figures of a tally as cells of a table and as a card.

An overview draws thirty-four of each. Drawn tag by tag they were half the time of the page, so one
tag draws a row; everything in it is a number of ours or a word from the catalogue.
"""

from decimal import Decimal
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from layak.assessments.queries import Tally
from layak.lib.numbers import format_decimal
from layak.ui.templatetags import layak as ui

register = template.Library()
_KINDS = ("soft", "mid", "mid", "")


@lru_cache(maxsize=4096)
def _meter(value: int, total: int, kind: str) -> str:
    return ui.meter(value, total, kind)


@lru_cache(maxsize=4096)
def _bar(won: Decimal, possible: Decimal, maximum: Decimal) -> str:
    return ui.points_bar(won, possible, maximum)


def _counts(tally: Tally) -> list[tuple[int, int, str]]:
    """Count, whole percent and kind of meter of each step towards a proven answer."""
    counts = (tally.filled, tally.evidenced, tally.checked, tally.verified)
    return [(count, tally.share(count), kind) for count, kind in zip(counts, _KINDS, strict=True)]


@register.simple_tag
@lru_cache(maxsize=4096)
def code_url(name: str, sheet: int, code: str) -> str:
    """The address of an indicator or question of a sheet: ``url``, remembered."""
    return reverse(name, args=[sheet, code])


@register.simple_tag
def tally_cells(tally: Tally, *, bars: bool = True) -> SafeString:
    """Nine cells: the bar, won, possible, lost, maximum, and four shares of questions.

    Without ``bars`` the shares stand alone, as in the row of a block.
    """
    possible = format_decimal(tally.possible) if tally.possible else "–"
    won, maximum = format_decimal(tally.won), format_decimal(tally.attainable, 0)
    cells = [
        f'<td class="bar">{_bar(tally.won, tally.possible, tally.attainable)}</td>',
        f'<td class="end"><b>{won}</b></td><td class="end"><b>{possible}</b></td>',
        f'<td class="end">{format_decimal(tally.lost)}</td><td class="end faint">{maximum}</td>',
    ]
    for count, share, kind in _counts(tally):
        if bars:
            drawn = _meter(count, tally.questions, kind)
            cells.append(f'<td><div class="above">{share}%{drawn}</div></td>')
        else:
            cells.append(f"<td>{share}%</td>")
    return mark_safe("".join(cells))  # noqa: S308 - numbers of ours


@register.simple_tag
def tally_said(tally: Tally) -> SafeString:
    """The bar and one sentence: "8,25 dari 15 poin · mungkin +2,75"."""
    said = _("%(won)s dari %(all)s poin") % {
        "won": f"<b>{format_decimal(tally.won)}</b>",
        "all": format_decimal(tally.attainable, 0),
    }
    if tally.possible:
        more = f'<span class="win">+{format_decimal(tally.possible)}</span>'
        said += " · " + _("mungkin %(points)s") % {"points": more}
    drawn = _bar(tally.won, tally.possible, tally.attainable)
    return mark_safe(f'{drawn}<span class="said">{said}</span>')  # noqa: S308 - numbers and catalogue


@register.simple_tag
def tally_progress(tally: Tally) -> SafeString:
    """Four named meters with their percent, for a card on a phone."""
    names = (_("Terisi"), _("Berdata dukung"), _("Disetujui"), _("Terverifikasi"))
    rows = [
        f"<div><dt>{conditional_escape(name)}</dt>"
        f"<dd>{_meter(count, tally.questions, kind)}</dd><dd>{share}%</dd></div>"
        for name, (count, share, kind) in zip(names, _counts(tally), strict=True)
    ]
    return mark_safe(f'<dl class="progresses">{"".join(rows)}</dl>')  # noqa: S308 - as above
