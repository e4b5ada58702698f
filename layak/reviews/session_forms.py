"""What people type into a field session. Whether it may be, the services say."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layak.assessments.models import Answer
from layak.facilities.models import Facility
from layak.instruments.models import Cluster
from layak.organizations.models import Kind, Organization
from layak.reviews.session_children import LONGEST, MOST_CHILDREN, Band, Heads
from layak.reviews.session_lines import Person
from layak.reviews.session_models import FieldSession, OnSiteCheck
from layak.reviews.session_queries import (
    areas_of,
    clusters_of,
    facilities_of,
    item_of,
    zone_name,
)
from layak.reviews.sessions import Facts

_DAYS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
_HOURS = ["%H:%M", "%H.%M", "%H:%M:%S"]
_NUMBER = r"[+-]?\d{1,3}(?:[.,]\d{1,12})?"
_COORDINATES = re.compile(
    rf"\s*({_NUMBER})\s*(?:[,;]\s+|;|\s+|,(?=-|\d{{2,3}}\.))\s*({_NUMBER})\s*"
)
# Sabang to Merauke and Miangas to Rote, with room.
_SOUTH, _NORTH, _WEST, _EAST = -12, 7, 94, 142


def _day_field(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, input_formats=_DAYS, widget=widget, **options)


def _hour_field(label: Any, **options: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, input_formats=_HOURS, widget=widget, **options)


class SessionForm(forms.Form):
    """When and where a session is held, by the city's clock."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Sesi dengan"),
        choices=FieldSession.Kind.choices,
        initial=FieldSession.Kind.TEAM,
        widget=forms.RadioSelect,
    )
    day = _day_field(gettext_lazy("Tanggal"))
    begins = _hour_field(gettext_lazy("Mulai"))
    ends = _hour_field(gettext_lazy("Berakhir"), required=False)
    place = forms.CharField(
        label=gettext_lazy("Tempat"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Ruang dan gedung. Kosongkan bila sepenuhnya daring."),
    )
    link = forms.URLField(
        label=gettext_lazy("Tautan daring"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Untuk sesi daring atau hibrida."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, zone: str, session: FieldSession | None = None, **initial: object
    ) -> None:
        self._zone = ZoneInfo(zone)
        super().__init__(data, initial=initial | (_said_of(session, self._zone) if session else {}))
        if session is not None:
            del self.fields["kind"]
        self._kind = FieldSession.Kind(session.kind) if session else None

    def facts(self) -> Facts:
        """What a valid form says."""
        said = self.cleaned_data
        day, ends = said["day"], said["ends"]
        return Facts(
            kind=self._kind or FieldSession.Kind(said["kind"]),
            starts_at=datetime.combine(day, said["begins"], self._zone),
            ends_at=datetime.combine(day, ends, self._zone) if ends else None,
            place=said["place"],
            link=said["link"],
        )

    def seen_at(self) -> datetime:
        """The state of the session that was changed; long ago where nothing readable was sent."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return datetime.fromtimestamp(0, self._zone)


def _said_of(session: FieldSession, zone: ZoneInfo) -> dict[str, object]:
    starts = session.starts_at.astimezone(zone)
    return {
        "day": starts.date(),
        "begins": starts.time(),
        "ends": session.ends_at.astimezone(zone).time() if session.ends_at else None,
        "place": session.place,
        "link": session.link,
        "seen": session.changed_at.isoformat(),
    }


def _cluster_choices(clusters: Sequence[Cluster], without: str) -> list[tuple[str, str]]:
    named = [(str(one.pk), ": ".join(dict.fromkeys([one.heading, one.title]))) for one in clusters]
    return [("", without), *named]


class AgendaForm(forms.Form):
    """One item of the agenda."""

    starts = _hour_field(gettext_lazy("Mulai"))
    subject = forms.CharField(label=gettext_lazy("Acara"), max_length=200, required=False)
    leader = forms.CharField(label=gettext_lazy("Dipimpin oleh"), max_length=160, required=False)

    def __init__(self, data: Any, *, session: FieldSession) -> None:
        super().__init__(data)
        self._clusters = {str(one.pk): one for one in clusters_of(session)}
        choices = _cluster_choices(list(self._clusters.values()), _("Acara lain"))
        self.fields["cluster"] = forms.ChoiceField(label=_("Blok"), required=False, choices=choices)
        self.order_fields(["starts", "cluster", "subject", "leader"])
        self.fields["starts"].help_text = zone_name(session)

    @property
    def cluster(self) -> Cluster | None:
        return self._clusters.get(self.cleaned_data["cluster"])


class ProposalForm(forms.Form):
    """Every block on the agenda, one after the other."""

    begins = _hour_field(gettext_lazy("Mulai"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Menit per blok"), initial=45, min_value=5, max_value=240
    )


class PersonForm(forms.Form):
    """One adult on the presence list."""

    name = forms.CharField(label=gettext_lazy("Nama"), max_length=120)
    institution = forms.CharField(label=gettext_lazy("Instansi"), max_length=160)
    position = forms.CharField(label=gettext_lazy("Jabatan"), max_length=120, required=False)

    def __init__(self, data: Any, *, institution: str = "") -> None:
        super().__init__(data, initial={"institution": institution})
        self.fields["name"].widget.attrs.update(autocomplete="off", autofocus=True)
        self.fields["institution"].widget.attrs.update(list="institutions", autocomplete="off")
        self.fields["position"].widget.attrs["autocomplete"] = "off"

    def person(self) -> Person:
        """Who a valid form names."""
        said = self.cleaned_data
        return Person(said["name"], said["institution"], said["position"])


class _ItemForm(forms.Form):
    """A form with the code of an item of the session's sheet."""

    code = forms.CharField(label=gettext_lazy("Butir"), max_length=20)

    def __init__(self, data: Any, *, session: FieldSession, **options: Any) -> None:
        super().__init__(data, **options)
        self._session = session
        self.item: Answer | None = None
        attributes = {"list": "items", "autocomplete": "off", "placeholder": "4.2"}
        self.fields["code"].widget.attrs.update(attributes)

    def clean_code(self) -> str:
        # Whoever chooses from the list may send the label along: "4.2 Persentase ...".
        code = str(self.cleaned_data["code"]).split(" ")[0]
        self.item = item_of(self._session, code) if code else None
        if code and self.item is None:
            raise forms.ValidationError(
                _("Butir “%(code)s” tidak ada di instrumen ini. Tulis kodenya, misalnya 4.2.")
                % {"code": code}
            )
        return code


class QuestionForm(_ItemForm):
    """What a verifier asks about an item."""

    text = forms.CharField(
        label=gettext_lazy("Pertanyaan"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReplyForm(forms.Form):
    """What the city answers."""

    text = forms.CharField(
        label=gettext_lazy("Jawaban"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 5})
    )


CHECK_ORDER = (
    *("facility", "area", "place", "day", "hour"),
    *("outcome", "note", "code", "coordinates"),
)


class CheckForm(_ItemForm):
    """What a verifier saw at one place."""

    place = forms.CharField(
        label=gettext_lazy("Tempat"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Kosong: nama fasilitas yang dipilih."),
    )
    day = _day_field(gettext_lazy("Tanggal"))
    hour = _hour_field(gettext_lazy("Jam"))
    outcome = forms.ChoiceField(
        label=gettext_lazy("Dibandingkan jawaban kota"),
        choices=OnSiteCheck.Outcome.choices,
        error_messages={"required": gettext_lazy("Pilih hasil pemeriksaan.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Catatan"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    coordinates = forms.CharField(
        label=gettext_lazy("Koordinat"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Lintang, bujur dari aplikasi peta, misalnya -6.1104, 106.1503."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any, *, session: FieldSession, at: datetime) -> None:
        city = session.assessment.city
        self._zone = ZoneInfo(city.timezone)
        local = at.astimezone(self._zone)
        super().__init__(data, session=session, initial={"day": local.date(), "hour": local.time()})
        groups = facilities_of(city)
        self._facilities = {str(one.pk): one for _kind, rows in groups for one in rows}
        self._areas = {str(one.pk): one for one in areas_of(city)}
        self.fields["facility"] = forms.ChoiceField(
            label=_("Fasilitas"), required=False, choices=_facility_choices(groups)
        )
        self.fields["area"] = forms.ChoiceField(
            label=_("Wilayah"),
            required=False,
            choices=_area_choices(self._areas),
            help_text=_("Kosong: wilayah fasilitas yang dipilih."),
        )
        self.fields["code"].required = False
        self.order_fields(CHECK_ORDER)
        self.fields["hour"].help_text = zone_name(session)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.area and not self.errors.get("area"):
            self.add_error("area", _("Pilih wilayah, atau fasilitas yang terdaftar."))
        return dict(said)

    def clean_coordinates(self) -> tuple[Decimal, Decimal] | None:
        return read_coordinates(self.cleaned_data["coordinates"])

    @property
    def facility(self) -> Facility | None:
        return self._facilities.get(self.cleaned_data.get("facility", ""))

    @property
    def area(self) -> Organization | None:
        """The chosen area, else that of the chosen facility."""
        chosen = self._areas.get(self.cleaned_data.get("area", ""))
        return chosen or (self.facility.region if self.facility else None)

    def seen_at(self) -> datetime:
        """When it was seen, of a valid form."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], self._zone)


def _facility_choices(groups: Sequence[tuple[str, list[Facility]]]) -> list[Any]:
    named = [
        (kind, [(str(one.pk), f"{one.name} ({one.region.title})") for one in rows])
        for kind, rows in groups
    ]
    return [("", _("Bukan fasilitas terdaftar")), *named]


def _area_choices(areas: Mapping[str, Organization]) -> list[tuple[str, str]]:
    named = [
        (key, f"– {one.title}" if one.kind == Kind.VILLAGE else one.title)
        for key, one in areas.items()
    ]
    return [("", _("Pilih wilayah")), *named]


def read_coordinates(text: str) -> tuple[Decimal, Decimal] | None:
    """Latitude and longitude as a map shows them, "-6.1104, 106.1503" or "-6,1104; 106,1503"."""
    if not text.strip():
        return None
    match = _COORDINATES.fullmatch(text)
    if match is None:
        raise forms.ValidationError(_("Tulis lintang dan bujur, misalnya -6.1104, 106.1503."))
    latitude, longitude = (round(Decimal(one.replace(",", ".")), 6) for one in match.groups())
    if not _SOUTH <= latitude <= _NORTH or not _WEST <= longitude <= _EAST:
        raise forms.ValidationError(
            _("Koordinat ini di luar Indonesia; periksa urutannya: lintang, lalu bujur.")
        )
    return latitude, longitude


class CountForm(forms.Form):
    """Girls and boys by age; an empty field counts nobody."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, counts: Mapping[Band, Heads], seen: str) -> None:
        super().__init__(data, initial={"seen": seen})
        for band in Band:
            for name, label in (("girls", _("Anak perempuan")), ("boys", _("Anak laki-laki"))):
                field = forms.IntegerField(
                    label=f"{label}, {band.label}",
                    min_value=0,
                    max_value=MOST_CHILDREN,
                    required=False,
                    initial=getattr(counts[band], name),
                )
                field.widget.attrs["inputmode"] = "numeric"
                self.fields[f"{name}-{band}"] = field

    @property
    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [(str(band.label), self[f"girls-{band}"], self[f"boys-{band}"]) for band in Band]

    def counts(self) -> dict[Band, Heads]:
        """What a valid form counts."""
        said = self.cleaned_data
        return {band: Heads(said[f"girls-{band}"] or 0, said[f"boys-{band}"] or 0) for band in Band}


class NoteForm(forms.Form):
    """What children said, without saying who."""

    text = forms.CharField(
        label=gettext_lazy("Catatan"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )

    def __init__(self, data: Any, *, session: FieldSession) -> None:
        super().__init__(data)
        self._clusters = {str(one.pk): one for one in clusters_of(session)}
        choices = _cluster_choices(list(self._clusters.values()), _("Umum"))
        self.fields["cluster"] = forms.ChoiceField(
            label=_("Tentang"), required=False, choices=choices
        )
        self.order_fields(["cluster", "text"])

    @property
    def cluster(self) -> Cluster | None:
        return self._clusters.get(self.cleaned_data["cluster"])
