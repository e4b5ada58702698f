"""The form that takes a table as a file, wherever one is imported."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MIB = 1024 * 1024


class TableFileForm(forms.Form):
    """The file to import, of at most ``most`` bytes. What is in it, its reader says."""

    file = forms.FileField(
        label=gettext_lazy("Berkas XLSX atau CSV"),
        error_messages={
            "required": gettext_lazy("Berkas belum dipilih."),
            "empty": gettext_lazy("Berkas ini kosong."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, most: int) -> None:
        super().__init__(data, files)
        self._most = most

    def clean_file(self) -> TemporaryUploadedFile:
        sent: TemporaryUploadedFile = self.cleaned_data["file"]
        if sent.size and sent.size > self._most:
            told = {"most": self._most // MIB}
            raise forms.ValidationError(
                _("Berkas lebih besar dari %(most)s MB. Bagi menjadi beberapa.") % told
            )
        return sent
