import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0002_search_by_name"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUp",
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
                            ("review", "Catatan verifikator"),
                            ("meeting", "Keputusan rapat"),
                            ("monthly", "Evaluasi bulanan"),
                            ("plan", "Rencana perbaikan"),
                        ],
                        max_length=10,
                        verbose_name="asal",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("missing", "Dokumen belum ada"),
                            ("misplaced", "Salah tempat"),
                            ("unwritten", "Sudah dikerjakan, belum ditulis"),
                            ("unclear", "Tidak terbaca jelas"),
                            ("outdated", "Tahun tidak sesuai"),
                            ("other", "Lainnya"),
                        ],
                        default="other",
                        max_length=10,
                        verbose_name="sebab",
                    ),
                ),
                ("text", models.TextField(verbose_name="apa")),
                ("path", models.CharField(blank=True, max_length=200, verbose_name="halaman")),
                ("due", models.DateTimeField(verbose_name="tenggat")),
                ("created_at", models.DateTimeField(verbose_name="dibuat pada")),
                ("done_at", models.DateTimeField(null=True, verbose_name="selesai pada")),
                ("result", models.TextField(blank=True, verbose_name="hasil")),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "tindak lanjut",
                "ordering": ["due", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FollowUpEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("review", "Catatan verifikator"),
                            ("meeting", "Keputusan rapat"),
                            ("monthly", "Evaluasi bulanan"),
                            ("plan", "Rencana perbaikan"),
                        ],
                        max_length=10,
                        verbose_name="asal",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("missing", "Dokumen belum ada"),
                            ("misplaced", "Salah tempat"),
                            ("unwritten", "Sudah dikerjakan, belum ditulis"),
                            ("unclear", "Tidak terbaca jelas"),
                            ("outdated", "Tahun tidak sesuai"),
                            ("other", "Lainnya"),
                        ],
                        default="other",
                        max_length=10,
                        verbose_name="sebab",
                    ),
                ),
                ("text", models.TextField(verbose_name="apa")),
                ("path", models.CharField(blank=True, max_length=200, verbose_name="halaman")),
                ("due", models.DateTimeField(verbose_name="tenggat")),
                ("created_at", models.DateTimeField(verbose_name="dibuat pada")),
                ("done_at", models.DateTimeField(null=True, verbose_name="selesai pada")),
                ("result", models.TextField(blank=True, verbose_name="hasil")),
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
                    "created_by",
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
                    "done_by",
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
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
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
                        to="activities.followup",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(fields=["city", "due"], name="follow_up_city_due"),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("done_at", None)),
                fields=["owner", "due"],
                name="follow_up_open_of_owner",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "activities_followupevent" ("cause", "city_id", "created_at", "created_by_id", "done_at", "done_by_id", "due", "id", "owner_id", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result", "source", "text") VALUES (OLD."cause", OLD."city_id", OLD."created_at", OLD."created_by_id", OLD."done_at", OLD."done_by_id", OLD."due", OLD."id", OLD."owner_id", OLD."path", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."result", OLD."source", OLD."text"); RETURN NULL;',
                    hash="68b96aed248e99d5c247eb2cfe1e80bef6f38e59",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_3492c",
                    table="activities_followup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "activities_followupevent" ("cause", "city_id", "created_at", "created_by_id", "done_at", "done_by_id", "due", "id", "owner_id", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result", "source", "text") VALUES (OLD."cause", OLD."city_id", OLD."created_at", OLD."created_by_id", OLD."done_at", OLD."done_by_id", OLD."due", OLD."id", OLD."owner_id", OLD."path", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."result", OLD."source", OLD."text"); RETURN NULL;',
                    hash="cb9c026d546b6165669c693c4eb83c080c003ece",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_6330c",
                    table="activities_followup",
                    when="AFTER",
                ),
            ),
        ),
    ]
