"""An office's list as a sheet to fill in without a line, and what a filled one means.

Nothing is saved here: ``exporting`` and ``importing`` are the two ways.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layak.assessments import measuring
from layak.assessments.measuring import FIELDS, PREFIX, Measured, Unit
from layak.assessments.models import Answer, Assessment, MeasuredValue, Placement
from layak.assessments.services import NOTE_LENGTH
from layak.instruments.models import Option
from layak.lib.errors import Refusal

# The columns of the sheet, as key, title and width: to be read, to be filled, and to find the way
# back by.
ABOUT: Sequence[tuple[str, Promise, int]] = (
    ("code", gettext_lazy("Butir"), 9),
    ("label", gettext_lazy("Pertanyaan"), 44),
    ("indicator", gettext_lazy("Indikator"), 26),
    ("part", gettext_lazy("Bagian"), 16),
    ("attainable", gettext_lazy("Poin"), 8),
    ("won", gettext_lazy("Nilai kini"), 10),
    ("state", gettext_lazy("Keadaan"), 16),
    ("asked", gettext_lazy("Yang diminta"), 36),
)
FILL: Sequence[tuple[str, Promise, int]] = (
    ("option", gettext_lazy("Jawaban"), 34),
    ("value", gettext_lazy("Nilai"), 12),
    ("numerator", gettext_lazy("Pembilang"), 12),
    ("denominator", gettext_lazy("Penyebut"), 12),
    ("source", gettext_lazy("Sumber"), 24),
    ("period", gettext_lazy("Periode"), 14),
    ("note", gettext_lazy("Narasi"), 50),
    ("files", gettext_lazy("Nama berkas data dukung"), 34),
)
BACK: Sequence[tuple[str, Promise, int]] = (
    ("key", gettext_lazy("Kunci"), 8),
    ("version", gettext_lazy("Versi"), 8),
    ("print", gettext_lazy("Sidik"), 8),
)
TITLES: Mapping[str, Promise] = {key: title for key, title, _width in (*ABOUT, *FILL, *BACK)}
FILL_KEYS = tuple(key for key, _title, _width in FILL)
Texts = Mapping[str, str]


class WrongField(Refusal):
    """One field of a row cannot be understood; ``key`` names its column."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer says. ``points`` only where they came with a sheet and lie on no step."""

    option: Option | None
    points: Decimal | None
    measured: Measured | None
    note: str
    files: frozenset[str]

    def says(self) -> tuple[object, ...]:
        """All of it but the files, in a shape that two equal answers share."""
        return (self.option and self.option.pk, self.points, self.measured, self.note)


@dataclass(frozen=True, slots=True)
class Held:
    """One answer as it is kept now, with all that its row needs."""

    answer: Answer
    options: Sequence[Option]
    unit: Unit | None
    now: Meaning


def columns_by_title() -> dict[str, str]:
    """The key of every column by its title, in each language of the house."""
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {str(title).casefold(): key for key, title in TITLES.items()}
    return found


def fingerprint(texts: Texts) -> str:
    """Tell whether anything in a row was typed since it was written."""
    said = [" ".join(texts.get(key, "").split()) for key in FILL_KEYS]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def key_of(answer: Answer) -> str:
    return f"{answer.assessment_id}:{answer.pk}"


def hold(assessment: Assessment, answers: Iterable[int]) -> dict[int, Held]:
    """Read answers as they are kept, by key; in four queries."""
    wanted = list(answers)
    rows = (
        Answer.objects.filter(assessment=assessment, pk__in=wanted)
        .select_related("question", "option", "measured")
        .prefetch_related("question__options")
        .order_by("question__position")
    )
    names: dict[int, set[str]] = {}
    for pk, name in Placement.objects.filter(answer__in=wanted).values_list(
        "answer_id", "evidence__name"
    ):
        names.setdefault(pk, set()).add(name)
    return {row.pk: _held(row, frozenset(names.get(row.pk, ()))) for row in rows}


def _held(answer: Answer, files: frozenset[str]) -> Held:
    options = list(answer.question.options.all())
    on_a_step = answer.option is not None and answer.option.points == answer.points
    kept: MeasuredValue | None = getattr(answer, "measured", None)
    figure = (
        Measured(kept.value, kept.numerator, kept.denominator, kept.source, kept.period)
        if kept
        else None
    )
    now = Meaning(
        option=answer.option if on_a_step else None,
        points=None if on_a_step else answer.points,
        measured=figure,
        note=answer.note.strip(),
        files=files,
    )
    return Held(answer, options, measuring.unit_of(answer.question), now)


def texts_of(held: Held) -> dict[str, str]:
    """An answer as people type it into the sheet."""
    figure = measuring.stored(held.unit, held.now.measured) if held.unit else None
    typed = {name: figure.texts.get(name, "") if figure else "" for name in FIELDS}
    return {
        "option": str(held.now.option) if held.now.option else "",
        **typed,
        "note": held.now.note,
        "files": "; ".join(sorted(held.now.files)),
    }


def understand(held: Held, texts: Texts) -> tuple[Meaning, list[WrongField]]:
    """What a typed row means for an answer, and every field that cannot be understood."""
    wrong: list[WrongField] = []
    option: Option | None = None
    if text := texts.get("option", "").strip():
        option = _option(held, text)
        if option is None:
            wrong.append(WrongField("option", _said_no_step(text)))
    measured = _measured(held, texts, wrong)
    note = texts.get("note", "").strip()
    if len(note) > NOTE_LENGTH:
        said = _("Narasi paling panjang %(length)s karakter.") % {"length": NOTE_LENGTH}
        wrong.append(WrongField("note", said))
    if not text and measured is not None:
        option = _reached(held, measured)
    # Points that came with a sheet stay until somebody chooses a step.
    points = held.now.points if option is None and not text else None
    return Meaning(option, points, measured, note, names_in(texts)), wrong


def names_in(texts: Texts) -> frozenset[str]:
    """The names of documents that a row gives, parted by semicolons or lines."""
    parts = texts.get("files", "").replace("\n", ";").split(";")
    return frozenset(name.strip() for name in parts) - {""}


def _said_no_step(text: str) -> str:
    return _("“%(text)s” bukan salah satu jawaban butir ini; pilih dari daftarnya.") % {
        "text": text[:60]
    }


def _option(held: Held, text: str) -> Option | None:
    """The step that a text names, in either language."""
    wanted = " ".join(text.split()).casefold()
    for option in held.options:
        if wanted in {option.label.casefold(), option.label_en.casefold()}:
            return option
    return None


def _measured(held: Held, texts: Texts, wrong: list[WrongField]) -> Measured | None:
    filled = {name: texts.get(name, "").strip() for name in FIELDS}
    if held.unit is None:
        if typed := next((name for name in FIELDS if filled[name]), None):
            wrong.append(WrongField(typed, _("Butir ini tidak meminta nilai ukur.")))
        return held.now.measured
    found = measuring.typed(held.unit, {PREFIX + name: text for name, text in filled.items()})
    if found.error:
        wrong.append(WrongField(found.wrong, found.error))
    return found.measured


def _reached(held: Held, measured: Measured) -> Option | None:
    if held.unit is None:
        return None
    codes = [option.code for option in held.options]
    code = measuring.reached(held.unit, codes, measured.value)
    return next((option for option in held.options if option.code == code), None)
