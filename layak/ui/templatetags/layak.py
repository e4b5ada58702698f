"""Filters and tags that every template knows without loading them."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from layak.lib.numbers import format_decimal
from layak.ui import charts
from layak.ui.countdown import draw as draw_countdown
from layak.ui.refusals import in_readers_language

register = template.Library()
register.filter("said", in_readers_language)

Number = int | float | Decimal | Fraction
_ICONS = Path(settings.CHECKOUT) / "node_modules" / "bootstrap-icons" / "icons"
_ZONES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}


# Numbers


@register.filter
def points(value: Decimal | None) -> str:
    """Write points as ``600,40``; a dash where nothing was answered."""
    return "–" if value is None else format_decimal(value)


@register.filter
def number(value: Number | None, places: int = 0) -> str:
    """Write a count or measure as ``74.865``; a dash for none."""
    return "–" if value is None else format_decimal(_decimal(value), places)


@register.filter
def percent(share: Number | None, places: int = 0) -> str:
    """Write a share between 0 and 1 as ``83%``; a dash for none."""
    return "–" if share is None else f"{format_decimal(_decimal(share) * 100, places)}%"


@register.filter
def filesize(size: int | None) -> str:
    """Write bytes as people say them: ``812 B``, ``64 KB``, ``3,4 MB``."""
    if size is None:
        return "–"
    if size < 1000:
        return f"{size} B"
    for unit, worth in (("KB", 1000), ("MB", 1000**2), ("GB", 1000**3)):
        amount = Decimal(size) / worth
        if amount < 1000 or unit == "GB":
            return f"{format_decimal(amount, 0 if unit == 'KB' else 1)} {unit}"
    raise AssertionError(size)


def _decimal(value: Number) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(str(value)) if isinstance(value, float) else Decimal(value)


# Days and hours


@register.filter
def day(value: date | datetime | None, zone: str | tzinfo | None = None) -> str:
    """Write ``29 Mei 2023``; an instant is first brought to the city's zone."""
    if value is None:
        return "–"
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = value.astimezone(_zone(zone))
    return formats.date_format(value, "j F Y")


@register.filter
def clock(value: datetime | None, zone: str | tzinfo | None = None) -> str:
    """Write ``pukul 15.30 WIB``, or ``15:30 WIB`` in English."""
    if value is None:
        return "–"
    place = _zone(zone)
    local = value.astimezone(place)
    name = _ZONES.get(str(place)) or local.tzname() or ""
    if (get_language() or "id").startswith("en"):
        return f"{local:%H:%M} {name}"
    return f"pukul {local:%H.%M} {name}"


@register.filter
def moment(value: datetime | None, zone: str | tzinfo | None = None) -> str:
    """Write ``29 Mei 2023 pukul 15.30 WIB``."""
    if value is None:
        return "–"
    joint = ", " if (get_language() or "id").startswith("en") else " "
    return f"{day(value, zone)}{joint}{clock(value, zone)}"


def _zone(zone: str | tzinfo | None) -> tzinfo:
    if isinstance(zone, str) and zone:
        return ZoneInfo(zone)
    return zone if isinstance(zone, tzinfo) else timezone.get_default_timezone()


# Pictures


@cache
def _icon_body(name: str) -> str:
    """What stands inside the icon's file, read once; an unknown name is a mistake of ours."""
    try:
        source = (_ICONS / f"{name}.svg").read_text(encoding="utf-8")
    except OSError as error:
        raise template.TemplateSyntaxError(f"no icon named {name!r}") from error
    return source[source.index(">") + 1 : source.rindex("</svg>")].strip()


@register.simple_tag
def icon(name: str, size: int = 16, label: str = "") -> SafeString:
    """An icon as inline SVG: ``{% icon "house" size=18 %}``; it speaks only with a label."""
    spoken = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" fill="currentColor" '
        'viewBox="0 0 16 16" {1}>{2}</svg>',
        size,
        spoken,
        mark_safe(_icon_body(str(name))),  # noqa: S308 - our own file, read from the package of icons
    )


def _share(value: Number | None, total: Number | None) -> Decimal:
    """A share as a percentage between 0 and 100, with one digit."""
    if not value or not total:
        return Decimal(0)
    share = _decimal(value) / _decimal(total) * 100
    return min(max(share, Decimal(0)), Decimal(100)).quantize(Decimal("0.1"))


@register.simple_tag
def meter(value: Number | None, total: Number | None, kind: str = "") -> SafeString:
    """A share of questions, 6 px high; silent, since its number always stands beside it."""
    return format_html(
        '<svg class="meter {}" width="100%" height="6" aria-hidden="true">'
        '<rect width="{}%" height="6"/></svg>',
        kind,
        _share(value, total),
    )


@register.simple_tag
def points_bar(won: Number | None, possible: Number | None, maximum: Number | None) -> SafeString:
    """Points won, still possible and lost of ``maximum``, 10 px high; silent like the meter."""
    first, second = _share(won, maximum), _share(possible, maximum)
    return format_html(
        '<svg class="points" width="100%" height="10" aria-hidden="true">'
        '<rect class="won" width="{}%" height="10"/>'
        '<rect class="possible" x="{}%" width="{}%" height="10"/></svg>',
        first,
        first,
        min(second, 100 - first),
    )


@register.simple_tag
def countdown(ends: datetime, at: datetime, *, short: bool = False) -> SafeString:
    """``{% countdown window.closes_at at %}``: what is left, counted on by the page's script."""
    return draw_countdown(ends, at, short=short)


@register.simple_tag
def cite(href: str, page: int | None = None, text: str = "") -> SafeString:
    """A cited page, always a link; for running text, where a component would leave a space."""
    said = text or _("hal. %(page)s") % {"page": page}
    return format_html('<a class="cite" href="{}">{}</a>', href, said)


@register.simple_tag
def square(colour: str) -> SafeString:
    """The square before a level's name; the colour comes from the instrument."""
    return format_html(
        '<svg class="square" viewBox="0 0 12 12" aria-hidden="true">'
        '<rect width="12" height="12" fill="{}"/></svg>',
        colour,
    )


@register.simple_tag
def key_square(kind: str) -> SafeString:
    """One square of a key: ``won``, ``possible`` or ``lost``."""
    return format_html(
        '<svg class="{0}" viewBox="0 0 12 10" aria-hidden="true">'
        '<rect class="{0}" width="12" height="10"/></svg>',
        kind,
    )


def ladder_labels() -> charts.Labels:
    """The words on a ladder in the reader's language."""
    return charts.Labels(
        title=_("Tangga nilai"),
        verified=_("Terverifikasi"),
        expected=_("Perkiraan nilai akhir"),
        target=_("Sasaran"),
        self_score=_("Mandiri"),
        below=_("Belum berperingkat"),
        below_short=_("Belum"),
    )


@register.simple_tag
def ladder(
    levels: Sequence[charts.Band],
    marks: charts.Marks,
    *,
    top: Decimal | int = 1000,
    width: int = charts.WIDE,
    prefix: str = "ladder",
) -> SafeString:
    """The ladder for a desktop and for a phone; the style sheet shows the one that fits."""
    words = ladder_labels()
    drawn = [
        charts.ladder_svg(
            levels, Decimal(top), marks, width=size, labels=words, id_prefix=f"{prefix}-{size}"
        )
        for size in (width, charts.PHONE)
    ]
    return mark_safe("".join(drawn))  # noqa: S308 - charts escapes what it is given


_SIGNS = {
    "verified": '<circle cx="9" cy="8" r="6" fill="#1E2623"/>',
    "expected": '<path d="M1 8h16M1 3v10M17 3v10" stroke="#1E2623" stroke-width="2"/>',
    "target": '<path d="M3 16V1h13l-3.5 4L16 9H5v7z" fill="#0E5A59"/>',
    "self": '<circle cx="9" cy="8" r="5.5" fill="none" stroke="#48514D" stroke-width="2"/>',
}


@register.simple_tag
def ladder_values(marks: charts.Marks) -> SafeString:
    """The values of the ladder as a list, shown where the picture is too small for its labels."""
    words = ladder_labels()
    rows: list[tuple[SafeString, str, str]] = []
    if marks.verified is not None:
        rows.append((_sign("verified"), words.verified, format_decimal(marks.verified)))
    if marks.expected:
        rows.append((_sign("expected"), words.expected, charts.interval(*marks.expected)))
    if marks.target is not None:
        rows.append((_sign("target"), words.target, charts.whole_or_exact(marks.target)))
    if marks.self_score is not None:
        rows.append((_sign("self"), words.self_score, format_decimal(marks.self_score)))
    drawn = format_html_join("", "<div>{}<dt>{}</dt><dd>{}</dd></div>", rows)
    return format_html('<dl class="values">{}</dl>', drawn)


def _sign(name: str) -> SafeString:
    drawn = mark_safe(_SIGNS[name])  # noqa: S308 - written above
    return format_html('<svg viewBox="0 0 18 16" aria-hidden="true">{}</svg>', drawn)
