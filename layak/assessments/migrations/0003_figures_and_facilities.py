import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_evaluation_cycle"),
        ("evidence", "0001_first_tables"),
        ("facilities", "0001_first_tables"),
        ("measures", "0002_items_and_responsibilities"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FacilityEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("linked_at", models.DateTimeField(verbose_name="dikaitkan pada")),
            ],
            options={
                "verbose_name": "bukti fasilitas",
                "ordering": ["-linked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="FacilityEvidenceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("linked_at", models.DateTimeField(verbose_name="dikaitkan pada")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="measuredvalue",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="measuredvalue",
            name="removed_delete",
        ),
        migrations.AddField(
            model_name="measuredvalue",
            name="observation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="measures.observation",
            ),
        ),
        migrations.AddField(
            model_name="measuredvalue",
            name="registry",
            field=models.CharField(
                blank=True, db_default="", max_length=12, verbose_name="dari registri"
            ),
        ),
        migrations.AddField(
            model_name="measuredvalueevent",
            name="observation",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="measures.observation",
            ),
        ),
        migrations.AddField(
            model_name="measuredvalueevent",
            name="registry",
            field=models.CharField(
                blank=True, db_default="", max_length=12, verbose_name="dari registri"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measuredvalue",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessments_measuredvalueevent" ("answer_id", "denominator", "id", "numerator", "observation_id", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registry", "source", "value") VALUES (OLD."answer_id", OLD."denominator", OLD."id", OLD."numerator", OLD."observation_id", OLD."period", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."registry", OLD."source", OLD."value"); RETURN NULL;',
                    hash="1056d5a78fbf8765ea9914d30368c128f2336bad",
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
                    func='INSERT INTO "assessments_measuredvalueevent" ("answer_id", "denominator", "id", "numerator", "observation_id", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registry", "source", "value") VALUES (OLD."answer_id", OLD."denominator", OLD."id", OLD."numerator", OLD."observation_id", OLD."period", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."registry", OLD."source", OLD."value"); RETURN NULL;',
                    hash="2213d871ad4559c0d34e63e607feb64ea3272720",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_314d6",
                    table="assessments_measuredvalue",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="facilityevidence",
            name="evidence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evidence.evidence",
            ),
        ),
        migrations.AddField(
            model_name="facilityevidence",
            name="facility",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="facilities.facility",
            ),
        ),
        migrations.AddField(
            model_name="facilityevidence",
            name="linked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="facilityevidenceevent",
            name="evidence",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="evidence.evidence",
            ),
        ),
        migrations.AddField(
            model_name="facilityevidenceevent",
            name="facility",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="facilities.facility",
            ),
        ),
        migrations.AddField(
            model_name="facilityevidenceevent",
            name="linked_by",
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
            model_name="facilityevidenceevent",
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
            model_name="facilityevidenceevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="assessments.facilityevidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="facilityevidence",
            constraint=models.UniqueConstraint(
                fields=("facility", "evidence"), name="facility_evidence_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="facilityevidence",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessments_facilityevidenceevent" ("evidence_id", "facility_id", "id", "linked_at", "linked_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."evidence_id", OLD."facility_id", OLD."id", OLD."linked_at", OLD."linked_by_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id"); RETURN NULL;',
                    hash="aa1099d341dadba0c73f2a64f3a66e9108cfe1fa",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_e864e",
                    table="assessments_facilityevidence",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="facilityevidence",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessments_facilityevidenceevent" ("evidence_id", "facility_id", "id", "linked_at", "linked_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."evidence_id", OLD."facility_id", OLD."id", OLD."linked_at", OLD."linked_by_id", _pgh_attach_context(), NOW(), \'removed\', OLD."id"); RETURN NULL;',
                    hash="f6051e021ef991fd53c37bc792d1ac82edd216a2",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_e6ef5",
                    table="assessments_facilityevidence",
                    when="AFTER",
                ),
            ),
        ),
    ]
