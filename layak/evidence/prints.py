"""What a file looks like: prints by which a text or photograph is found again, and its faces."""

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


class FaceCount(models.Model):
    """How many faces a file's pictures show, and on which pages (from 1); never whose.

    Without a row nobody looked yet. ``complete``: whether every picture could be looked at.
    """

    file = models.OneToOneField(
        "evidence.StoredFile", on_delete=models.CASCADE, primary_key=True, related_name="face_count"
    )
    faces = models.PositiveIntegerField("jumlah wajah")
    pages = ArrayField(models.PositiveIntegerField(), default=list, verbose_name="halaman")
    complete = models.BooleanField("seluruhnya diperiksa")
    counted_at = models.DateTimeField("dihitung pada")

    class Meta:
        verbose_name = "jumlah wajah berkas"
