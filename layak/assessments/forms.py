"""What people send to a sheet."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from django import forms
from django.utils.translation import gettext as _

from layak.assessments import measuring
from layak.assessments.drafting import fields_of
from layak.assessments.drawing import DRAWN, kept_figure, key_of
from layak.assessments.matrix import Column, columns_of, stored, typed
from layak.assessments.models import Answer
from layak.assessments.services import version_of
from layak.instruments.models import AwardLevel, Option
from layak.lib.numbers import format_decimal

KEEP = "keep"


class TargetForm(forms.Form):
    """The level a city aims for in a cycle; empty takes the aim back."""

    def __init__(
        self, data: Any, *, levels: Sequence[AwardLevel], chosen: AwardLevel | None
    ) -> None:
        super().__init__(data, initial={"target": str(chosen.pk) if chosen else ""})
        self._levels = {str(level.pk): level for level in levels}
        steps = [(key, _described(level)) for key, level in self._levels.items()]
        self.fields["target"] = forms.ChoiceField(
            label=_("Sasaran siklus ini"),
            required=False,
            widget=forms.RadioSelect,
            choices=[*steps, ("", _("Belum ada sasaran"))],
        )

    @property
    def level(self) -> AwardLevel | None:
        """The chosen level of a valid form."""
        return self._levels.get(self.cleaned_data["target"])


def _described(level: AwardLevel) -> str:
    floor = format_decimal(level.floor, 0)
    return _("%(level)s, mulai %(floor)s") % {"level": level, "floor": floor}


@lru_cache(maxsize=2048)
def _steps(question: int) -> tuple[Option, ...]:
    # Published instruments never change, so each ladder is read once a process.
    return tuple(Option.objects.filter(question=question))


class AnswerForm:
    """What an officer types into a question, kept as typed until it is understood.

    ``option`` is a step's key, ``keep`` for points that came with a sheet, or empty. Not a Django
    form: a refused save shows every field again exactly as it was sent.
    """

    def __init__(
        self, answer: Answer, *, names: Sequence[str] = (), data: Mapping[str, str] | None = None
    ) -> None:
        self.answer = answer
        self.names = names
        self.options = _steps(answer.question_id)
        self.unit = measuring.unit_of(answer.question)
        columns = columns_of(answer.question.matrix)
        self.error = ""
        self.notes: list[str] = []
        self.theirs: AnswerForm | None = None
        self.paste = ""
        self.fields: Mapping[str, str] = {}
        self.figure: measuring.Typed | None = None
        self.drawn = ""
        if data is None:
            self.option = self._stored_option()
            self.note = answer.note
            self.version = version_of(answer)
            self.grid = stored(columns, answer.matrix, names)
            self.grid.values = list(answer.matrix)
            if self.unit:
                kept = kept_figure(answer)
                self.figure = measuring.stored(self.unit, kept)
                self.drawn = key_of(kept)
        else:
            self.fields = fields_of(data)
            self.option = data.get("take") or data.get("option", "")
            self.note = data.get("note", "").replace("\r\n", "\n").replace("\0", "")
            self.version = data.get("version", "")
            self.grid = typed(columns, data, names)
            self.paste = data.get("matrix-paste", "").replace("\0", "")
            if self.unit:
                self.figure = measuring.typed(self.unit, data)
                self.drawn = data.get(DRAWN, "")

    def draw(self, key: str, figure: measuring.Measured) -> None:
        """Take a figure over from where it is kept; it is saved with the answer."""
        if self.unit:
            self.figure, self.drawn = measuring.stored(self.unit, figure), key

    def _stored_option(self) -> str:
        if self.brought:
            return KEEP
        return str(self.answer.option_id or "")

    @property
    def brought(self) -> bool:
        """Whether the points came with a sheet and lie on no step of the ladder."""
        answer = self.answer
        on_a_step = any(
            step.pk == answer.option_id and step.points == answer.points for step in self.options
        )
        return answer.points is not None and not on_a_step

    @property
    def chosen(self) -> Option | None:
        """The step that is chosen; None for none and for points that came with a sheet."""
        return next((step for step in self.options if str(step.pk) == self.option), None)

    @property
    def kept_points(self) -> Decimal | None:
        return self.answer.points if self.option == KEEP and self.brought else None

    @property
    def points(self) -> Decimal | None:
        """What the chosen step wins."""
        return self.chosen.points if self.chosen else self.kept_points

    @property
    def matrix(self) -> list[Mapping[str, Any]] | None:
        """The table to keep; None where the question asks for none."""
        return list(self.grid.values) if self.grid.columns else None

    @property
    def measured(self) -> measuring.Measured | Literal["keep"] | None:
        """The figure to keep; what is there stays where the question measures nothing."""
        return self.figure.measured if self.figure else "keep"

    @property
    def proposed(self) -> Option | None:
        """The step that the figure reaches, where the ladder has thresholds."""
        if self.figure is None or self.figure.measured is None:
            return None
        codes = [step.code for step in self.options]
        code = measuring.reached(self.figure.unit, codes, self.figure.measured.value)
        return next((step for step in self.options if step.code == code), None)

    @property
    def first_error(self) -> str:
        """One sentence about what cannot be understood; empty when all can."""
        if self.option not in {"", KEEP} and self.chosen is None:
            return _("Pilihan itu tidak ada pada pertanyaan ini. Pilih sekali lagi.")
        if self.figure and self.figure.error:
            return self.figure.error
        return self.grid.errors[0] if self.grid.errors else ""

    @property
    def says(self) -> tuple[object, ...]:
        """All that would be kept; equal for two forms that say the same."""
        understood = self.figure.texts if self.figure and self.figure.error else self.measured
        bad = tuple(cell.text for row in self.grid.rows for cell in row if cell.wrong)
        rows = [
            [_same(column, row.get(column.code)) for column in self.grid.columns]
            for row in self.grid.values
        ]
        return (self.option, self.note.strip(), understood, rows, bad, self.paste.strip())


def _same(column: Column, value: Any) -> Any:
    """A cell's value; numbers without their trailing zeros."""
    if not column.numeric or value is None:
        return value
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return value
