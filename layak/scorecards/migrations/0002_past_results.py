import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_evaluation_cycle"),
        ("organizations", "0002_search_by_name"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("scorecards", "0001_first_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Summary",
            fields=[
                (
                    "assessment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="summary",
                        serialize=False,
                        to="assessments.assessment",
                    ),
                ),
                ("questions", models.PositiveSmallIntegerField(verbose_name="pertanyaan")),
                ("filled", models.PositiveSmallIntegerField(verbose_name="terisi")),
                ("evidenced", models.PositiveSmallIntegerField(verbose_name="berdata dukung")),
                ("checked", models.PositiveSmallIntegerField(verbose_name="disetujui kepala OPD")),
                ("verified", models.PositiveSmallIntegerField(verbose_name="terverifikasi")),
                ("returned", models.PositiveSmallIntegerField(verbose_name="dikembalikan")),
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
                        verbose_name="tahap nilai",
                    ),
                ),
                (
                    "total",
                    models.DecimalField(decimal_places=4, max_digits=9, verbose_name="nilai"),
                ),
                ("level", models.CharField(blank=True, max_length=40, verbose_name="peringkat")),
                ("scores", models.JSONField(default=dict, verbose_name="nilai per tahap")),
                ("changed_at", models.DateTimeField(null=True, verbose_name="perubahan terakhir")),
                ("fingerprint", models.CharField(max_length=64)),
                ("computed_at", models.DateTimeField(verbose_name="dihitung pada")),
            ],
            options={
                "verbose_name": "ringkasan lembar",
            },
        ),
        migrations.CreateModel(
            name="PastResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="tahun")),
                (
                    "stage",
                    models.CharField(
                        blank=True,
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
                    "score",
                    models.DecimalField(
                        decimal_places=4, max_digits=9, null=True, verbose_name="nilai"
                    ),
                ),
                ("level", models.CharField(blank=True, max_length=40, verbose_name="peringkat")),
                ("clusters", models.JSONField(default=dict, verbose_name="nilai per blok")),
                ("source", models.CharField(max_length=400, verbose_name="sumber")),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
                ("entered_at", models.DateTimeField(verbose_name="dicatat pada")),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_results",
                        to="organizations.organization",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "hasil tahun lalu",
                "ordering": ["-year", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PastResultEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("year", models.PositiveSmallIntegerField(verbose_name="tahun")),
                (
                    "stage",
                    models.CharField(
                        blank=True,
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
                    "score",
                    models.DecimalField(
                        decimal_places=4, max_digits=9, null=True, verbose_name="nilai"
                    ),
                ),
                ("level", models.CharField(blank=True, max_length=40, verbose_name="peringkat")),
                ("clusters", models.JSONField(default=dict, verbose_name="nilai per blok")),
                ("source", models.CharField(max_length=400, verbose_name="sumber")),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
                ("entered_at", models.DateTimeField(verbose_name="dicatat pada")),
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
                    "entered_by",
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
                        to="scorecards.pastresult",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="pastresult",
            index=models.Index(fields=["city", "-year"], name="past_result_of_a_city"),
        ),
        migrations.AddConstraint(
            model_name="pastresult",
            constraint=models.UniqueConstraint(
                fields=("city", "year", "stage", "score", "level", "source"),
                name="past_result_once_a_source",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="pastresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("score__isnull", False),
                    models.Q(("level", ""), _negated=True),
                    _connector="OR",
                ),
                name="past_result_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="pastresult",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="past_result_has_a_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="pastresult",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__isnull", True), ("score__gte", 0), _connector="OR"),
                name="past_result_is_not_negative",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pastresult",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "scorecards_pastresultevent" ("city_id", "clusters", "entered_at", "entered_by_id", "id", "level", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score", "source", "stage", "year") VALUES (OLD."city_id", OLD."clusters", OLD."entered_at", OLD."entered_by_id", OLD."id", OLD."level", OLD."note", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."score", OLD."source", OLD."stage", OLD."year"); RETURN NULL;',
                    hash="bfc6ab8e97dfa66331513231ce7ff8717916728e",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_9d07a",
                    table="scorecards_pastresult",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pastresult",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "scorecards_pastresultevent" ("city_id", "clusters", "entered_at", "entered_by_id", "id", "level", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score", "source", "stage", "year") VALUES (OLD."city_id", OLD."clusters", OLD."entered_at", OLD."entered_by_id", OLD."id", OLD."level", OLD."note", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."score", OLD."source", OLD."stage", OLD."year"); RETURN NULL;',
                    hash="59a1d12b3cf27196cb3135a8b99b3703ad378ec0",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_e4736",
                    table="scorecards_pastresult",
                    when="AFTER",
                ),
            ),
        ),
    ]
