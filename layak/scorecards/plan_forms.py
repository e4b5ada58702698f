"""Forms of the pages about what can still be done."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from layak.forecast.steps import Act
from layak.instruments.models import AwardLevel
from layak.lib.errors import Refusal
from layak.lib.numbers import format_decimal, parse_decimal
from layak.scorecards.plans import PlanLine

CONFIDENCES = (50, 80, 90)
MOST_HOURS = 100_000
MOST_STEP_HOURS = 2_000
_NO_NUMBER = _("“%(text)s” bukan angka. Tulis seperti 600,40.")


class LevelForm(forms.Form):
    """The cheapest way to a level."""

    level = forms.ChoiceField(label=_("Peringkat"))
    confidence = forms.TypedChoiceField(
        label=_("Keyakinan"),
        coerce=int,
        choices=[(one, f"{one}%") for one in CONFIDENCES],
        initial=80,
    )

    def __init__(self, *args: Any, levels: Sequence[AwardLevel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._levels = {level.name: level for level in levels}
        field = self.fields["level"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(level.name, str(level)) for level in levels]

    @property
    def chosen(self) -> AwardLevel:
        return self._levels[self.cleaned_data["level"]]


class HoursForm(forms.Form):
    """The most points within the hours that are left."""

    hours = forms.CharField(
        label=_("Jam kerja seluruhnya"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    each_office = forms.CharField(
        label=_("Jam kerja tiap OPD"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    def clean(self) -> None:
        for name in ("hours", "each_office"):
            if typed := self.cleaned_data.get(name):
                self._read(name, typed)
        if not self.errors and not any(self.cleaned_data.values()):
            raise forms.ValidationError(
                _("Isi jam kerja seluruhnya, jam kerja tiap OPD, atau keduanya.")
            )

    def _read(self, name: str, typed: str) -> None:
        try:
            value = parse_decimal(typed)
        except Refusal:
            self.add_error(name, _NO_NUMBER % {"text": typed})
            return
        if not 0 < value <= MOST_HOURS:
            self.add_error(name, _("Jam kerja harus lebih dari nol dan paling banyak 100.000."))
        self.cleaned_data[name] = value

    def given(self, name: str) -> float | None:
        """The hours typed into a field; None where it was left empty."""
        value = self.cleaned_data.get(name)
        return float(value) if isinstance(value, Decimal) else None


class HandOverForm(forms.Form):
    """Until when the offices are to be done; the day ends in the city's zone."""

    due = forms.DateField(
        label=_("Selesai paling lambat"),
        help_text=_("Langkah yang dicentang menjadi tindak lanjut OPD-nya."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Tanggal belum diisi."),
            "invalid": _("Tanggal tidak dapat dibaca."),
        },
    )

    def until(self, zone: str) -> datetime:
        """The last minute of that day."""
        return datetime.combine(self.cleaned_data["due"], time(23, 59), ZoneInfo(zone))


class StepHoursForm(forms.Form):
    """What each step takes an office of a city; an empty field takes up the assumption."""

    def __init__(self, *args: Any, assumed: Mapping[str, float], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for act in Act:
            hours = assumed[act.value]
            said = ngettext(
                "Anggapan umum: %(hours)s jam.",
                "Anggapan umum: %(hours)s jam.",
                1 if hours == 1 else 2,
            )
            self.fields[act.value] = forms.CharField(
                label=PlanLine.Act(act.value).label,
                required=False,
                max_length=10,
                help_text=said % {"hours": hours_text(Decimal(str(hours)))},
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )

    def clean(self) -> None:
        for name, typed in list(self.cleaned_data.items()):
            if not typed:
                continue
            try:
                value = parse_decimal(typed)
            except Refusal:
                self.add_error(name, _NO_NUMBER % {"text": typed})
                continue
            if not Decimal("0.01") <= value <= MOST_STEP_HOURS:
                self.add_error(name, _("Jam kerja harus lebih dari nol dan paling banyak 2.000."))
            self.cleaned_data[name] = value

    @property
    def wanted(self) -> dict[Act, Decimal | None]:
        """The hours of each step; None where the assumption is to hold."""
        return {act: self.cleaned_data.get(act.value) or None for act in Act}


def hours_text(hours: Decimal) -> str:
    """Hours as people type them: ``3`` and ``0,25``."""
    return format_decimal(hours, 0 if hours == hours.to_integral_value() else 2)
