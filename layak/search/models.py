"""What search knows of documents and notes; all of it can be made anew from them."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import CombinedExpression

from layak.assessments.models import Answer
from layak.evidence.models import Evidence
from layak.organizations.models import Organization
from layak.search.lexemes import LexemesField


class Entry(models.Model):
    """One document, or the notes on one answer, as words.

    ``head`` holds the words of its name, numbers and issuer, ``terms`` all of its words; both hold
    labels too (its city, office, kind, years), so that one index answers words and filters at once.
    ``pairs`` are the words that stand beside each other: the index of words finds phrases by them.
    ``source`` is the state of the rows it was made from. An entry is never shown itself: what it is
    about is read through its own ``visible_to`` (``finding.visible``).
    """

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, null=True, related_name="+")
    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, null=True, related_name="+")
    city = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    dated = models.DateTimeField("tanggal")
    head = LexemesField("judul")
    terms = LexemesField("kata")
    pairs = LexemesField("pasangan kata", default="", db_default="")
    source = models.CharField("keadaan sumber", max_length=120)

    class Meta:
        verbose_name = "entri pencarian"
        # Without a waiting list every search costs the same, also while documents come in.
        indexes = [
            GinIndex(fields=["head"], name="search_entry_head", fastupdate=False),
            GinIndex(
                CombinedExpression(F("terms"), "||", F("pairs"), output_field=LexemesField()),
                name="search_entry_words",
                fastupdate=False,
            ),
            models.Index(fields=["-dated", "-id"], name="search_entry_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                name="search_entry_is_of_one_thing",
                condition=Q(evidence__isnull=True, answer__isnull=False)
                | Q(evidence__isnull=False, answer__isnull=True),
            )
        ]


class Word(models.Model):
    """A word as it is spelled in a city's documents, and in about how many of them."""

    city = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    word = models.CharField("kata", max_length=40)
    seen = models.PositiveIntegerField("dalam dokumen")

    class Meta:
        verbose_name = "kosakata"
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="search_word_parts")]
        constraints = [
            models.UniqueConstraint(fields=["city", "word"], name="search_word_once_a_city")
        ]
