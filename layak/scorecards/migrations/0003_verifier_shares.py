import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_evaluation_cycle"),
        ("scorecards", "0002_past_results"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VerifierShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("accepted", models.PositiveIntegerField(verbose_name="diterima")),
                ("adjusted", models.PositiveIntegerField(verbose_name="disesuaikan")),
                ("returned", models.PositiveIntegerField(verbose_name="dikembalikan")),
                ("last_at", models.DateTimeField(verbose_name="keputusan terakhir")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "verifier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "bagian verifikator",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assessment", "verifier"), name="verifier_share_once"
                    )
                ],
            },
        ),
    ]
