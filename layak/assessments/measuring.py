"""A measured answer: the figure as typed, what it amounts to, and the step that it reaches.

No database and no clock. A ladder carries its thresholds in the codes of its steps: ``over-75`` is
above 75 percent, ``up-to-5`` at most 5, ``zero`` and ``none`` nothing, ``all`` everything and
``most`` more than half.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from layak.instruments.models import Question
from layak.lib.errors import Refusal
from layak.lib.numbers import format_decimal, parse_decimal, round_half_up

PREFIX = "measured-"
FIELDS = ("value", "numerator", "denominator", "source", "period")
SOURCE_LENGTH, PERIOD_LENGTH = 300, 40
_LARGEST = Decimal(10) ** 13
_SHARE_KINDS = frozenset({"case_count", "training"})
_NUMBER_KINDS = frozenset({"outcome", "outcome_low"})
_BOUND = re.compile(r"(over|up-to)-(\d{1,3})", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)", re.ASCII)


class Unit(StrEnum):
    """What is measured: a share of something, in percent, or a plain number."""

    SHARE = "share"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure that was understood. ``value`` is in percent for a share.

    ``observation`` and ``registry`` say what it was drawn from; two figures that say the same are
    equal wherever they come from.
    """

    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    source: str
    period: str
    observation: int | None = field(default=None, compare=False)
    registry: str = field(default="", compare=False)

    @property
    def drawn(self) -> bool:
        """Whether it was drawn from a figure or from the registry, not typed."""
        return self.observation is not None or bool(self.registry)


@dataclass(slots=True)
class Typed:
    """The figure's fields as typed; ``measured`` is None while all are empty or one is wrong.

    ``error`` is one sentence that names the field, ``wrong`` that field.
    """

    unit: Unit
    texts: Mapping[str, str]
    measured: Measured | None = None
    error: str = ""
    wrong: str = ""

    @property
    def share(self) -> bool:
        return self.unit is Unit.SHARE

    @property
    def value(self) -> str:
        return self.texts.get("value", "")

    @property
    def numerator(self) -> str:
        return self.texts.get("numerator", "")

    @property
    def denominator(self) -> str:
        return self.texts.get("denominator", "")

    @property
    def source(self) -> str:
        return self.texts.get("source", "")

    @property
    def period(self) -> str:
        return self.texts.get("period", "")

    @property
    def empty(self) -> bool:
        return not any(self.texts.get(name) for name in FIELDS)

    @property
    def amount(self) -> str:
        """The figure as people write it: ``22,30%`` or ``1.214``; empty without one."""
        return written(self.measured, self.unit) if self.measured else ""


class _Wrong(Exception):  # noqa: N818 - what was typed is wrong, not the program
    """One field cannot be understood; the sentence names it."""

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        super().__init__(_("%(field)s: %(why)s") % {"field": label_of(name), "why": why})


def unit_of(question: Question) -> Unit | None:
    """What a question measures; None where it only offers steps to choose from."""
    if question.percentage or question.kind in _SHARE_KINDS:
        return Unit.SHARE
    return Unit.NUMBER if question.kind in _NUMBER_KINDS else None


def label_of(name: str) -> str:
    """The name of a field as the page prints it."""
    return {
        "value": _("Nilai"),
        "numerator": _("Pembilang"),
        "denominator": _("Penyebut"),
        "source": _("Sumber"),
        "period": _("Periode"),
    }[name]


def typed(unit: Unit, data: Mapping[str, str]) -> Typed:
    """Read the fields of a figure as somebody sent them; nothing typed is ever dropped."""
    texts = {
        name: " ".join(data.get(PREFIX + name, "").replace("\0", "").split()) for name in FIELDS
    }
    found = Typed(unit, texts)
    if not found.empty:
        try:
            found.measured = _understood(unit, texts)
        except _Wrong as wrong:
            found.error, found.wrong = str(wrong), wrong.name
    return found


def stored(unit: Unit, measured: Measured | None) -> Typed:
    """A kept figure as people type it. A computed value is not typed again."""
    if measured is None:
        return Typed(unit, {})
    texts = {"source": measured.source, "period": measured.period}
    if measured.numerator is None or measured.denominator is None:
        texts["value"] = _number(measured.value)
    else:
        texts["numerator"] = _number(measured.numerator)
        texts["denominator"] = _number(measured.denominator)
    return Typed(unit, texts, measured)


def typed_again(unit: Unit, measured: Measured) -> Typed:
    """A figure from elsewhere as if somebody had typed it here; with ``error`` where none may."""
    texts = stored(unit, measured).texts
    return typed(unit, {PREFIX + name: text for name, text in texts.items()})


def told(measured: Measured, unit: Unit) -> str:
    """A figure in one line: ``22,30% (223 dari 1.000), e-PPGBM, Juni 2024``."""
    amount = written(measured, unit)
    if measured.numerator is not None and measured.denominator is not None:
        said = {"above": _number(measured.numerator), "below": _number(measured.denominator)}
        amount += " (" + _("%(above)s dari %(below)s") % said + ")"
    return f"{amount}, {measured.source}, {measured.period}"


def written(measured: Measured, unit: Unit) -> str:
    """A figure as people write it: ``22,30%`` or ``1.214``."""
    if unit is Unit.SHARE:
        return f"{format_decimal(measured.value)}%"
    return _number(measured.value)


def reached(unit: Unit, codes: Sequence[str], value: Decimal) -> str | None:
    """The code of the step that a figure reaches; None where the ladder names no threshold for it.

    ``codes`` in the order of the ladder. Where exactly one step names none, it takes what the
    others leave.
    """
    named = {code: _holds(unit, code, value) for code in codes}
    for code, holds in named.items():
        if holds:
            return code
    nameless = [code for code, holds in named.items() if holds is None]
    alone = unit is Unit.SHARE and len(nameless) == 1 and len(codes) > 1
    return nameless[0] if alone else None


def _holds(unit: Unit, code: str, value: Decimal) -> bool | None:
    """Whether a step takes the value; None where its code says nothing about values."""
    if code in {"zero", "none"}:
        return value == 0
    if unit is not Unit.SHARE:
        return None
    if code == "all":
        return value == 100
    if code == "most":
        return value > 50
    if bound := _BOUND.fullmatch(code):
        limit = Decimal(bound[2])
        return value > limit if bound[1] == "over" else value <= limit
    return None


def _understood(unit: Unit, texts: Mapping[str, str]) -> Measured:
    value = _value(unit, texts["value"]) if texts["value"] else None
    above = below = None
    if unit is Unit.SHARE:
        above, below = _count("numerator", texts), _count("denominator", texts)
    if above is not None and below is not None:
        value = _agreeing(value, above, below, texts["value"])
    elif above is not None or below is not None:
        missing = "denominator" if below is None else "numerator"
        raise _Wrong(missing, _("wajib diisi bersama pasangannya."))
    if value is None:
        raise _Wrong(
            "value",
            _("isi nilainya, atau pembilang dan penyebutnya.")
            if unit is Unit.SHARE
            else _("wajib diisi bersama sumber dan periodenya."),
        )
    _check_origin(texts)
    return Measured(round_half_up(value, 4), above, below, texts["source"], texts["period"])


def _check_origin(texts: Mapping[str, str]) -> None:
    """A figure without source and period proves nothing."""
    for name, most in (("source", SOURCE_LENGTH), ("period", PERIOD_LENGTH)):
        if not texts[name]:
            raise _Wrong(name, _("wajib diisi bersama nilai ukur."))
        if len(texts[name]) > most:
            raise _Wrong(name, _("paling panjang %(length)s karakter.") % {"length": most})
    if not _YEAR.search(texts["period"]):
        raise _Wrong("period", _("sebutkan tahunnya, misalnya 2022 atau Juni 2024."))


def _value(unit: Unit, text: str) -> Decimal:
    if unit is Unit.SHARE:
        value = _read("value", text.removesuffix("%"), text)
        if value > 100:
            said = {"text": text, "read": _number(value)}
            raise _Wrong(
                "value",
                _("“%(text)s” berarti %(read)s persen, padahal paling besar 100. ") % said
                + _("Koma untuk desimal, titik untuk ribuan."),
            )
        return value
    return _read("value", text, text)


def _count(name: str, texts: Mapping[str, str]) -> Decimal | None:
    """A numerator or denominator: whole things, counted."""
    text = texts[name]
    if not text:
        return None
    number = _read(name, text, text)
    if number != number.to_integral_value():
        raise _Wrong(
            name,
            _("“%(text)s” bukan bilangan bulat. Ribuan ditulis dengan titik, seperti 1.214.")
            % {"text": text},
        )
    return number


def _read(name: str, text: str, shown: str) -> Decimal:
    if "%" in text:
        raise _Wrong(
            name, _("“%(text)s” adalah persen; tulis jumlahnya, tanpa tanda %%.") % {"text": shown}
        )
    try:
        number = parse_decimal(text)
    except Refusal as refusal:
        raise _Wrong(
            name, _("“%(text)s” bukan angka. Tulis seperti 600,40.") % {"text": shown}
        ) from refusal
    if number < 0:
        raise _Wrong(name, _("“%(text)s” tidak boleh negatif.") % {"text": shown})
    if number >= _LARGEST:
        raise _Wrong(name, _("“%(text)s” terlalu besar.") % {"text": shown})
    return number


def _agreeing(value: Decimal | None, above: Decimal, below: Decimal, text: str) -> Decimal:
    """The share of two counts; a value typed beside them must say the same."""
    if below == 0:
        raise _Wrong("denominator", _("tidak boleh nol."))
    if above > below:
        raise _Wrong("numerator", _("tidak boleh lebih besar daripada penyebut."))
    share = 100 * above / below
    if value is not None and round_half_up(value) != round_half_up(share):
        said = {"text": text, "share": format_decimal(share)}
        raise _Wrong(
            "value",
            _("“%(text)s” tidak sama dengan pembilang dibagi penyebut, %(share)s%%. ") % said
            + _("Kosongkan salah satunya."),
        )
    return share


def _number(value: Decimal) -> str:
    exponent = value.normalize().as_tuple().exponent
    return format_decimal(value, max(0, -exponent) if isinstance(exponent, int) else 0)
