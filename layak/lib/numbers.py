"""Numbers as Indonesian officials read and write them: 1.214,50."""

import re
from decimal import ROUND_HALF_UP, Decimal

from layak.lib.errors import Refusal

_INDONESIAN = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """Round once, away from zero at the half, to ``places`` digits after the point."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def format_decimal(value: Decimal, places: int = 2) -> str:
    """Write a number for a page: ``Decimal("1214.5")`` becomes ``"1.214,50"``."""
    swapped = f"{round_half_up(value, places):,f}"
    return swapped.translate(str.maketrans(",.", ".,"))


def parse_decimal(text: str) -> Decimal:
    """Read a number typed on a page: ``"1.214,5"`` and ``"600,40"``, also ``"600.4"``.

    ``"1.214"`` is read as one thousand two hundred and fourteen, as its writer means it.
    Raises ``Refusal`` when the text is no number.
    """
    typed = text.strip().replace(" ", "")
    if _INDONESIAN.fullmatch(typed):
        return Decimal(typed.replace(".", "").replace(",", "."))
    if _PLAIN.fullmatch(typed):
        return Decimal(typed)
    raise Refusal(f"“{text}” bukan angka. Tulis seperti 600,40.")
