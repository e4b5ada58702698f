"""Forms of the pages about earlier years."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from layak.assessments.models import Stage
from layak.instruments.edition import UNKNOWN_LEVELS
from layak.instruments.models import Instrument, InstrumentQuerySet
from layak.lib.errors import Refusal
from layak.lib.numbers import format_decimal
from layak.scorecards import statements
from layak.scorecards.models import PastResult
from layak.scorecards.noting import PastYear, read_items
from layak.scorecards.statements import Statement


class _YearForm(forms.Form):
    """What is told of one year."""

    year = forms.CharField(
        label=_("Tahun"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Tahun belum diisi.")},
    )


class PastResultForm(_YearForm):
    """What one source says of a city in one year."""

    stage = forms.ChoiceField(
        label=_("Tahap"),
        required=False,
        choices=[("", _("Tidak disebut sumbernya")), *Stage.choices],
    )
    score = forms.CharField(
        label=_("Nilai"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("Antara 0 dan 1000, misalnya 735,70. Boleh kosong bila hanya peringkat."),
    )
    level = forms.CharField(
        label=_("Peringkat"),
        required=False,
        max_length=statements.LEVEL_LENGTH,
        widget=forms.TextInput(attrs={"list": "levels", "autocomplete": "off"}),
        help_text=_("Seperti disebut sumbernya."),
    )
    source = forms.CharField(
        label=_("Sumber"),
        max_length=statements.SOURCE_LENGTH,
        error_messages={"required": _("Sumber belum diisi.")},
        help_text=_("Nomor keputusan, surat, atau alamat berita; dengan tanggalnya."),
    )
    note = forms.CharField(
        label=_("Catatan"),
        required=False,
        max_length=statements.NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_year(self) -> int:
        try:
            return statements.year_of(self.cleaned_data["year"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_score(self) -> Decimal | None:
        try:
            return statements.score_of(self.cleaned_data["score"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        score = cleaned.get("score")
        if "score" in cleaned and score is None and not cleaned.get("level"):
            self.add_error(None, _("Nilai dan peringkat kosong; isi salah satu."))
        return cleaned

    @property
    def statement(self) -> Statement:
        """What was typed; only once the form is valid."""
        typed = self.cleaned_data
        return Statement(
            year=typed["year"],
            stage=typed["stage"],
            score=typed["score"],
            level=" ".join(typed["level"].split()),
            source=" ".join(typed["source"].split()),
            note=typed["note"],
        )


def as_typed(result: PastResult) -> dict[str, object]:
    """A noted result as the fields of its form."""
    return {
        "year": result.year,
        "stage": result.stage,
        "score": "" if result.score is None else format_decimal(result.score),
        "level": result.level,
        "source": result.source,
        "note": result.note,
    }


def forms_with_levels() -> InstrumentQuerySet:
    """The published forms by which a year of a city can be told, the newest first."""
    ranked = Instrument.objects.published().exclude(level_rule=UNKNOWN_LEVELS)
    return ranked.order_by("-year", "-version", "pk")


class PastItemsForm(_YearForm):
    """A year's points by item, in a table of one published form."""

    instrument = forms.ChoiceField(label=_("Formulir"))
    source = forms.CharField(
        label=_("Sumber"),
        max_length=statements.SOURCE_LENGTH,
        error_messages={"required": _("Sumber belum diisi.")},
        help_text=_("Buku kerja, berita acara, atau surat tempat nilai itu tertulis."),
    )
    table = forms.FileField(
        label=_("Tabel nilai per butir (CSV atau XLSX)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": _("Pilih berkasnya dulu."),
            "empty": _("Berkas ini kosong."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = {str(one.pk): one for one in forms_with_levels()}
        choice = self.fields["instrument"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(key, one.title) for key, one in self._asked.items()]

    def clean_year(self) -> int:
        try:
            return statements.year_of(self.cleaned_data["year"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def told(self) -> PastYear:
        """Read the table; only once the form is valid. Raises ``Refusal`` when it is wrong."""
        typed = self.cleaned_data
        form = self._asked[typed["instrument"]]
        points, causes = read_items(typed["table"].read(), form)
        source = " ".join(typed["source"].split())
        return PastYear(typed["year"], source, instrument=form, points=points, causes=causes)


class TableForm(forms.Form):
    """A table of results to look through."""

    table = forms.FileField(
        label=_("Berkas CSV atau XLSX"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": _("Pilih berkasnya dulu."),
            "empty": _("Berkas ini kosong."),
        },
    )
