import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("evidence", "0001_first_tables"),
        ("instruments", "0001_first_tables"),
        ("organizations", "0002_search_by_name"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "points",
                    models.DecimalField(
                        decimal_places=4, max_digits=9, null=True, verbose_name="nilai mandiri"
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="narasi")),
                ("matrix", models.JSONField(default=list, verbose_name="matriks")),
                ("changed_at", models.DateTimeField(null=True, verbose_name="diubah pada")),
                (
                    "editable_from",
                    models.DateTimeField(null=True, verbose_name="dapat diubah sejak"),
                ),
                (
                    "editable_until",
                    models.DateTimeField(null=True, verbose_name="dapat diubah sampai"),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="instruments.option",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="instruments.question",
                    ),
                ),
            ],
            options={
                "verbose_name": "jawaban",
                "ordering": ["question__position"],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
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
                        default="self",
                        max_length=16,
                        verbose_name="tahap",
                    ),
                ),
                ("example", models.BooleanField(default=False, verbose_name="contoh")),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="organizations.organization",
                    ),
                ),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="instruments.instrument",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="instruments.awardlevel",
                    ),
                ),
            ],
            options={
                "verbose_name": "evaluasi",
                "ordering": ["-cycle__year", "city__path"],
            },
        ),
        migrations.CreateModel(
            name="AnswerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "points",
                    models.DecimalField(
                        decimal_places=4, max_digits=9, null=True, verbose_name="nilai mandiri"
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="narasi")),
                ("matrix", models.JSONField(default=list, verbose_name="matriks")),
                ("changed_at", models.DateTimeField(null=True, verbose_name="diubah pada")),
                (
                    "editable_from",
                    models.DateTimeField(null=True, verbose_name="dapat diubah sejak"),
                ),
                (
                    "editable_until",
                    models.DateTimeField(null=True, verbose_name="dapat diubah sampai"),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="instruments.option",
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
                        to="assessments.answer",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="instruments.question",
                    ),
                ),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="answer",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answers",
                to="assessments.assessment",
            ),
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("lead", "Penanggung jawab"), ("contributor", "Pendukung")],
                        max_length=12,
                        verbose_name="bagian",
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="assessments.answer",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "penugasan",
            },
        ),
        migrations.CreateModel(
            name="Cycle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="tahun")),
                (
                    "first_evidence_year",
                    models.PositiveSmallIntegerField(verbose_name="data dukung sejak tahun"),
                ),
                (
                    "last_evidence_year",
                    models.PositiveSmallIntegerField(verbose_name="data dukung sampai tahun"),
                ),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
            ],
            options={
                "verbose_name": "siklus",
                "ordering": ["-year"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_evidence_year__gte", models.F("first_evidence_year"))
                        ),
                        name="cycle_evidence_years_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("self", "Penilaian mandiri"),
                            ("administrative", "Verifikasi administrasi"),
                            ("field", "Verifikasi lapangan"),
                            ("final", "Final"),
                        ],
                        default="self",
                        max_length=16,
                        verbose_name="tahap",
                    ),
                ),
                ("example", models.BooleanField(default=False, verbose_name="contoh")),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
                (
                    "city",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "instrument",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="instruments.instrument",
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
                        to="assessments.assessment",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="instruments.awardlevel",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessments.cycle",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="assessment",
            name="cycle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assessments",
                to="assessments.cycle",
            ),
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("delivered_at", models.DateTimeField(verbose_name="diserahkan pada")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="selesai pada")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "delivered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "penyerahan",
                "ordering": ["-delivered_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DeliveredFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=500, verbose_name="nama")),
                ("holding", models.CharField(blank=True, max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Menunggu"),
                            ("stored", "Tersimpan"),
                            ("duplicate", "Sudah ada"),
                            ("refused", "Ditolak"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="alasan")),
                ("misplaced", models.BooleanField(null=True, verbose_name="salah tempat")),
                (
                    "claimed",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="assessments.answer",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="evidence.evidence",
                    ),
                ),
                (
                    "placed",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="assessments.answer",
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="assessments.delivery",
                    ),
                ),
            ],
            options={
                "verbose_name": "berkas penyerahan",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Mark",
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
                    "points",
                    models.DecimalField(decimal_places=4, max_digits=9, verbose_name="nilai"),
                ),
                ("note", models.TextField(blank=True, verbose_name="catatan verifikator")),
                ("returned", models.BooleanField(default=False, verbose_name="dikembalikan")),
                ("marked_at", models.DateTimeField(verbose_name="dinilai pada")),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="assessments.answer",
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "nilai tahap",
                "ordering": ["marked_at"],
            },
        ),
        migrations.CreateModel(
            name="MarkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
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
                    "points",
                    models.DecimalField(decimal_places=4, max_digits=9, verbose_name="nilai"),
                ),
                ("note", models.TextField(blank=True, verbose_name="catatan verifikator")),
                ("returned", models.BooleanField(default=False, verbose_name="dikembalikan")),
                ("marked_at", models.DateTimeField(verbose_name="dinilai pada")),
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
                    "marked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
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
                        to="assessments.mark",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Misplacement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "probability",
                    models.DecimalField(decimal_places=4, max_digits=5, verbose_name="keyakinan"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Belum diputuskan"),
                            ("moved", "Dipindahkan"),
                            ("kept", "Dibiarkan"),
                            ("asked", "Ditanyakan"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="alasan")),
                ("noticed_at", models.DateTimeField(verbose_name="ditemukan pada")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="diputuskan pada")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="misplacements",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="misplacements",
                        to="evidence.evidence",
                    ),
                ),
                (
                    "filed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assessments.answer",
                    ),
                ),
                (
                    "suggested",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assessments.answer",
                    ),
                ),
            ],
            options={
                "verbose_name": "salah tempat",
                "ordering": ["-probability"],
            },
        ),
        migrations.CreateModel(
            name="MisplacementEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "probability",
                    models.DecimalField(decimal_places=4, max_digits=5, verbose_name="keyakinan"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Belum diputuskan"),
                            ("moved", "Dipindahkan"),
                            ("kept", "Dibiarkan"),
                            ("asked", "Ditanyakan"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="alasan")),
                ("noticed_at", models.DateTimeField(verbose_name="ditemukan pada")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="diputuskan pada")),
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
                    "decided_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.evidence",
                    ),
                ),
                (
                    "filed",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessments.answer",
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
                        to="assessments.misplacement",
                    ),
                ),
                (
                    "suggested",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessments.answer",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("person", "Ditempatkan orang"),
                            ("folder", "Dari nama folder"),
                            ("suggestion", "Saran, belum diperiksa"),
                        ],
                        max_length=12,
                        verbose_name="asal",
                    ),
                ),
                ("page", models.PositiveIntegerField(null=True, verbose_name="halaman")),
                ("placed_at", models.DateTimeField(verbose_name="ditempatkan pada")),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="assessments.answer",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="evidence.evidence",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "penempatan",
            },
        ),
        migrations.CreateModel(
            name="PlacementEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("person", "Ditempatkan orang"),
                            ("folder", "Dari nama folder"),
                            ("suggestion", "Saran, belum diperiksa"),
                        ],
                        max_length=12,
                        verbose_name="asal",
                    ),
                ),
                ("page", models.PositiveIntegerField(null=True, verbose_name="halaman")),
                ("placed_at", models.DateTimeField(verbose_name="ditempatkan pada")),
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
                    "evidence",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.evidence",
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
                        to="assessments.placement",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
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
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("indicators", models.JSONField(default=list, verbose_name="indikator")),
                ("items", models.JSONField(default=list, verbose_name="butir")),
                ("terms", models.JSONField(default=list, verbose_name="istilah")),
                ("unsure", models.BooleanField(default=False, verbose_name="belum yakin")),
                ("suggested_at", models.DateTimeField(verbose_name="disarankan pada")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suggestions",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suggestions",
                        to="evidence.evidence",
                    ),
                ),
            ],
            options={
                "verbose_name": "saran",
            },
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                fields=("assessment", "question"), name="answer_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__isnull", True), ("points__gte", 0), _connector="OR"),
                name="answer_points_are_not_negative",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="answer",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessments_answerevent" ("assessment_id", "changed_at", "changed_by_id", "editable_from", "editable_until", "id", "matrix", "note", "option_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "question_id") VALUES (OLD."assessment_id", OLD."changed_at", OLD."changed_by_id", OLD."editable_from", OLD."editable_until", OLD."id", OLD."matrix", OLD."note", OLD."option_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."points", OLD."question_id"); RETURN NULL;',
                    hash="e9f669c622e1c14b084ea17335c55986f51144e9",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_530c4",
                    table="assessments_answer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="answer",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessments_answerevent" ("assessment_id", "changed_at", "changed_by_id", "editable_from", "editable_until", "id", "matrix", "note", "option_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "question_id") VALUES (OLD."assessment_id", OLD."changed_at", OLD."changed_by_id", OLD."editable_from", OLD."editable_until", OLD."id", OLD."matrix", OLD."note", OLD."option_id", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."points", OLD."question_id"); RETURN NULL;',
                    hash="a958e0756b5923fc8e5d8cfc979e22a86584f88e",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_66409",
                    table="assessments_answer",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                fields=("answer", "organization"), name="assignment_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("part", "lead")),
                fields=("answer",),
                name="assignment_has_one_lead",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(
                fields=("city", "cycle", "instrument"), name="assessment_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessment",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessments_assessmentevent" ("city_id", "cycle_id", "example", "id", "instrument_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stage", "target_id") VALUES (OLD."city_id", OLD."cycle_id", OLD."example", OLD."id", OLD."instrument_id", OLD."note", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."stage", OLD."target_id"); RETURN NULL;',
                    hash="0d94f965da1abbee2b313c885832135aab141bc5",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_911c1",
                    table="assessments_assessment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessment",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessments_assessmentevent" ("city_id", "cycle_id", "example", "id", "instrument_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stage", "target_id") VALUES (OLD."city_id", OLD."cycle_id", OLD."example", OLD."id", OLD."instrument_id", OLD."note", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."stage", OLD."target_id"); RETURN NULL;',
                    hash="49400ed37dd7d25d267c622897c75069c9dae5a6",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_f5a70",
                    table="assessments_assessment",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="deliveredfile",
            index=models.Index(fields=["delivery", "status"], name="delivered_status"),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.UniqueConstraint(
                fields=("answer", "stage"), name="mark_once_a_stage"
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__gte", 0)), name="mark_is_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage", "self"), _negated=True), name="mark_is_not_self"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mark",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessments_markevent" ("answer_id", "id", "marked_at", "marked_by_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "returned", "stage") VALUES (OLD."answer_id", OLD."id", OLD."marked_at", OLD."marked_by_id", OLD."note", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."points", OLD."returned", OLD."stage"); RETURN NULL;',
                    hash="4e2790f36482955ef8d28fbed5fc8a27dace210e",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_f9d5e",
                    table="assessments_mark",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mark",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessments_markevent" ("answer_id", "id", "marked_at", "marked_by_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "returned", "stage") VALUES (OLD."answer_id", OLD."id", OLD."marked_at", OLD."marked_by_id", OLD."note", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."points", OLD."returned", OLD."stage"); RETURN NULL;',
                    hash="407839d420451046b7b5084eb221438051c55832",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_3bb78",
                    table="assessments_mark",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="misplacement",
            index=models.Index(fields=["assessment", "status"], name="misplacement_open"),
        ),
        migrations.AddConstraint(
            model_name="misplacement",
            constraint=models.UniqueConstraint(
                fields=("evidence", "filed"), name="misplacement_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="misplacement",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessments_misplacementevent" ("assessment_id", "decided_at", "decided_by_id", "evidence_id", "filed_id", "id", "noticed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "probability", "reason", "status", "suggested_id") VALUES (OLD."assessment_id", OLD."decided_at", OLD."decided_by_id", OLD."evidence_id", OLD."filed_id", OLD."id", OLD."noticed_at", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."probability", OLD."reason", OLD."status", OLD."suggested_id"); RETURN NULL;',
                    hash="79ade62e0b0c0bce61cdb08fabe65ec292f7864d",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_e6e27",
                    table="assessments_misplacement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="misplacement",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessments_misplacementevent" ("assessment_id", "decided_at", "decided_by_id", "evidence_id", "filed_id", "id", "noticed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "probability", "reason", "status", "suggested_id") VALUES (OLD."assessment_id", OLD."decided_at", OLD."decided_by_id", OLD."evidence_id", OLD."filed_id", OLD."id", OLD."noticed_at", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."probability", OLD."reason", OLD."status", OLD."suggested_id"); RETURN NULL;',
                    hash="129461f0abcc9785b2b2b9afe95e65aa0fcf4789",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_1c556",
                    table="assessments_misplacement",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.UniqueConstraint(
                fields=("answer", "evidence"), name="placement_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placement",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessments_placementevent" ("answer_id", "evidence_id", "id", "page", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by_id", "source") VALUES (OLD."answer_id", OLD."evidence_id", OLD."id", OLD."page", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."placed_at", OLD."placed_by_id", OLD."source"); RETURN NULL;',
                    hash="313528b5597af74c819a7823d1b85a70d17ed7ba",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_16fba",
                    table="assessments_placement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placement",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessments_placementevent" ("answer_id", "evidence_id", "id", "page", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by_id", "source") VALUES (OLD."answer_id", OLD."evidence_id", OLD."id", OLD."page", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."placed_at", OLD."placed_by_id", OLD."source"); RETURN NULL;',
                    hash="9964f1367dce4c78f3871ee6df2a5f9e35629664",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_75f7a",
                    table="assessments_placement",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.UniqueConstraint(
                fields=("assessment", "evidence"), name="suggestion_once"
            ),
        ),
    ]
