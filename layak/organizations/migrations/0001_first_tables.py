import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import layak.organizations.ltree


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        django.contrib.postgres.operations.CreateExtension("ltree"),
        migrations.CreateModel(
            name="Organization",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("nation", "Nasional"),
                            ("province", "Provinsi"),
                            ("city", "Kota/Kabupaten"),
                            ("agency", "OPD atau instansi"),
                            ("district", "Kecamatan"),
                            ("village", "Desa/Kelurahan"),
                        ],
                        max_length=10,
                        verbose_name="jenis",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="nama")),
                (
                    "short_name",
                    models.CharField(blank=True, max_length=60, verbose_name="nama singkat"),
                ),
                (
                    "region_code",
                    models.CharField(
                        max_length=13, null=True, unique=True, verbose_name="kode wilayah"
                    ),
                ),
                ("path", layak.organizations.ltree.LtreeField(unique=True, verbose_name="jalur")),
                (
                    "timezone",
                    models.CharField(blank=True, max_length=40, verbose_name="zona waktu"),
                ),
                ("vertical", models.BooleanField(default=False, verbose_name="instansi vertikal")),
                ("active", models.BooleanField(default=True, verbose_name="aktif")),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisasi",
                "ordering": ["path"],
            },
        ),
        migrations.CreateModel(
            name="Alias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="nama lain")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="organizations.organization",
                    ),
                ),
                (
                    "scope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "nama lain",
            },
        ),
        migrations.AddIndex(
            model_name="organization",
            index=django.contrib.postgres.indexes.GistIndex(
                fields=["path"], name="organization_path"
            ),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(fields=["kind", "name"], name="organization_kind_name"),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(fields=["parent", "kind"], name="organization_parent_kind"),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["nation", "agency"]),
                    ("region_code__isnull", False),
                    _connector="OR",
                ),
                name="organization_region_has_a_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "nation"), ("parent__isnull", False), _connector="OR"),
                name="organization_only_the_nation_is_root",
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "city"), _negated=True),
                    models.Q(("timezone", ""), _negated=True),
                    _connector="OR",
                ),
                name="organization_city_has_a_zone",
            ),
        ),
        migrations.AddConstraint(
            model_name="alias",
            constraint=models.UniqueConstraint(
                models.F("scope"),
                django.db.models.functions.text.Lower("name"),
                name="alias_means_one_organization_in_its_city",
            ),
        ),
    ]
