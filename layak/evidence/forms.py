"""What people fill in about a document: one thing at a time, as it is known now."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from layak.evidence.correcting import FIRST_YEAR, LAST_YEAR, LONGEST_NUMBER
from layak.evidence.models import Aspect, DocumentKind, Evidence, Facts, Legibility, Signature
from layak.organizations.models import Kind, Organization

_UNKNOWN = ("", _("Tidak ada atau tidak diketahui"))


class CorrectionForm(forms.Form):
    """One aspect and why. ``canonical()`` is the value as ``correcting.correct`` takes it."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        required=False,
        help_text=_("Tampil di samping isi yang diperbaiki."),
    )

    def __init__(self, *args: Any, aspect: Aspect, evidence: Evidence, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.aspect = aspect
        facts = Facts.objects.filter(evidence=evidence).first() or Facts()
        for name, field, initial in _fields(aspect, evidence, facts):
            field.required = False
            self.fields[name] = field
            self.initial.setdefault(name, initial)
        self.order_fields(["first", "last", "value", "reason"])

    def canonical(self) -> str:
        """The value in canonical writing; empty for none."""
        given = self.cleaned_data
        if self.aspect == Aspect.PERIOD:
            first, last = given["first"], given["last"]
            if first is None and last is None:
                return ""
            return f"{first or last}-{last or first}"
        value = given["value"]
        if isinstance(value, Organization):
            return str(value.pk)
        return "" if value is None else str(value)


def _fields(
    aspect: Aspect, evidence: Evidence, facts: Facts
) -> list[tuple[str, forms.Field, object]]:
    match aspect:
        case Aspect.PERIOD:
            ends = (
                ("first", _("Tahun awal"), facts.first_year),
                ("last", _("Tahun akhir"), facts.last_year),
            )
            return [
                (
                    name,
                    forms.IntegerField(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR),
                    now,
                )
                for name, label, now in ends
            ]
        case Aspect.NUMBER:
            field: forms.Field = forms.CharField(max_length=LONGEST_NUMBER)
        case Aspect.DATED:
            field = forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
        case Aspect.ISSUER:
            offices = Organization.objects.within(evidence.city).filter(
                kind__in=[Kind.CITY, Kind.AGENCY, Kind.DISTRICT]
            )
            field = forms.ModelChoiceField(offices, empty_label=_UNKNOWN[1])
        case Aspect.CITY:
            field = forms.ModelChoiceField(
                Organization.objects.filter(kind=Kind.CITY).order_by("name"),
                empty_label=_UNKNOWN[1],
            )
        case _:
            field = forms.ChoiceField(choices=[_UNKNOWN, *_choices(aspect)])
    field.label = aspect.label
    return [("value", field, _now(aspect, facts))]


def _choices(aspect: Aspect) -> list[tuple[str, Any]]:
    match aspect:
        case Aspect.KIND:
            return list(DocumentKind.choices)
        case Aspect.SIGNATURE:
            return [(one.value, one.label) for one in (Signature.ABSENT, Signature.PRESENT)]
        case _:
            return list(Legibility.choices)


def _now(aspect: Aspect, facts: Facts) -> object:
    """What is held of an aspect now."""
    column = {Aspect.ISSUER: "issuer_id", Aspect.CITY: "city_named_id"}.get(aspect, aspect.value)
    return getattr(facts, column)
