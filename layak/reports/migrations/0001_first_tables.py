import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("assessments", "0002_evaluation_cycle"),
        ("organizations", "0002_search_by_name"),
        ("reviews", "0003_field_sessions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rendering",
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
                            ("kla", "Laporan KLA"),
                            ("recap", "Rekap penilaian mandiri"),
                            ("offices", "Rekap per OPD"),
                            ("leader", "Ringkasan pimpinan"),
                            ("league", "Peringkat provinsi"),
                        ],
                        max_length=8,
                        verbose_name="laporan",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("docx", "DOCX"), ("xlsx", "XLSX")],
                        max_length=4,
                        verbose_name="bentuk",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(null=True, verbose_name="siklus")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Menunggu"),
                            ("working", "Sedang disusun"),
                            ("ready", "Siap"),
                            ("failed", "Gagal"),
                        ],
                        default="waiting",
                        max_length=7,
                        verbose_name="keadaan",
                    ),
                ),
                (
                    "progress",
                    models.PositiveSmallIntegerField(default=0, verbose_name="kemajuan, persen"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="alasan")),
                ("name", models.CharField(blank=True, max_length=160, verbose_name="nama berkas")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="ukuran, byte")),
                ("asked_at", models.DateTimeField(verbose_name="diminta pada")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="selesai pada")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renderings",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renderings",
                        to="organizations.organization",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renderings",
                        to="reviews.snapshot",
                    ),
                ),
            ],
            options={
                "verbose_name": "berkas laporan",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SignedCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.BinaryField(verbose_name="isi")),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("signer", models.CharField(max_length=200, verbose_name="penanda tangan")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="keperluan")),
                ("signed_at", models.DateTimeField(verbose_name="ditandatangani pada")),
                (
                    "rendering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signed_copies",
                        to="reports.rendering",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "salinan bertanda tangan",
                "ordering": ["signed_at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="rendering",
            index=models.Index(fields=["assessment", "-asked_at"], name="rendering_of_a_sheet"),
        ),
        migrations.AddIndex(
            model_name="rendering",
            index=models.Index(fields=["province", "-asked_at"], name="rendering_of_a_province"),
        ),
        migrations.AddConstraint(
            model_name="rendering",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("assessment__isnull", False),
                        ("province__isnull", True),
                        ("year__isnull", True),
                    ),
                    models.Q(
                        ("assessment__isnull", True),
                        ("province__isnull", False),
                        ("snapshot__isnull", True),
                        ("year__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="rendering_is_of_a_sheet_or_a_province",
            ),
        ),
        migrations.AddConstraint(
            model_name="rendering",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ready"), _negated=True),
                    ("sha256__regex", "^[0-9a-f]{64}$"),
                    _connector="OR",
                ),
                name="rendering_ready_has_a_digest",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signedcopy",
            trigger=pgtrigger.compiler.Trigger(
                name="is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4362ecd46613be24398b466015260a27a0960d9a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_is_final_ed324",
                    table="reports_signedcopy",
                    when="BEFORE",
                ),
            ),
        ),
    ]
