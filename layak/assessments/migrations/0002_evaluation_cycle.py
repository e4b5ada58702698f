import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0001_first_tables"),
        ("organizations", "0002_search_by_name"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Deadline",
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
                ("opens_at", models.DateTimeField(null=True, verbose_name="mulai")),
                ("closes_at", models.DateTimeField(verbose_name="berakhir")),
                ("source", models.CharField(max_length=300, verbose_name="sumber")),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
            ],
            options={
                "verbose_name": "tenggat",
                "ordering": ["closes_at"],
            },
        ),
        migrations.CreateModel(
            name="DeadlineEvent",
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
                ("opens_at", models.DateTimeField(null=True, verbose_name="mulai")),
                ("closes_at", models.DateTimeField(verbose_name="berakhir")),
                ("source", models.CharField(max_length=300, verbose_name="sumber")),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fields", models.JSONField(default=dict, verbose_name="isian")),
                ("version", models.CharField(max_length=40)),
                ("refusal", models.TextField(blank=True, verbose_name="alasan ditolak")),
                ("saved_at", models.DateTimeField(verbose_name="disimpan pada")),
            ],
            options={
                "verbose_name": "draf",
            },
        ),
        migrations.CreateModel(
            name="MeasuredValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "value",
                    models.DecimalField(decimal_places=4, max_digits=18, verbose_name="nilai ukur"),
                ),
                (
                    "numerator",
                    models.DecimalField(
                        decimal_places=4, max_digits=18, null=True, verbose_name="pembilang"
                    ),
                ),
                (
                    "denominator",
                    models.DecimalField(
                        decimal_places=4, max_digits=18, null=True, verbose_name="penyebut"
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="sumber")),
                ("period", models.CharField(max_length=40, verbose_name="periode")),
            ],
            options={
                "verbose_name": "nilai ukur",
            },
        ),
        migrations.CreateModel(
            name="MeasuredValueEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "value",
                    models.DecimalField(decimal_places=4, max_digits=18, verbose_name="nilai ukur"),
                ),
                (
                    "numerator",
                    models.DecimalField(
                        decimal_places=4, max_digits=18, null=True, verbose_name="pembilang"
                    ),
                ),
                (
                    "denominator",
                    models.DecimalField(
                        decimal_places=4, max_digits=18, null=True, verbose_name="penyebut"
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="sumber")),
                ("period", models.CharField(max_length=40, verbose_name="periode")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="answer",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="answer",
            name="removed_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="assessment",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="assessment",
            name="removed_delete",
        ),
        migrations.AddField(
            model_name="answer",
            name="checked_at",
            field=models.DateTimeField(null=True, verbose_name="disetujui kepala OPD pada"),
        ),
        migrations.AddField(
            model_name="answer",
            name="checked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="submitted_points",
            field=models.DecimalField(
                decimal_places=4,
                max_digits=9,
                null=True,
                verbose_name="nilai mandiri saat diserahkan",
            ),
        ),
        migrations.AddField(
            model_name="answerevent",
            name="checked_at",
            field=models.DateTimeField(null=True, verbose_name="disetujui kepala OPD pada"),
        ),
        migrations.AddField(
            model_name="answerevent",
            name="checked_by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="answerevent",
            name="submitted_points",
            field=models.DecimalField(
                decimal_places=4,
                max_digits=9,
                null=True,
                verbose_name="nilai mandiri saat diserahkan",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="handed_out_at",
            field=models.DateTimeField(null=True, verbose_name="dibagikan pada"),
        ),
        migrations.AddField(
            model_name="assessment",
            name="unmet",
            field=models.JSONField(
                db_default=[], default=list, verbose_name="syarat yang tidak dipenuhi"
            ),
        ),
        migrations.AddField(
            model_name="assessmentevent",
            name="handed_out_at",
            field=models.DateTimeField(null=True, verbose_name="dibagikan pada"),
        ),
        migrations.AddField(
            model_name="assessmentevent",
            name="unmet",
            field=models.JSONField(
                db_default=[], default=list, verbose_name="syarat yang tidak dipenuhi"
            ),
        ),
        migrations.AddField(
            model_name="deliveredfile",
            name="received_at",
            field=models.DateTimeField(null=True, verbose_name="diterima pada"),
        ),
        # Before the triggers stand again: the past is written down, not changed.
        migrations.RunSQL(
            sql="""
                UPDATE assessments_answer answer SET submitted_points = answer.points
                FROM assessments_assessment sheet
                WHERE sheet.id = answer.assessment_id AND sheet.stage <> 'self'
            """,
            reverse_sql=migrations.RunSQL.noop,
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="answer",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessments_answerevent" ("assessment_id", "changed_at", "changed_by_id", "checked_at", "checked_by_id", "editable_from", "editable_until", "id", "matrix", "note", "option_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "question_id", "submitted_points") VALUES (OLD."assessment_id", OLD."changed_at", OLD."changed_by_id", OLD."checked_at", OLD."checked_by_id", OLD."editable_from", OLD."editable_until", OLD."id", OLD."matrix", OLD."note", OLD."option_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."points", OLD."question_id", OLD."submitted_points"); RETURN NULL;',
                    hash="753002a5061c59fe3e56b17de74953dc5f437167",
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
                    func='INSERT INTO "assessments_answerevent" ("assessment_id", "changed_at", "changed_by_id", "checked_at", "checked_by_id", "editable_from", "editable_until", "id", "matrix", "note", "option_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "question_id", "submitted_points") VALUES (OLD."assessment_id", OLD."changed_at", OLD."changed_by_id", OLD."checked_at", OLD."checked_by_id", OLD."editable_from", OLD."editable_until", OLD."id", OLD."matrix", OLD."note", OLD."option_id", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."points", OLD."question_id", OLD."submitted_points"); RETURN NULL;',
                    hash="cbcfd71bd6bd2ee2d1ab06ef9b8e06cb5c49148a",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_66409",
                    table="assessments_answer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessment",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessments_assessmentevent" ("city_id", "cycle_id", "example", "handed_out_at", "id", "instrument_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stage", "target_id", "unmet") VALUES (OLD."city_id", OLD."cycle_id", OLD."example", OLD."handed_out_at", OLD."id", OLD."instrument_id", OLD."note", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."stage", OLD."target_id", OLD."unmet"); RETURN NULL;',
                    hash="c50b5ccf395bccfd53cd38c7df1dcc3d36a9c685",
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
                    func='INSERT INTO "assessments_assessmentevent" ("city_id", "cycle_id", "example", "handed_out_at", "id", "instrument_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stage", "target_id", "unmet") VALUES (OLD."city_id", OLD."cycle_id", OLD."example", OLD."handed_out_at", OLD."id", OLD."instrument_id", OLD."note", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."stage", OLD."target_id", OLD."unmet"); RETURN NULL;',
                    hash="1d675355fd43b3c295b58ed63dfac25f8d4d73a1",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_f5a70",
                    table="assessments_assessment",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="deadline",
            name="cycle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deadlines",
                to="assessments.cycle",
            ),
        ),
        migrations.AddField(
            model_name="deadline",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deadlines",
                to="organizations.organization",
            ),
        ),
        migrations.AddField(
            model_name="deadlineevent",
            name="cycle",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="assessments.cycle",
            ),
        ),
        migrations.AddField(
            model_name="deadlineevent",
            name="organization",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.organization",
            ),
        ),
        migrations.AddField(
            model_name="deadlineevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="deadlineevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="assessments.deadline",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="answer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="drafts",
                to="assessments.answer",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="drafts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="measuredvalue",
            name="answer",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="measured",
                to="assessments.answer",
            ),
        ),
        migrations.AddField(
            model_name="measuredvalueevent",
            name="answer",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="assessments.answer",
            ),
        ),
        migrations.AddField(
            model_name="measuredvalueevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="measuredvalueevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="assessments.measuredvalue",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(
                fields=("cycle", "organization", "stage"), name="deadline_once_a_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opens_at__isnull", True),
                    ("closes_at__gt", models.F("opens_at")),
                    _connector="OR",
                ),
                name="deadline_ends_after_it_begins",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deadline",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessments_deadlineevent" ("closes_at", "cycle_id", "id", "note", "opens_at", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "stage") VALUES (OLD."closes_at", OLD."cycle_id", OLD."id", OLD."note", OLD."opens_at", OLD."organization_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."source", OLD."stage"); RETURN NULL;',
                    hash="7c162827a192c21fa25eed9c51de592e63e04de3",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_106de",
                    table="assessments_deadline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deadline",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessments_deadlineevent" ("closes_at", "cycle_id", "id", "note", "opens_at", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "stage") VALUES (OLD."closes_at", OLD."cycle_id", OLD."id", OLD."note", OLD."opens_at", OLD."organization_id", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."source", OLD."stage"); RETURN NULL;',
                    hash="f50f4c2f226628e0472e57b3be9b2157e2b02428",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_45811",
                    table="assessments_deadline",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("answer", "user"), name="draft_once"),
        ),
        migrations.AddConstraint(
            model_name="measuredvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("denominator__isnull", True), ("denominator__gt", 0), _connector="OR"
                ),
                name="measured_value_has_a_real_denominator",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measuredvalue",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessments_measuredvalueevent" ("answer_id", "denominator", "id", "numerator", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "value") VALUES (OLD."answer_id", OLD."denominator", OLD."id", OLD."numerator", OLD."period", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."source", OLD."value"); RETURN NULL;',
                    hash="42ea992df3335e8352e87d782a05278c9d8c01ed",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_1d55d",
                    table="assessments_measuredvalue",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measuredvalue",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessments_measuredvalueevent" ("answer_id", "denominator", "id", "numerator", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "value") VALUES (OLD."answer_id", OLD."denominator", OLD."id", OLD."numerator", OLD."period", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."source", OLD."value"); RETURN NULL;',
                    hash="68a6413fbab3813d8d9c0e061a40fbb8f5b80cbe",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_314d6",
                    table="assessments_measuredvalue",
                    when="AFTER",
                ),
            ),
        ),
    ]
