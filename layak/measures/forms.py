"""What people type about a figure. Whether it may be, the services say."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layak.lib.errors import Refusal
from layak.measures import groups
from layak.measures.figures import plain, read_count, read_share, share_of
from layak.measures.models import Measure, Observation, Source
from layak.measures.periods import Period, parse_period
from layak.measures.services import Said
from layak.organizations.models import Kind, Organization


class ReadField(forms.CharField):
    """A text that a function understands; what it refuses stands at the field."""

    def __init__(self, read: Callable[[str], Any], **options: Any) -> None:
        super().__init__(**options)
        self.read = read

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return self.read(text)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class ObservationForm(forms.Form):
    """One figure of a measure. ``regions`` None: its place stays as it is."""

    region = forms.ChoiceField(
        label=gettext_lazy("Wilayah"),
        error_messages={"required": gettext_lazy("Wilayah belum dipilih.")},
    )
    period = ReadField(
        parse_period,
        label=gettext_lazy("Periode"),
        help_text=gettext_lazy("2024, Semester 1 2024, Juni 2024, atau 3 Juni 2024."),
        error_messages={"required": gettext_lazy("Periode belum diisi.")},
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Sumber"),
        error_messages={"required": gettext_lazy("Sumber belum dipilih.")},
    )
    value = ReadField(read_share, required=False)
    numerator = ReadField(read_count, label=gettext_lazy("Pembilang"), required=False)
    denominator = ReadField(read_count, label=gettext_lazy("Penyebut"), required=False)
    coverage = ReadField(
        lambda text: read_share(text, strict=False),
        label=gettext_lazy("Cakupan (%)"),
        required=False,
        help_text=gettext_lazy("Berapa persen sasaran yang sudah masuk, bila diketahui."),
    )
    sex = forms.ChoiceField(label=gettext_lazy("Jenis kelamin"), required=False)
    age = forms.ChoiceField(label=gettext_lazy("Kelompok umur"), required=False)
    disability = forms.ChoiceField(label=gettext_lazy("Disabilitas"), required=False)
    method = forms.CharField(label=gettext_lazy("Metode"), max_length=160, required=False)
    citation = forms.CharField(
        label=gettext_lazy("Rujukan"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Dokumen atau tautan asalnya."),
    )
    note = forms.CharField(
        label=gettext_lazy("Catatan"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan perubahan"),
        max_length=300,
        error_messages={"required": gettext_lazy("Alasan belum diisi.")},
        help_text=gettext_lazy("Angka lama tetap tersimpan bersama alasan ini."),
    )

    WHAT = ("region", "period", "source", "value", "numerator", "denominator", "coverage")
    ABOUT = ("sex", "age", "disability", "method", "citation", "note")

    def __init__(
        self,
        data: Any,
        measure: Measure,
        *,
        regions: Iterable[Organization] = (),
        observation: Observation | None = None,
    ) -> None:
        super().__init__(data, initial=_said_of(observation, measure))
        self._regions = {str(place.pk): place for place in regions}
        self._sources = {str(row.pk): row for row in Source.objects.all()}
        self._other = _other_of(observation)
        if observation is not None:
            del self.fields["region"]
        else:
            del self.fields["reason"]
            self._offer("region", [("", _("Pilih wilayah")), *_grouped(self._regions.values())])
        self._offer(
            "source",
            [("", _("Pilih sumber")), *((key, str(row)) for key, row in self._sources.items())],
        )
        for dimension in (groups.SEX, groups.AGE, groups.DISABILITY):
            words = [(key, _(text)) for key, text in groups.VALUES[dimension].items()]
            self._offer(dimension, [("", _("Semua")), *words])
        value: Any = self.fields["value"]
        value.label = _("Nilai (%(unit)s)") % {"unit": measure.unit_name}
        if measure.is_share:
            value.read = lambda text: read_share(text, strict=False)
            value.help_text = _("Kosong bila pembilang dan penyebut diisi: dihitung sendiri.")
        else:
            value.read = read_count
            del self.fields["numerator"], self.fields["denominator"]

    @property
    def what(self) -> list[forms.BoundField]:
        return [self[name] for name in self.WHAT if name in self.fields]

    @property
    def about(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ABOUT if name in self.fields]

    def chosen_region(self) -> Organization:
        """The chosen place of a valid form."""
        return self._regions[self.cleaned_data["region"]]

    def said(self) -> Said:
        """What a valid form says."""
        data = self.cleaned_data
        period: Period = data["period"]
        parts = {
            **self._other,
            **{name: data[name] for name in (groups.SEX, groups.AGE, groups.DISABILITY)},
        }
        names = ("value", "numerator", "denominator", "coverage", "method", "citation", "note")
        figures: dict[str, Any] = {name: data.get(name) for name in names}
        return Said(period, self._sources[data["source"]], groups.compose(parts), **figures)

    def _offer(self, name: str, choices: Iterable[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = list(choices)
        field.error_messages["invalid_choice"] = str(_("Pilih salah satu dari daftar."))


class ReasonForm(forms.Form):
    """Why a figure is right although a rule doubts it."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Alasan belum diisi.")},
        help_text=gettext_lazy(
            "Berlaku untuk angka ini saja, dan tidak lagi bila angkanya berubah."
        ),
    )


def _said_of(observation: Observation | None, measure: Measure) -> dict[str, Any]:
    if observation is None:
        return {}
    parts = groups.parts_of(observation.group)
    return {
        "period": observation.period.code
        if observation.period.cadence
        else observation.period.label,
        "source": str(observation.source_id),
        "value": _value_of(observation, measure),
        "numerator": observation.numerator,
        "denominator": observation.denominator,
        "coverage": plain(observation.coverage) if observation.coverage is not None else "",
        "method": observation.method,
        "citation": observation.citation,
        "note": observation.note,
        **parts,
    }


def _value_of(observation: Observation, measure: Measure) -> Any:
    """The value as it is typed; a share of two counts is left open, so that it follows them."""
    value, above, below = observation.value, observation.numerator, observation.denominator
    if measure.is_share:
        worked_out = above is not None and below is not None and share_of(above, below) == value
        return "" if worked_out else plain(value)
    return plain(value) if value.to_integral_value() == value else value


def _other_of(observation: Observation | None) -> dict[str, str]:
    """Breakdowns that have no field of their own stay what they are."""
    own = {groups.SEX, groups.AGE, groups.DISABILITY}
    parts = groups.parts_of(observation.group) if observation else {}
    return {name: value for name, value in parts.items() if name not in own}


def _grouped(places: Iterable[Organization]) -> list[Any]:
    """Wider places by themselves, then each kecamatan with its kelurahan."""
    choices: list[Any] = []
    inside: dict[str, list[tuple[str, str]]] = {}
    for place in places:
        entry = (str(place.pk), place.title)
        if place.kind == Kind.DISTRICT:
            inside[place.path] = [entry]
        elif place.kind == Kind.VILLAGE:
            inside.setdefault(place.path.rpartition(".")[0], []).append(entry)
        else:
            choices.append(entry)
    return [*choices, *((rows[0][1], rows) for rows in inside.values())]


class OfficeForm(forms.Form):
    """The office that states a measure from now on."""

    def __init__(
        self, data: Any, *, offices: Sequence[Organization], now: Organization | None
    ) -> None:
        super().__init__(data, initial={"office": str(now.pk) if now else ""})
        self._offices = {str(one.pk): one for one in offices}
        names = [(key, one.name) for key, one in self._offices.items()]
        self.fields["office"] = forms.ChoiceField(
            label=_("Kantor yang mengisi"),
            choices=[("", _("Pilih kantor")), *names],
            error_messages={
                "required": _("Kantor belum dipilih."),
                "invalid_choice": _("Kantor ini bukan kantor kota ini."),
            },
        )

    def clean_office(self) -> Organization:
        return self._offices[self.cleaned_data["office"]]
