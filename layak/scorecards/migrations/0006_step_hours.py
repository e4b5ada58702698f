import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0002_search_by_name"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("scorecards", "0005_past_sheets"),
    ]

    operations = [
        migrations.CreateModel(
            name="StepHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("repair", "Perbaiki yang dikembalikan"),
                            ("answer", "Jawab"),
                            ("attach", "Lengkapi bukti"),
                            ("move", "Pindahkan bukti"),
                            ("replace", "Ganti bukti"),
                            ("sign", "Mintakan tanda tangan"),
                            ("issue", "Terbitkan produk hukum"),
                            ("raise", "Naikkan satu tingkat jawaban"),
                        ],
                        max_length=8,
                        verbose_name="langkah",
                    ),
                ),
                (
                    "hours",
                    models.DecimalField(decimal_places=2, max_digits=6, verbose_name="jam kerja"),
                ),
            ],
            options={
                "verbose_name": "jam kerja langkah",
            },
        ),
        migrations.CreateModel(
            name="StepHoursEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("repair", "Perbaiki yang dikembalikan"),
                            ("answer", "Jawab"),
                            ("attach", "Lengkapi bukti"),
                            ("move", "Pindahkan bukti"),
                            ("replace", "Ganti bukti"),
                            ("sign", "Mintakan tanda tangan"),
                            ("issue", "Terbitkan produk hukum"),
                            ("raise", "Naikkan satu tingkat jawaban"),
                        ],
                        max_length=8,
                        verbose_name="langkah",
                    ),
                ),
                (
                    "hours",
                    models.DecimalField(decimal_places=2, max_digits=6, verbose_name="jam kerja"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="planline",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="planline",
            name="removed_delete",
        ),
        migrations.AddField(
            model_name="planline",
            name="gain_high",
            field=models.DecimalField(
                decimal_places=2, max_digits=9, null=True, verbose_name="tambahan tertinggi"
            ),
        ),
        migrations.AddField(
            model_name="planline",
            name="gain_low",
            field=models.DecimalField(
                decimal_places=2, max_digits=9, null=True, verbose_name="tambahan terendah"
            ),
        ),
        migrations.AddField(
            model_name="planlineevent",
            name="gain_high",
            field=models.DecimalField(
                decimal_places=2, max_digits=9, null=True, verbose_name="tambahan tertinggi"
            ),
        ),
        migrations.AddField(
            model_name="planlineevent",
            name="gain_low",
            field=models.DecimalField(
                decimal_places=2, max_digits=9, null=True, verbose_name="tambahan terendah"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planline",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "scorecards_planlineevent" ("act", "answer_id", "follow_up_id", "gain", "gain_high", "gain_low", "hours", "id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") VALUES (OLD."act", OLD."answer_id", OLD."follow_up_id", OLD."gain", OLD."gain_high", OLD."gain_low", OLD."hours", OLD."id", OLD."office_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."plan_id"); RETURN NULL;',
                    hash="0c08c98dfbe38d50b850ddf92b4366e66a0fd611",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_60b90",
                    table="scorecards_planline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planline",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "scorecards_planlineevent" ("act", "answer_id", "follow_up_id", "gain", "gain_high", "gain_low", "hours", "id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") VALUES (OLD."act", OLD."answer_id", OLD."follow_up_id", OLD."gain", OLD."gain_high", OLD."gain_low", OLD."hours", OLD."id", OLD."office_id", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."plan_id"); RETURN NULL;',
                    hash="a26a65ea244f6ca4b987126bbb0c3dd656b76192",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_e7830",
                    table="scorecards_planline",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="stephours",
            name="city",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="organizations.organization",
            ),
        ),
        migrations.AddField(
            model_name="stephoursevent",
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
            model_name="stephoursevent",
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
            model_name="stephoursevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="scorecards.stephours",
            ),
        ),
        migrations.AddConstraint(
            model_name="stephours",
            constraint=models.UniqueConstraint(fields=("city", "act"), name="step_hours_once"),
        ),
        migrations.AddConstraint(
            model_name="stephours",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gt", 0)), name="step_hours_take_time"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stephours",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "scorecards_stephoursevent" ("act", "city_id", "hours", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."act", OLD."city_id", OLD."hours", OLD."id", _pgh_attach_context(), NOW(), \'changed\', OLD."id"); RETURN NULL;',
                    hash="0b30702598fb58bcafb5b734aaedcde1fc3685b2",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_37d17",
                    table="scorecards_stephours",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stephours",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "scorecards_stephoursevent" ("act", "city_id", "hours", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."act", OLD."city_id", OLD."hours", OLD."id", _pgh_attach_context(), NOW(), \'removed\', OLD."id"); RETURN NULL;',
                    hash="3462d1ac4b9c87532034671668b7e553bca9c2fb",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_c91ac",
                    table="scorecards_stephours",
                    when="AFTER",
                ),
            ),
        ),
    ]
