"""How many faces files show. What is there already has no row: it was not looked at yet."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_prints_and_personal_data")]

    operations = [
        migrations.CreateModel(
            name="FaceCount",
            fields=[
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="face_count",
                        serialize=False,
                        to="evidence.storedfile",
                    ),
                ),
                ("faces", models.PositiveIntegerField(verbose_name="jumlah wajah")),
                (
                    "pages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(),
                        default=list,
                        size=None,
                        verbose_name="halaman",
                    ),
                ),
                ("complete", models.BooleanField(verbose_name="seluruhnya diperiksa")),
                ("counted_at", models.DateTimeField(verbose_name="dihitung pada")),
            ],
            options={"verbose_name": "jumlah wajah berkas"},
        ),
    ]
