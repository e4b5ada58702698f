"""How long something still lasts, in words; the page's script counts on from there."""

from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def words(ends: datetime, at: datetime, *, short: bool = False) -> str:
    """The time from ``at`` until ``ends``, cut to whole minutes, in the last hour to seconds."""
    left = int((ends - at).total_seconds())
    if left <= 0:
        return _("sudah ditutup")
    hours, rest = divmod(left, 3600)
    minutes, seconds = divmod(rest, 60)
    pattern = hours_pattern(short=short) if hours else minutes_pattern(short=short)
    return pattern % {"h": hours, "m": minutes, "s": seconds}


def hours_pattern(*, short: bool = False) -> str:
    return _("%(h)s j %(m)s m") if short else _("%(h)s jam %(m)s menit")


def minutes_pattern(*, short: bool = False) -> str:
    return _("%(m)s m %(s)s d") if short else _("%(m)s menit %(s)s detik")


def draw(ends: datetime, at: datetime, *, short: bool = False) -> SafeString:
    """A ``time`` element that counts down by the server's clock, not by the reader's."""
    return format_html(
        '<time class="countdown" datetime="{}" data-now="{}" data-hours="{}" data-minutes="{}"'
        ' data-over="{}">{}</time>',
        ends.isoformat(),
        at.isoformat(),
        hours_pattern(short=short),
        minutes_pattern(short=short),
        _("sudah ditutup"),
        words(ends, at, short=short),
    )
