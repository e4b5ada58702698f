"""What people fill in to sign and to check."""

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST_CERTIFICATE = 256 * 1024


class SignForm(forms.Form):
    """A certificate, what opens it, and what for. The first two are never kept."""

    certificate = forms.FileField(
        label=_("Sertifikat (.p12 atau .pfx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".p12,.pfx,application/x-pkcs12"}),
        help_text=_("Dipakai sekali untuk menandatangani, lalu dilupakan."),
    )
    passphrase = forms.CharField(
        label=_("Kata sandi sertifikat"),
        strip=False,
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Keperluan"), required=False, max_length=80, help_text=_("Misalnya: Pengesahan.")
    )

    def clean_certificate(self) -> bytes:
        given = self.cleaned_data["certificate"]
        if given.size > LARGEST_CERTIFICATE:
            raise forms.ValidationError(_("Berkas ini terlalu besar untuk sebuah sertifikat."))
        content: bytes = given.read()
        return content


class CheckForm(forms.Form):
    """A PDF that came back."""

    file = forms.FileField(
        label=_("PDF bertanda tangan"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )
