"""Days as officials write them: 29 Mei 2023, 29/05/2023, 2023-05-29."""

import re
from datetime import date

from django.utils.translation import gettext as _

from layak.lib.errors import Refusal

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february feb pebruari",
            "maret march mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu ags aug",
            "september sep sept",
            "oktober october okt oct",
            "november nov nopember",
            "desember december des dec",
        ),
        1,
    )
    for name in names.split()
}
_WORDS = re.compile(r"(\d{1,2})\s+([a-z]+)\.?\s+(\d{4})")
_DIGITS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def parse_day(text: str) -> date:
    """Read a whole date, day before month. Raises ``Refusal`` for all else: no year is guessed."""
    typed = " ".join(text.lower().split())
    parts: tuple[int, int, int] | None = None
    if words := _WORDS.fullmatch(typed):
        parts = int(words[3]), _MONTHS.get(words[2], 0), int(words[1])
    elif digits := _DIGITS.fullmatch(typed):
        parts = int(digits[3]), int(digits[2]), int(digits[1])
    elif iso := _ISO.fullmatch(typed):
        parts = int(iso[1]), int(iso[2]), int(iso[3])
    if parts is None or not 1900 <= parts[0] <= 2200:
        raise Refusal(_unclear(text))
    try:
        return date(*parts)
    except ValueError as error:
        raise Refusal(_unclear(text)) from error


def _unclear(text: str) -> str:
    return _("“%(text)s” bukan tanggal yang jelas. Tulis seperti 29 Mei 2026.") % {"text": text}
