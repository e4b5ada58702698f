"""What a source says of a city in a year, read from what people type or send. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext as _

from layak.assessments.models import Stage
from layak.lib.errors import Refusal
from layak.lib.numbers import parse_decimal

FIRST_YEAR = 2006  # the policy of child-friendly cities began
LAST_YEAR = 2100
TOP = Decimal(1000)
_STEP = Decimal("0.0001")
SOURCE_LENGTH = 400
LEVEL_LENGTH = 40
NOTE_LENGTH = 2_000
_PLAIN = re.compile(r"\d+(\.\d+)?")
_STAGES = {
    Stage.SELF: ("em", "mandiri", "self", "penilaian mandiri"),
    Stage.ADMINISTRATIVE: ("va", "administrasi", "administrative", "verifikasi administrasi"),
    Stage.FIELD: ("vl", "vlh", "vkl", "lapangan", "field", "verifikasi lapangan"),
    Stage.FINAL: ("final", "akhir", "penghargaan"),
}
_UNKNOWN = ("", "-", "tidak jelas", "tidak disebut", "unclear", "unknown")


_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of the past. ``stage`` is empty where the source does not say it."""

    year: int
    stage: str
    score: Decimal | None
    level: str
    source: str
    note: str = ""
    blocks: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[object, ...]:
        """Two statements with one key say the same thing from the same source."""
        return self.year, self.stage, self.score, self.level, self.source


def statement(
    *,
    year: str,
    stage: str,
    score: str,
    level: str,
    source: str,
    note: str = "",
    blocks: Mapping[str, str] | None = None,
) -> Statement:
    """Read a row of a table. Raises ``Refusal`` with everything that is wrong, in one text."""
    wrong: list[str] = []
    when = _tried(year_of, year, wrong)
    named, said = _tried(stage_of, stage, wrong) or ("", "")
    points = _tried(score_of, score, wrong)
    parts = {code: _tried(score_of, text, wrong) for code, text in (blocks or {}).items()}
    level, source, note = " ".join(level.split()), " ".join(source.split()), note.strip()
    if said:
        own = _("Tahap menurut sumber: %(stage)s.") % {"stage": said}
        note = f"{note} {own}".strip()
    if not wrong and points is None and not level:
        wrong.append(_("Nilai dan peringkat kosong; isi salah satu."))
    wrong += _lengths(level, source, note)
    if wrong or when is None:
        raise Refusal(" ".join(wrong))
    kept = {code: str(part) for code, part in parts.items() if part is not None}
    return Statement(when, named, points, level, source, note, kept)


def _tried(read: Callable[[str], _Read], text: str, wrong: list[str]) -> _Read | None:
    try:
        return read(text)
    except Refusal as refusal:
        wrong.append(str(refusal))
        return None


def _lengths(level: str, source: str, note: str) -> list[str]:
    wrong = []
    if not source:
        wrong.append(_("Sumber belum diisi."))
    if len(source) > SOURCE_LENGTH:
        wrong.append(_("Sumber paling panjang %(length)s huruf.") % {"length": SOURCE_LENGTH})
    if len(level) > LEVEL_LENGTH:
        wrong.append(_("Peringkat paling panjang %(length)s huruf.") % {"length": LEVEL_LENGTH})
    if len(note) > NOTE_LENGTH:
        wrong.append(_("Catatan paling panjang %(length)s huruf.") % {"length": NOTE_LENGTH})
    return wrong


def year_of(text: str) -> int:
    """Read a year; ``"2023.0"`` as a spreadsheet writes it is 2023."""
    typed = text.strip().removesuffix(".0")
    if not typed.isdecimal() or not FIRST_YEAR <= int(typed) <= LAST_YEAR:
        raise Refusal(
            _("Tahun “%(text)s” tidak dikenal; tulis tahun sejak %(first)s, misalnya 2023.")
            % {"text": text.strip(), "first": FIRST_YEAR}
        )
    return int(typed)


def score_of(text: str) -> Decimal | None:
    """Read a score with point or comma (885.4 or 885,40); nothing where none is written."""
    typed = text.strip()
    if typed in {"", "-", "–"}:
        return None
    try:
        points = Decimal(typed) if _PLAIN.fullmatch(typed) else parse_decimal(typed)
    except Refusal as refusal:
        said = _("“%(text)s” bukan angka. Tulis seperti 600,40.") % {"text": typed}
        raise Refusal(said) from refusal
    if not 0 <= points <= TOP:
        raise Refusal(_("Nilai “%(text)s” harus antara 0 dan 1000.") % {"text": typed})
    return points.quantize(_STEP)


def stage_of(text: str) -> tuple[str, str]:
    """Read a stage: its code, and how the source calls it where that says more (VA_prov).

    ``EM``, ``VA``, ``VLH`` and ``VKL`` are the names of the field; an unclear stage is empty.
    """
    said = " ".join(text.split())
    word = said.casefold().replace("_", " ")
    if word in _UNKNOWN:
        return "", ""
    for stage, names in _STAGES.items():
        if word in names:
            return stage.value, ""
        if any(word.startswith(f"{name} ") for name in names):
            return stage.value, said
    raise Refusal(
        _("Tahap “%(text)s” tidak dikenal; tulis EM, VA, VL, final, atau kosongkan.")
        % {"text": said}
    )


def differ(said: Iterable[tuple[Decimal | None, str]]) -> bool:
    """Whether sources contradict each other: two scores, or two levels, for the same thing."""
    rows = list(said)
    scores = {score for score, _level in rows if score is not None}
    levels = {level.casefold() for _score, level in rows if level}
    return len(scores) > 1 or len(levels) > 1
