"""Phrases are found by pairs of words: the index holds them too."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations
from django.db.models import F
from django.db.models.expressions import CombinedExpression

from layak.search.lexemes import LexemesField


class Migration(migrations.Migration):
    dependencies = [("search", "0002_newest_entries")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="pairs",
            field=LexemesField(db_default="", default="", verbose_name="pasangan kata"),
        ),
        migrations.RemoveIndex(model_name="entry", name="search_entry_terms"),
        migrations.AddIndex(
            model_name="entry",
            index=GinIndex(
                CombinedExpression(F("terms"), "||", F("pairs"), output_field=LexemesField()),
                fastupdate=False,
                name="search_entry_words",
            ),
        ),
    ]
