"""How long something still lasts, in words; the page's script counts on from there."""

from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def words(ends: datetime, at: datetime) -> str:
    """The time from ``at`` until ``ends``, cut to whole minutes, in the last hour to seconds."""
    left = int((ends - at).total_seconds())
    if left <= 0:
        return _("sudah ditutup")
    hours, rest = divmod(left, 3600)
    minutes, seconds = divmod(rest, 60)
    pattern = hours_pattern() if hours else minutes_pattern()
    return pattern % {"h": hours, "m": minutes, "s": seconds}


def hours_pattern() -> str:
    return _("%(h)s jam %(m)s menit")


def minutes_pattern() -> str:
    return _("%(m)s menit %(s)s detik")


def draw(ends: datetime, at: datetime) -> SafeString:
    """A ``time`` element that counts down by the server's clock, not by the reader's."""
    return format_html(
        '<time class="countdown" datetime="{}" data-now="{}" data-hours="{}" data-minutes="{}"'
        ' data-over="{}">{}</time>',
        ends.isoformat(),
        at.isoformat(),
        hours_pattern(),
        minutes_pattern(),
        _("sudah ditutup"),
        words(ends, at),
    )
