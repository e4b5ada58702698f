"""What people type about a facility. Whether it may be, the services say."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from layak.facilities.days import parse_day
from layak.facilities.models import Facility, FacilityKind
from layak.facilities.reach import Reach
from layak.facilities.services import Facts
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization

USED = {"yes": True, "no": False, "": None}


class DayField(forms.CharField):
    """A whole date, written as on paper: what a browser's picker shows depends on its language."""

    widget = forms.TextInput(attrs={"placeholder": "29-05-2026", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_day(text)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def prepare_value(self, value: Any) -> Any:
        return date_format(value, "j F Y") if isinstance(value, date) else value


class FacilityForm(forms.Form):
    """One facility, within what is in the person's hands."""

    kind = forms.ChoiceField(
        label=_("Jenis"), error_messages={"required": _("Jenis belum dipilih.")}
    )
    name = forms.CharField(
        label=_("Nama"),
        max_length=160,
        error_messages={"required": _("Nama fasilitas belum diisi.")},
    )
    aliases = forms.CharField(
        label=_("Nama lain"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Satu per baris: sebutan yang mungkin dipakai dalam uraian, misalnya Rabeg."),
    )
    region = forms.ChoiceField(
        label=_("Wilayah yang dilayani"), error_messages={"required": _("Wilayah belum dipilih.")}
    )
    operator = forms.ChoiceField(label=_("Dijalankan oleh"), required=False)
    contact = forms.CharField(
        label=_("Kontak kantor"),
        max_length=160,
        required=False,
        help_text=_("Telepon atau surel kantor; bukan milik pribadi, dan tidak pernah milik anak."),
    )
    standard_met = forms.BooleanField(label=_("Memenuhi standar jenisnya"), required=False)
    standard_on = DayField(label=_("Ditetapkan pada"), required=False)
    valid_until = DayField(
        label=_("Berlaku sampai"),
        required=False,
        help_text=_("Peringatan muncul 90 hari sebelumnya. Kosong: tanpa batas."),
    )
    certificate = forms.CharField(
        label=_("Nomor SK atau sertifikat"), max_length=120, required=False
    )
    used = forms.ChoiceField(
        label=_("Dipakai"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("yes", _("Ya")), ("no", _("Tidak")), ("", _("Belum diketahui"))],
    )
    note = forms.CharField(
        label=_("Catatan"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    ABOUT = ("kind", "name", "aliases", "region", "operator", "contact")
    STANDARD = ("standard_met", "standard_on", "valid_until", "certificate")

    def __init__(self, data: Any, *, reach: Reach, facility: Facility | None = None) -> None:
        super().__init__(data, initial=_said_of(facility))
        self._reach = reach
        self._regions = {str(place.pk): place for place in reach.regions()}
        self._operators = {str(office.pk): office for office in reach.operators()}
        kinds = [(kind.value, kind.label) for kind in FacilityKind]
        self._offer("kind", [("", _("Pilih jenis")), *kinds])
        self._offer("region", [("", _("Pilih wilayah")), *_grouped(self._regions.values())])
        offices = [(key, str(office.name)) for key, office in self._operators.items()]
        self._offer("operator", [("", _("Belum ada kantor")), *offices])
        if facility is None and len(self._operators) == 1 and not reach.keeps:
            self.fields["operator"].initial = next(iter(self._operators))
        if facility is None and len(self._regions) == 1:
            self.fields["region"].initial = next(iter(self._regions))

    @property
    def about(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ABOUT]

    @property
    def standard(self) -> list[forms.BoundField]:
        return [self[name] for name in self.STANDARD]

    def clean_aliases(self) -> tuple[str, ...]:
        return tuple(line for line in self.cleaned_data["aliases"].splitlines() if line.strip())

    def facts(self) -> Facts:
        """What a valid form says."""
        said = dict(self.cleaned_data)
        said["kind"] = FacilityKind(said["kind"])
        said["region"] = self._regions[said["region"]]
        said["operator"] = self._operators.get(said["operator"])
        said["used"] = USED[said["used"]]
        return Facts(**said)

    def _offer(self, name: str, choices: Iterable[Any]) -> None:
        field = self.fields[name]
        field.choices = list(choices)  # type: ignore[attr-defined]  # a choice field
        field.error_messages["invalid_choice"] = str(_("Pilih salah satu dari daftar."))


class CloseForm(forms.Form):
    """Why a facility is taken out of the counts."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        error_messages={"required": _("Alasan penutupan belum diisi.")},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Misalnya: digabung dengan fasilitas lain, pindah, atau tidak beroperasi lagi."
        ),
    )


def _said_of(facility: Facility | None) -> dict[str, Any]:
    if facility is None:
        return {"used": ""}
    return {
        "kind": facility.kind,
        "name": facility.name,
        "aliases": "\n".join(facility.aliases),
        "region": str(facility.region_id),
        "operator": str(facility.operator_id or ""),
        "contact": facility.contact,
        "standard_met": facility.standard_met,
        "standard_on": facility.standard_on,
        "valid_until": facility.valid_until,
        "certificate": facility.certificate,
        "used": {True: "yes", False: "no"}.get(facility.used, ""),  # type: ignore[arg-type]  # None is a key that is not there
        "note": facility.note,
    }


def _grouped(places: Iterable[Organization]) -> list[Any]:
    """The city by itself, then each kecamatan with its kelurahan."""
    choices: list[Any] = []
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in places:
        entry = (str(place.pk), place.title)
        if place.kind == Kind.CITY:
            choices.append(entry)
        elif place.kind == Kind.DISTRICT:
            groups[place.path] = [entry]
        else:
            groups.setdefault(place.path.rpartition(".")[0], []).append(entry)
    return [*choices, *((rows[0][1], rows) for rows in groups.values())]
