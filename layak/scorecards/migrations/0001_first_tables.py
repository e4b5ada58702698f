import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("assessments", "0001_first_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Scorecard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("self", "Penilaian mandiri"),
                            ("administrative", "Verifikasi administrasi"),
                            ("field", "Verifikasi lapangan"),
                            ("final", "Final"),
                        ],
                        max_length=16,
                        verbose_name="tahap",
                    ),
                ),
                (
                    "total",
                    models.DecimalField(decimal_places=4, max_digits=9, verbose_name="nilai"),
                ),
                ("level", models.CharField(blank=True, max_length=40, verbose_name="peringkat")),
                ("clusters", models.JSONField(default=dict)),
                ("indicators", models.JSONField(default=dict)),
                ("warnings", models.JSONField(default=list)),
                ("unanswered", models.PositiveSmallIntegerField(default=0)),
                ("instrument_digest", models.CharField(max_length=64)),
                ("engine", models.CharField(max_length=20)),
                ("ladder", models.TextField(blank=True)),
                ("ladder_narrow", models.TextField(blank=True)),
                ("computed_at", models.DateTimeField(verbose_name="dihitung pada")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scorecards",
                        to="assessments.assessment",
                    ),
                ),
            ],
            options={
                "verbose_name": "rapor",
                "ordering": ["-computed_at", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["assessment", "stage", "-computed_at", "-id"],
                        name="scorecard_newest",
                    )
                ],
            },
        ),
    ]
