"""What a file looks like: prints by which the same text or photograph is found again."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Print(models.Model):
    """The print of a file's text, taken in the background; also says that the file was looked at.

    ``signature`` and ``bands`` as ``layak.documents.likeness.TextPrint``; None for a text too short
    to be anybody's copy. Files alike share a band.
    """

    file = models.OneToOneField(
        "evidence.StoredFile", on_delete=models.CASCADE, primary_key=True, related_name="print"
    )
    signature = models.BinaryField("sidik teks", null=True)
    bands = ArrayField(models.BigIntegerField(), default=list, verbose_name="pita")
    taken_at = models.DateTimeField("diambil pada")

    class Meta:
        verbose_name = "sidik berkas"
        indexes = [GinIndex(fields=["bands"], name="print_bands")]


class Photograph(models.Model):
    """One photograph inside a file: its page (0 where the file has none) and its print.

    ``print`` as ``layak.documents.likeness.picture_print``.
    """

    file = models.ForeignKey(
        "evidence.StoredFile", on_delete=models.CASCADE, related_name="photographs"
    )
    page = models.PositiveIntegerField("halaman")
    print = models.BinaryField("sidik gambar")

    class Meta:
        verbose_name = "foto di dalam berkas"
