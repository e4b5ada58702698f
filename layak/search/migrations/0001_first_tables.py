import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import layak.search.lexemes


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("assessments", "0002_evaluation_cycle"),
        ("evidence", "0002_facts_and_scans"),
        ("organizations", "0002_search_by_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("dated", models.DateTimeField(verbose_name="tanggal")),
                ("head", layak.search.lexemes.LexemesField(verbose_name="judul")),
                ("terms", layak.search.lexemes.LexemesField(verbose_name="kata")),
                ("source", models.CharField(max_length=120, verbose_name="keadaan sumber")),
                (
                    "answer",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assessments.answer",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "evidence",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="evidence.evidence",
                    ),
                ),
            ],
            options={
                "verbose_name": "entri pencarian",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["head"], name="search_entry_head"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["terms"], name="search_entry_terms"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer__isnull", False), ("evidence__isnull", True)),
                            models.Q(("answer__isnull", True), ("evidence__isnull", False)),
                            _connector="OR",
                        ),
                        name="search_entry_is_of_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=40, verbose_name="kata")),
                ("seen", models.PositiveIntegerField(verbose_name="dalam dokumen")),
                (
                    "city",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "kosakata",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"),
                        name="search_word_parts",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("city", "word"), name="search_word_once_a_city")
                ],
            },
        ),
    ]
