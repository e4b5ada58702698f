from decimal import Decimal

import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_evaluation_cycle"),
        ("evidence", "0001_first_tables"),
        ("facilities", "0001_first_tables"),
        ("instruments", "0001_first_tables"),
        ("organizations", "0002_search_by_name"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("reviews", "0002_frozen_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="acara")),
                ("starts", models.TimeField(verbose_name="mulai")),
                (
                    "leader",
                    models.CharField(blank=True, max_length=160, verbose_name="dipimpin oleh"),
                ),
                ("added_at", models.DateTimeField(verbose_name="ditambahkan pada")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="instruments.cluster",
                    ),
                ),
            ],
            options={
                "verbose_name": "acara",
                "ordering": ["starts", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nama")),
                ("institution", models.CharField(max_length=160, verbose_name="instansi")),
                ("position", models.CharField(blank=True, max_length=120, verbose_name="jabatan")),
                ("added_at", models.DateTimeField(verbose_name="dicatat pada")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "kehadiran",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CheckPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="nama berkas")),
                ("taken_at", models.DateTimeField(null=True, verbose_name="dipotret pada")),
                ("added_at", models.DateTimeField(verbose_name="diunggah pada")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "foto pemeriksaan",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ChildrenCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "band",
                    models.CharField(
                        choices=[
                            ("6-11", "6–11 tahun"),
                            ("12-14", "12–14 tahun"),
                            ("15-17", "15–17 tahun"),
                        ],
                        max_length=8,
                        verbose_name="umur",
                    ),
                ),
                ("girls", models.PositiveSmallIntegerField(verbose_name="perempuan")),
                ("boys", models.PositiveSmallIntegerField(verbose_name="laki-laki")),
                ("counted_at", models.DateTimeField(verbose_name="dihitung pada")),
                (
                    "counted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "jumlah anak",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FieldSession",
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
                            ("team", "Tim verifikasi dan gugus tugas"),
                            ("children", "Forum Anak"),
                        ],
                        default="team",
                        max_length=10,
                        verbose_name="jenis",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="mulai")),
                ("ends_at", models.DateTimeField(null=True, verbose_name="selesai")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="tempat")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="tautan daring")),
                ("created_at", models.DateTimeField(verbose_name="dibuat pada")),
                ("changed_at", models.DateTimeField(verbose_name="diubah pada")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="field_sessions",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "sesi lapangan",
                "ordering": ["starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ChildrenNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="catatan")),
                ("added_at", models.DateTimeField(verbose_name="ditulis pada")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="ditarik pada")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="instruments.cluster",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="reviews.fieldsession",
                    ),
                ),
            ],
            options={
                "verbose_name": "catatan Forum Anak",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ChildrenCountEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "band",
                    models.CharField(
                        choices=[
                            ("6-11", "6–11 tahun"),
                            ("12-14", "12–14 tahun"),
                            ("15-17", "15–17 tahun"),
                        ],
                        max_length=8,
                        verbose_name="umur",
                    ),
                ),
                ("girls", models.PositiveSmallIntegerField(verbose_name="perempuan")),
                ("boys", models.PositiveSmallIntegerField(verbose_name="laki-laki")),
                ("counted_at", models.DateTimeField(verbose_name="dihitung pada")),
                (
                    "counted_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="reviews.childrencount",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="reviews.fieldsession",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="childrencount",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="counts",
                to="reviews.fieldsession",
            ),
        ),
        migrations.CreateModel(
            name="AttendanceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="nama")),
                ("institution", models.CharField(max_length=160, verbose_name="instansi")),
                ("position", models.CharField(blank=True, max_length=120, verbose_name="jabatan")),
                ("added_at", models.DateTimeField(verbose_name="dicatat pada")),
                (
                    "added_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="reviews.attendance",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="reviews.fieldsession",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="attendance",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="presence",
                to="reviews.fieldsession",
            ),
        ),
        migrations.CreateModel(
            name="AgendaItemEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="acara")),
                ("starts", models.TimeField(verbose_name="mulai")),
                (
                    "leader",
                    models.CharField(blank=True, max_length=160, verbose_name="dipimpin oleh"),
                ),
                ("added_at", models.DateTimeField(verbose_name="ditambahkan pada")),
                (
                    "added_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="instruments.cluster",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="reviews.agendaitem",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="reviews.fieldsession",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="agenda",
                to="reviews.fieldsession",
            ),
        ),
        migrations.CreateModel(
            name="FieldSessionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("team", "Tim verifikasi dan gugus tugas"),
                            ("children", "Forum Anak"),
                        ],
                        default="team",
                        max_length=10,
                        verbose_name="jenis",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="mulai")),
                ("ends_at", models.DateTimeField(null=True, verbose_name="selesai")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="tempat")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="tautan daring")),
                ("created_at", models.DateTimeField(verbose_name="dibuat pada")),
                ("changed_at", models.DateTimeField(verbose_name="diubah pada")),
                (
                    "assessment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="reviews.fieldsession",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OnSiteCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=200, verbose_name="tempat")),
                (
                    "latitude",
                    models.DecimalField(
                        decimal_places=6, max_digits=9, null=True, verbose_name="lintang"
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        decimal_places=6, max_digits=9, null=True, verbose_name="bujur"
                    ),
                ),
                ("seen_at", models.DateTimeField(verbose_name="diperiksa pada")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("agrees", "Sesuai"),
                            ("partly", "Sebagian sesuai"),
                            ("differs", "Tidak sesuai"),
                        ],
                        max_length=10,
                        verbose_name="hasil",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
                ("added_at", models.DateTimeField(verbose_name="dicatat pada")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="on_site_checks",
                        to="assessments.answer",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="facilities.facility",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="reviews.fieldsession",
                    ),
                ),
            ],
            options={
                "verbose_name": "pemeriksaan lapangan",
                "ordering": ["seen_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CheckPhotoEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=255, verbose_name="nama berkas")),
                ("taken_at", models.DateTimeField(null=True, verbose_name="dipotret pada")),
                ("added_at", models.DateTimeField(verbose_name="diunggah pada")),
                (
                    "added_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.storedfile",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="reviews.checkphoto",
                    ),
                ),
                (
                    "check_made",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="reviews.onsitecheck",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="checkphoto",
            name="check_made",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="photos",
                to="reviews.onsitecheck",
            ),
        ),
        migrations.CreateModel(
            name="OnSiteCheckEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("place", models.CharField(max_length=200, verbose_name="tempat")),
                (
                    "latitude",
                    models.DecimalField(
                        decimal_places=6, max_digits=9, null=True, verbose_name="lintang"
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        decimal_places=6, max_digits=9, null=True, verbose_name="bujur"
                    ),
                ),
                ("seen_at", models.DateTimeField(verbose_name="diperiksa pada")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("agrees", "Sesuai"),
                            ("partly", "Sebagian sesuai"),
                            ("differs", "Tidak sesuai"),
                        ],
                        max_length=10,
                        verbose_name="hasil",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
                ("added_at", models.DateTimeField(verbose_name="dicatat pada")),
                (
                    "added_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessments.answer",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="facilities.facility",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="reviews.onsitecheck",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="reviews.fieldsession",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RaisedQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="pertanyaan")),
                ("asked_at", models.DateTimeField(verbose_name="diajukan pada")),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="raised_questions",
                        to="assessments.answer",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="reviews.fieldsession",
                    ),
                ),
            ],
            options={
                "verbose_name": "pertanyaan sesi",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="RaisedQuestionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("text", models.TextField(verbose_name="pertanyaan")),
                ("asked_at", models.DateTimeField(verbose_name="diajukan pada")),
                (
                    "answer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessments.answer",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="reviews.raisedquestion",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="reviews.fieldsession",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="jawaban")),
                ("replied_at", models.DateTimeField(verbose_name="dijawab pada")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="reviews.raisedquestion",
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "jawaban sesi",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReplyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("text", models.TextField(verbose_name="jawaban")),
                ("replied_at", models.DateTimeField(verbose_name="dijawab pada")),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="reviews.reply",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="reviews.raisedquestion",
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="fieldsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                ),
                name="session_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="fieldsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place", ""), _negated=True),
                    models.Q(("link", ""), _negated=True),
                    _connector="OR",
                ),
                name="session_is_somewhere",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fieldsession",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reviews_fieldsessionevent" ("assessment_id", "changed_at", "created_at", "created_by_id", "ends_at", "id", "kind", "link", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "starts_at") VALUES (OLD."assessment_id", OLD."changed_at", OLD."created_at", OLD."created_by_id", OLD."ends_at", OLD."id", OLD."kind", OLD."link", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."place", OLD."starts_at"); RETURN NULL;',
                    hash="9df15416dc13c52b207fc794bbce2645b1e79fd5",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_9ad9a",
                    table="reviews_fieldsession",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fieldsession",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reviews_fieldsessionevent" ("assessment_id", "changed_at", "created_at", "created_by_id", "ends_at", "id", "kind", "link", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "starts_at") VALUES (OLD."assessment_id", OLD."changed_at", OLD."created_at", OLD."created_by_id", OLD."ends_at", OLD."id", OLD."kind", OLD."link", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."place", OLD."starts_at"); RETURN NULL;',
                    hash="be6d3d26c4d1e72f6a6d702511466b20123fb4f3",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_77bed",
                    table="reviews_fieldsession",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="childrennote",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdrawn_at", None), ("text", ""), _connector="OR"),
                name="note_withdrawn_is_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="childrencount",
            constraint=models.UniqueConstraint(
                fields=("session", "band"), name="children_counted_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="childrencount",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reviews_childrencountevent" ("band", "boys", "counted_at", "counted_by_id", "girls", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id") VALUES (OLD."band", OLD."boys", OLD."counted_at", OLD."counted_by_id", OLD."girls", OLD."id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."session_id"); RETURN NULL;',
                    hash="712dc70e7699915c39b627f20322e54690841292",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_6be37",
                    table="reviews_childrencount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="childrencount",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reviews_childrencountevent" ("band", "boys", "counted_at", "counted_by_id", "girls", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id") VALUES (OLD."band", OLD."boys", OLD."counted_at", OLD."counted_by_id", OLD."girls", OLD."id", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."session_id"); RETURN NULL;',
                    hash="cd711a561ef853a725144e7a56dd37911cd3051c",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_1ac08",
                    table="reviews_childrencount",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                models.F("session"),
                django.db.models.functions.text.Lower("name"),
                django.db.models.functions.text.Lower("institution"),
                name="attendance_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attendance",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reviews_attendanceevent" ("added_at", "added_by_id", "id", "institution", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "session_id") VALUES (OLD."added_at", OLD."added_by_id", OLD."id", OLD."institution", OLD."name", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."position", OLD."session_id"); RETURN NULL;',
                    hash="c31de15a347358c564f8ad5c1b5389982b771016",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_4f5dc",
                    table="reviews_attendance",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attendance",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reviews_attendanceevent" ("added_at", "added_by_id", "id", "institution", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "session_id") VALUES (OLD."added_at", OLD."added_by_id", OLD."id", OLD."institution", OLD."name", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."position", OLD."session_id"); RETURN NULL;',
                    hash="d70e05a5ce5e125ce0adc81dd65bb0a0394193aa",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_bc99d",
                    table="reviews_attendance",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cluster__isnull", False),
                    models.Q(("subject", ""), _negated=True),
                    _connector="OR",
                ),
                name="agenda_says_what",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agendaitem",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reviews_agendaitemevent" ("added_at", "added_by_id", "cluster_id", "id", "leader", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "starts", "subject") VALUES (OLD."added_at", OLD."added_by_id", OLD."cluster_id", OLD."id", OLD."leader", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."session_id", OLD."starts", OLD."subject"); RETURN NULL;',
                    hash="961a43b01651c426b572e28c35405ff9894637b9",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_8a270",
                    table="reviews_agendaitem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agendaitem",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reviews_agendaitemevent" ("added_at", "added_by_id", "cluster_id", "id", "leader", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "starts", "subject") VALUES (OLD."added_at", OLD."added_by_id", OLD."cluster_id", OLD."id", OLD."leader", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."session_id", OLD."starts", OLD."subject"); RETURN NULL;',
                    hash="7e81fd0bfe025950f3ce4423805d01b08c45de83",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_87107",
                    table="reviews_agendaitem",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="onsitecheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude", None), ("longitude", None)),
                    models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                    _connector="OR",
                ),
                name="check_has_both_coordinates_or_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="onsitecheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("latitude", None),
                    models.Q(
                        ("latitude__range", (Decimal(-90), Decimal(90))),
                        ("longitude__range", (Decimal(-180), Decimal(180))),
                    ),
                    _connector="OR",
                ),
                name="check_lies_on_earth",
            ),
        ),
        migrations.AddConstraint(
            model_name="onsitecheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", "agrees"), models.Q(("note", ""), _negated=True), _connector="OR"
                ),
                name="check_says_what_differs",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onsitecheck",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reviews_onsitecheckevent" ("added_at", "added_by_id", "answer_id", "area_id", "facility_id", "id", "latitude", "longitude", "note", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "seen_at", "session_id") VALUES (OLD."added_at", OLD."added_by_id", OLD."answer_id", OLD."area_id", OLD."facility_id", OLD."id", OLD."latitude", OLD."longitude", OLD."note", OLD."outcome", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."place", OLD."seen_at", OLD."session_id"); RETURN NULL;',
                    hash="6fc5b2b0891d38ea686649b1a625844cd57aa503",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_91edd",
                    table="reviews_onsitecheck",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onsitecheck",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reviews_onsitecheckevent" ("added_at", "added_by_id", "answer_id", "area_id", "facility_id", "id", "latitude", "longitude", "note", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "seen_at", "session_id") VALUES (OLD."added_at", OLD."added_by_id", OLD."answer_id", OLD."area_id", OLD."facility_id", OLD."id", OLD."latitude", OLD."longitude", OLD."note", OLD."outcome", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."place", OLD."seen_at", OLD."session_id"); RETURN NULL;',
                    hash="e6289c71eb58828f9691bc0f15aee2ffca58df26",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_097ea",
                    table="reviews_onsitecheck",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="checkphoto",
            constraint=models.UniqueConstraint(
                fields=("check_made", "file"), name="photo_once_a_check"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkphoto",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reviews_checkphotoevent" ("added_at", "added_by_id", "check_made_id", "file_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "taken_at") VALUES (OLD."added_at", OLD."added_by_id", OLD."check_made_id", OLD."file_id", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."taken_at"); RETURN NULL;',
                    hash="ca200d8e72e44783e299bfd90b2b72e105d1b0c9",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_c3ba1",
                    table="reviews_checkphoto",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkphoto",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reviews_checkphotoevent" ("added_at", "added_by_id", "check_made_id", "file_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "taken_at") VALUES (OLD."added_at", OLD."added_by_id", OLD."check_made_id", OLD."file_id", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."taken_at"); RETURN NULL;',
                    hash="24df2490a33a7a0f8560120520b4f72dccce11fe",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_fe190",
                    table="reviews_checkphoto",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="raisedquestion",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reviews_raisedquestionevent" ("answer_id", "asked_at", "asked_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "text") VALUES (OLD."answer_id", OLD."asked_at", OLD."asked_by_id", OLD."id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."session_id", OLD."text"); RETURN NULL;',
                    hash="aacb1942d29ac26bfc672857aece52e4dabb30ab",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_110d6",
                    table="reviews_raisedquestion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="raisedquestion",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reviews_raisedquestionevent" ("answer_id", "asked_at", "asked_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "text") VALUES (OLD."answer_id", OLD."asked_at", OLD."asked_by_id", OLD."id", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."session_id", OLD."text"); RETURN NULL;',
                    hash="f2ebcc929e28bda50c2d20ac24c5391513c7e9c8",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_bc58a",
                    table="reviews_raisedquestion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reply",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reviews_replyevent" ("id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question_id", "replied_at", "replied_by_id", "text") VALUES (OLD."id", OLD."organization_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."question_id", OLD."replied_at", OLD."replied_by_id", OLD."text"); RETURN NULL;',
                    hash="6f7647fb3012f341bf30014082d16dbfd99f21c9",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_bf86d",
                    table="reviews_reply",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reply",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reviews_replyevent" ("id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question_id", "replied_at", "replied_by_id", "text") VALUES (OLD."id", OLD."organization_id", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."question_id", OLD."replied_at", OLD."replied_by_id", OLD."text"); RETURN NULL;',
                    hash="ed0c0ee9132e6c26b6cb8f65aa93531b7c79805f",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_6447b",
                    table="reviews_reply",
                    when="AFTER",
                ),
            ),
        ),
    ]
