"""Forms of the organization pages."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AgencyForm(forms.Form):
    """One office with the names it goes by."""

    name = forms.CharField(
        label=_("Nama resmi"),
        max_length=160,
        error_messages={"required": _("Nama resmi belum diisi.")},
        help_text=_("Seperti tertulis pada perda atau SK, misalnya Dinas Kesehatan."),
    )
    short_name = forms.CharField(
        label=_("Nama singkat"),
        max_length=60,
        required=False,
        help_text=_("Dipakai pada tabel, misalnya Dinkes."),
    )
    aliases = forms.CharField(
        label=_("Nama lain"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Satu nama per baris, misalnya Capil dan Dukcapil."),
    )
    vertical = forms.BooleanField(
        label=_("Instansi vertikal (Kemenag, Polres, pengadilan, BPS)"), required=False
    )

    def clean_aliases(self) -> list[str]:
        """One name a line."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["aliases"].splitlines()]
        if any(len(line) > 160 for line in lines):
            raise forms.ValidationError(_("Satu nama lain paling panjang 160 huruf."))
        return [line for line in lines if line]


class AliasForm(forms.Form):
    """One more name of an office."""

    name = forms.CharField(
        label=_("Nama lain"),
        max_length=160,
        error_messages={"required": _("Nama lain belum diisi.")},
    )
