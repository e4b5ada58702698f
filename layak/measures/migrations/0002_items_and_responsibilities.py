import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0001_first_tables"),
        ("organizations", "0002_search_by_name"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Responsibility",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("given_at", models.DateTimeField(verbose_name="diberikan pada")),
            ],
            options={
                "verbose_name": "penanggung jawab ukuran",
            },
        ),
        migrations.CreateModel(
            name="ResponsibilityEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("given_at", models.DateTimeField(verbose_name="diberikan pada")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="measure",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="measure",
            name="removed_delete",
        ),
        migrations.AddField(
            model_name="measure",
            name="items",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60),
                default=list,
                size=None,
                verbose_name="butir",
            ),
        ),
        migrations.AddField(
            model_name="measureevent",
            name="items",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60),
                default=list,
                size=None,
                verbose_name="butir",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measure",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "measures_measureevent" ("cadence", "code", "defined_by", "definition", "definition_en", "direction", "flow", "formula", "formula_en", "id", "indicators", "is_share", "items", "level", "name", "name_en", "offices", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "unit", "unit_en") VALUES (OLD."cadence", OLD."code", OLD."defined_by", OLD."definition", OLD."definition_en", OLD."direction", OLD."flow", OLD."formula", OLD."formula_en", OLD."id", OLD."indicators", OLD."is_share", OLD."items", OLD."level", OLD."name", OLD."name_en", OLD."offices", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."position", OLD."unit", OLD."unit_en"); RETURN NULL;',
                    hash="75fcbe7f1e20acbd0155fda648c1f9da85b4d941",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_e64a0",
                    table="measures_measure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measure",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "measures_measureevent" ("cadence", "code", "defined_by", "definition", "definition_en", "direction", "flow", "formula", "formula_en", "id", "indicators", "is_share", "items", "level", "name", "name_en", "offices", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "unit", "unit_en") VALUES (OLD."cadence", OLD."code", OLD."defined_by", OLD."definition", OLD."definition_en", OLD."direction", OLD."flow", OLD."formula", OLD."formula_en", OLD."id", OLD."indicators", OLD."is_share", OLD."items", OLD."level", OLD."name", OLD."name_en", OLD."offices", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."position", OLD."unit", OLD."unit_en"); RETURN NULL;',
                    hash="b289f7e488caa05e418ee804f974ebe689a024ed",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_e6b5b",
                    table="measures_measure",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="responsibility",
            name="city",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.organization",
            ),
        ),
        migrations.AddField(
            model_name="responsibility",
            name="given_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="responsibility",
            name="measure",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="measures.measure",
            ),
        ),
        migrations.AddField(
            model_name="responsibility",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.organization",
            ),
        ),
        migrations.AddField(
            model_name="responsibilityevent",
            name="city",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.organization",
            ),
        ),
        migrations.AddField(
            model_name="responsibilityevent",
            name="given_by",
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
            model_name="responsibilityevent",
            name="measure",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="measures.measure",
            ),
        ),
        migrations.AddField(
            model_name="responsibilityevent",
            name="office",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.organization",
            ),
        ),
        migrations.AddField(
            model_name="responsibilityevent",
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
            model_name="responsibilityevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="measures.responsibility",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibility",
            constraint=models.UniqueConstraint(
                fields=("measure", "city"), name="responsibility_once_a_city"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="responsibility",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "measures_responsibilityevent" ("city_id", "given_at", "given_by_id", "id", "measure_id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."city_id", OLD."given_at", OLD."given_by_id", OLD."id", OLD."measure_id", OLD."office_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id"); RETURN NULL;',
                    hash="8598905c0cb985bb6bca2fc47868b464ff34b535",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_ab344",
                    table="measures_responsibility",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="responsibility",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "measures_responsibilityevent" ("city_id", "given_at", "given_by_id", "id", "measure_id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."city_id", OLD."given_at", OLD."given_by_id", OLD."id", OLD."measure_id", OLD."office_id", _pgh_attach_context(), NOW(), \'removed\', OLD."id"); RETURN NULL;',
                    hash="58f68cd35361427db66df672d15650e05909298f",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_0f437",
                    table="measures_responsibility",
                    when="AFTER",
                ),
            ),
        ),
    ]
