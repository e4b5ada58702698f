"""Numbers of cells and forms: understood, or refused with a sentence; never guessed.

Where a text has two readings ("1.214" is 1214 or 1 point 214) the unit decides if it can: a count
is whole. Otherwise the writer is asked. Pure: no Django but its words.
"""

import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from layak.lib.errors import Refusal
from layak.lib.numbers import format_decimal, parse_decimal, round_half_up

PLACES = 4
LARGEST = Decimal(10) ** 10
LARGEST_COUNT = 10**10
# One separator with three digits behind it: thousands for one writer, decimals for another.
_THREE_BEHIND = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")
_ENGLISH = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+|[+-]?\d{1,3}(,\d{3}){2,}")


def read_share(text: str, *, what: str = "text", strict: bool = True) -> Decimal:
    """Percent from what a cell or form holds: ``22,3%`` and ``22,3`` are 22.3.

    ``what``: number (as a spreadsheet stores it), percent (with its percent format, already times
    100) or text. ``strict``: from a file, where nobody can be asked at once.
    """
    if what == "percent":
        return _checked(Decimal(text), text)
    if what == "number":
        value = Decimal(text)
        if 0 < value <= 1:
            raise Refusal(
                _("%(text)s dapat berarti %(text)s persen atau %(times)s persen. ")
                % {"text": plain(value), "times": plain(value * 100)}
                + _("Tulis dengan tanda %%, misalnya 22,3%%.") % {}
            )
        return _checked(value, text)
    bare = text.strip().removesuffix("%").strip()
    behind = _THREE_BEHIND.fullmatch(bare)
    if behind and (behind[1] == "." or strict):
        if behind[1] == ",":
            return _checked(_parsed(bare, text), text)
        raise Refusal(
            _("“%(text)s” dapat berarti seribu lebih atau satu koma sekian. Pakai koma desimal.")
            % {"text": text}
        )
    return _checked(_parsed(bare, text), text)


def read_count(text: str, *, what: str = "text", points_are_decimal: bool = False) -> int:
    """A whole number from what a cell or form holds: ``1.214`` is 1214, ``1,214`` is refused.

    ``points_are_decimal``: from a CSV, where either separator may mean either.
    """
    if what == "percent" or "%" in text:
        raise Refusal(_("“%(text)s” adalah persen, padahal kolom ini jumlah.") % {"text": text})
    bare = text.strip()
    if what == "number":
        value = _decimal(bare, text)
    elif points_are_decimal and _THREE_BEHIND.fullmatch(bare):
        raise Refusal(
            _("“%(text)s” dapat berarti ribuan atau desimal. Dalam CSV tulis tanpa pemisah ribuan.")
            % {"text": text}
        )
    else:
        value = _parsed(bare, text)
    if value != value.to_integral_value():
        raise Refusal(
            _("“%(text)s” berarti %(read)s, padahal jumlah harus bulat. Ribuan ditulis 1.214.")
            % {"text": text, "read": plain(value)}
        )
    if not 0 <= value < LARGEST_COUNT:
        raise Refusal(
            _("“%(text)s” terlalu besar atau negatif untuk sebuah jumlah.") % {"text": text}
        )
    return int(value)


def share_of(numerator: int, denominator: int) -> Decimal | None:
    """Percent with four digits; None of nothing."""
    if denominator == 0:
        return None
    return round_half_up(Decimal(100) * numerator / denominator, PLACES)


def plain(value: Decimal) -> str:
    """As people write it, without zeros that say nothing: 22,3 or 1.214."""
    exponent = value.normalize().as_tuple().exponent
    return format_decimal(value, min(max(0, -exponent), PLACES) if isinstance(exponent, int) else 0)


def brief(value: Decimal) -> str:
    """The same with two digits behind the comma at most, for sentences and drawings."""
    return plain(round_half_up(value))


def _parsed(bare: str, text: str) -> Decimal:
    if _ENGLISH.fullmatch(bare):
        raise Refusal(
            _("“%(text)s” memakai koma sebagai pemisah ribuan. Tulis 1.214,5.") % {"text": text}
        )
    try:
        return parse_decimal(bare)
    except Refusal as refusal:
        raise Refusal(_("“%(text)s” bukan angka.") % {"text": text}) from refusal


def _decimal(bare: str, text: str) -> Decimal:
    try:
        return Decimal(bare)
    except InvalidOperation as error:
        raise Refusal(_("“%(text)s” bukan angka.") % {"text": text}) from error


def _checked(value: Decimal, text: str) -> Decimal:
    if abs(value) >= LARGEST:
        raise Refusal(_("“%(text)s” terlalu besar.") % {"text": text})
    return round_half_up(value, PLACES)
