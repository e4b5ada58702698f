import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("instruments", "0001_first_tables"),
        ("organizations", "0002_search_by_name"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("scorecards", "0004_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PastSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="tahun")),
                (
                    "edition",
                    models.CharField(blank=True, max_length=40, verbose_name="edisi formulir"),
                ),
                (
                    "unmet",
                    models.JSONField(default=list, verbose_name="syarat yang tidak dipenuhi"),
                ),
                ("points", models.JSONField(default=dict, verbose_name="nilai per butir")),
                ("causes", models.JSONField(default=dict, verbose_name="alasan per butir")),
                ("totals", models.JSONField(default=dict, verbose_name="nilai per tahap")),
                ("example", models.BooleanField(default=False, verbose_name="contoh")),
                ("source", models.CharField(max_length=400, verbose_name="sumber")),
                ("entered_at", models.DateTimeField(verbose_name="dicatat pada")),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_sheets",
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
                (
                    "instrument",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_sheets",
                        to="instruments.instrument",
                    ),
                ),
            ],
            options={
                "verbose_name": "lembar tahun lalu",
                "ordering": ["-year", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PastSheetEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("year", models.PositiveSmallIntegerField(verbose_name="tahun")),
                (
                    "edition",
                    models.CharField(blank=True, max_length=40, verbose_name="edisi formulir"),
                ),
                (
                    "unmet",
                    models.JSONField(default=list, verbose_name="syarat yang tidak dipenuhi"),
                ),
                ("points", models.JSONField(default=dict, verbose_name="nilai per butir")),
                ("causes", models.JSONField(default=dict, verbose_name="alasan per butir")),
                ("totals", models.JSONField(default=dict, verbose_name="nilai per tahap")),
                ("example", models.BooleanField(default=False, verbose_name="contoh")),
                ("source", models.CharField(max_length=400, verbose_name="sumber")),
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
                    "instrument",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
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
                        to="scorecards.pastsheet",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="pastsheet",
            constraint=models.UniqueConstraint(
                fields=("city", "year", "instrument", "edition"),
                name="past_sheet_once_a_year",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="pastsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="past_sheet_has_a_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="pastsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("edition", ""), ("instrument__isnull", False)),
                    models.Q(
                        ("instrument__isnull", True), models.Q(("edition", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="past_sheet_names_its_form",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pastsheet",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "scorecards_pastsheetevent" ("causes", "city_id", "edition", "entered_at", "entered_by_id", "example", "id", "instrument_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "source", "totals", "unmet", "year") VALUES (OLD."causes", OLD."city_id", OLD."edition", OLD."entered_at", OLD."entered_by_id", OLD."example", OLD."id", OLD."instrument_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."points", OLD."source", OLD."totals", OLD."unmet", OLD."year"); RETURN NULL;',
                    hash="8cf50dc7396dd8fcfd1a23ab3d0c16f74eebb0dd",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_77fcd",
                    table="scorecards_pastsheet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pastsheet",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "scorecards_pastsheetevent" ("causes", "city_id", "edition", "entered_at", "entered_by_id", "example", "id", "instrument_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "source", "totals", "unmet", "year") VALUES (OLD."causes", OLD."city_id", OLD."edition", OLD."entered_at", OLD."entered_by_id", OLD."example", OLD."id", OLD."instrument_id", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."points", OLD."source", OLD."totals", OLD."unmet", OLD."year"); RETURN NULL;',
                    hash="79ce4ce3fd5e91ab9e563db12282239df0036a09",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_16665",
                    table="scorecards_pastsheet",
                    when="AFTER",
                ),
            ),
        ),
    ]
