"""What people send to the calendar: a deadline, a cycle, a sheet to open."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from layak.assessments.models import Cycle, Deadline, Stage
from layak.instruments.models import Instrument
from layak.organizations.models import Kind, Organization

ZONES = [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")]
# Zones of the database that share their clock with one of the three.
_SAME_CLOCK = {"Asia/Pontianak": "Asia/Jakarta"}
_FILL_IN = _("Belum diisi.")


def zone_of(place: Organization | None) -> str:
    """The zone in which a place's people read a clock; WIB where it spans several."""
    zone = place.timezone if place else ""
    zone = _SAME_CLOCK.get(zone, zone)
    return zone if zone in dict(ZONES) else ZONES[0][0]


def _day(label: Any, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        error_messages={"required": _FILL_IN, "invalid": _("Ini bukan tanggal.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        error_messages={"invalid": _("Ini bukan jam. Tulis seperti 23.59.")},
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )


class DeadlineForm(forms.Form):
    """When a stage ends. Place and stage are asked only where they are not given yet."""

    organization = forms.TypedChoiceField(label=_("Berlaku untuk"), coerce=int)
    stage = forms.TypedChoiceField(label=_("Tahap"), coerce=Stage, choices=Stage.choices)
    closes_on = _day(_("Berakhir tanggal"), required=True)
    closes_time = _hour(_("Pukul"))
    opens_on = _day(_("Mulai tanggal"), required=False)
    zone = forms.ChoiceField(label=_("Zona waktu"), choices=ZONES)
    source = forms.CharField(
        label=_("Sumber"),
        max_length=300,
        help_text=_("Surat atau edaran yang menetapkannya, dengan nomor dan tanggalnya."),
        error_messages={"required": _("Sumber tenggat belum diisi.")},
    )
    note = forms.CharField(
        label=_("Catatan"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(
        self,
        data: Any,
        *,
        places: Sequence[Organization],
        row: Deadline | None = None,
        place: Organization | None = None,
        stage: str = "",
    ) -> None:
        super().__init__(data, initial=_described(row) if row else _proposed(place, stage))
        if row is not None:
            del self.fields["organization"], self.fields["stage"]
            return
        self.fields["organization"].choices = _grouped(places)  # type: ignore[attr-defined]  # a choice field

    @property
    def opens_at(self) -> datetime | None:
        """The beginning of the first day in the chosen zone."""
        day = self.cleaned_data["opens_on"]
        return self._instant(day, datetime.min.time()) if day else None

    @property
    def closes_at(self) -> datetime:
        """The typed instant in the chosen zone; without an hour the last minute of the day."""
        hour = self.cleaned_data["closes_time"] or datetime.max.time().replace(
            second=0, microsecond=0
        )
        return self._instant(self.cleaned_data["closes_on"], hour)

    def _instant(self, day: Any, hour: Any) -> datetime:
        return datetime.combine(day, hour, tzinfo=ZoneInfo(self.cleaned_data["zone"]))


def _described(row: Deadline) -> dict[str, Any]:
    zone = zone_of(row.organization)
    closes = row.closes_at.astimezone(ZoneInfo(zone))
    opens = row.opens_at.astimezone(ZoneInfo(zone)) if row.opens_at else None
    return {
        "closes_on": closes.date(),
        "closes_time": closes.time(),
        "opens_on": opens.date() if opens else None,
        "zone": zone,
        "source": row.source,
        "note": row.note,
    }


def _proposed(place: Organization | None, stage: str) -> dict[str, Any]:
    return {
        "organization": place.pk if place else None,
        "stage": stage,
        "closes_time": "23:59",
        "zone": zone_of(place),
    }


def _grouped(places: Iterable[Organization]) -> list[tuple[Any, Any]]:
    """Places for a choice: the nation and provinces first, cities below their province."""
    names: dict[str, str] = {}
    wide: list[tuple[int, str]] = []
    cities: dict[str, list[tuple[int, str]]] = {}
    for place in sorted(places, key=lambda one: one.path):
        if place.kind == Kind.CITY:
            above = place.path.rpartition(".")[0]
            cities.setdefault(names.get(above, ""), []).append((place.pk, place.name))
        else:
            names[place.path] = place.name
            wide.append((place.pk, place.name))
    if not wide:
        return [choice for group in cities.values() for choice in group]
    return [*wide, *cities.items()]


class CycleForm(forms.Form):
    """A year of the evaluation."""

    year = forms.IntegerField(label=_("Tahun siklus"), error_messages={"required": _FILL_IN})
    first_evidence_year = forms.IntegerField(
        label=_("Data dukung sejak tahun"), error_messages={"required": _FILL_IN}
    )
    last_evidence_year = forms.IntegerField(
        label=_("Data dukung sampai tahun"), error_messages={"required": _FILL_IN}
    )
    note = forms.CharField(
        label=_("Catatan"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class SheetForm(forms.Form):
    """Which city opens its sheet, in which cycle, on which form."""

    city = forms.TypedChoiceField(label=_("Kota/kabupaten"), coerce=int)
    cycle = forms.TypedChoiceField(label=_("Siklus"), coerce=int)
    instrument = forms.TypedChoiceField(label=_("Instrumen"), coerce=int)

    def __init__(
        self,
        data: Any,
        *,
        cities: Sequence[Organization],
        cycles: Sequence[Cycle],
        instruments: Sequence[Instrument],
    ) -> None:
        super().__init__(data)
        self._set("city", _grouped(cities))
        self._set("cycle", [(one.pk, str(one.year)) for one in cycles])
        self._set("instrument", [(one.pk, f"{one.title} ({one.year})") for one in instruments])

    def _set(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        field.choices = choices  # type: ignore[attr-defined]  # a choice field
        field.error_messages["invalid_choice"] = _("Pilih salah satu dari daftar.")
