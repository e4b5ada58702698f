"""What people send to a sheet."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from layak.assessments.matrix import Grid, columns_of, stored, typed
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


class AnswerForm:
    """What an officer types into a question, kept as typed until it is understood.

    ``option`` is a step's key, ``keep`` for points that came with a sheet, or empty. Not a Django
    form: a refused save shows every field again exactly as it was sent.
    """

    def __init__(
        self, answer: Answer, *, names: Sequence[str] = (), data: Mapping[str, str] | None = None
    ) -> None:
        self.answer = answer
        self.options = list(answer.question.options.all())
        columns = columns_of(answer.question.matrix)
        self.error = ""
        self.theirs: Grid | None = None
        if data is None:
            self.option = self._stored_option()
            self.note = answer.note
            self.version = version_of(answer)
            self.grid = stored(columns, answer.matrix, names)
        else:
            self.option = data.get("option", "")
            self.note = data.get("note", "").replace("\r\n", "\n").replace("\0", "")
            self.version = data.get("version", "")
            self.grid = typed(columns, data, names)

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
    def matrix(self) -> list[Mapping[str, Any]] | None:
        """The table to keep; None where the question asks for none."""
        return list(self.grid.values) if self.grid.columns else None
