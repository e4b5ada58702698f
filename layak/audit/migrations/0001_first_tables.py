import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
                ("at", models.DateTimeField(verbose_name="pada")),
                ("verb", models.CharField(max_length=60, verbose_name="tindakan")),
                ("subject", models.CharField(blank=True, max_length=80, verbose_name="objek")),
                ("reason", models.TextField(blank=True, verbose_name="alasan")),
                ("detail", models.JSONField(default=dict, verbose_name="rincian")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pelaku",
                    ),
                ),
            ],
            options={
                "verbose_name": "catatan",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["subject", "-at"], name="entry_subject"),
                    models.Index(fields=["-at"], name="entry_newest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="pada")),
                ("subject", models.CharField(max_length=80, verbose_name="objek")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "penglihatan",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["subject", "-at"], name="look_subject")],
            },
        ),
    ]
