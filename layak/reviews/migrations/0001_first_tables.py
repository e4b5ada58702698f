import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("activities", "0001_first_tables"),
        ("assessments", "0002_evaluation_cycle"),
        ("organizations", "0002_search_by_name"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("accepted", "Diterima"),
                            ("adjusted", "Nilai disesuaikan"),
                            ("returned", "Dikembalikan"),
                        ],
                        max_length=10,
                        verbose_name="keputusan",
                    ),
                ),
                (
                    "points",
                    models.DecimalField(decimal_places=4, max_digits=9, verbose_name="nilai"),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("missing", "Dokumen belum ada"),
                            ("misplaced", "Salah tempat"),
                            ("unwritten", "Sudah dikerjakan, belum ditulis"),
                            ("unclear", "Tidak terbaca jelas"),
                            ("outdated", "Tahun tidak sesuai"),
                            ("other", "Lainnya"),
                        ],
                        max_length=10,
                        verbose_name="alasan",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
                ("decided_at", models.DateTimeField(verbose_name="diputuskan pada")),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="assessments.answer",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="reviews.decision",
                    ),
                ),
            ],
            options={
                "verbose_name": "keputusan",
                "ordering": ["decided_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DecisionEvent",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("accepted", "Diterima"),
                            ("adjusted", "Nilai disesuaikan"),
                            ("returned", "Dikembalikan"),
                        ],
                        max_length=10,
                        verbose_name="keputusan",
                    ),
                ),
                (
                    "points",
                    models.DecimalField(decimal_places=4, max_digits=9, verbose_name="nilai"),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("missing", "Dokumen belum ada"),
                            ("misplaced", "Salah tempat"),
                            ("unwritten", "Sudah dikerjakan, belum ditulis"),
                            ("unclear", "Tidak terbaca jelas"),
                            ("outdated", "Tahun tidak sesuai"),
                            ("other", "Lainnya"),
                        ],
                        max_length=10,
                        verbose_name="alasan",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
                ("decided_at", models.DateTimeField(verbose_name="diputuskan pada")),
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
                    "decided_by",
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
                        to="reviews.decision",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="reviews.decision",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RemedialWindow",
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
                ("opened_at", models.DateTimeField(verbose_name="dibuka pada")),
                ("closes_at", models.DateTimeField(verbose_name="ditutup pada")),
                ("reason", models.TextField(blank=True, verbose_name="alasan")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="windows",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "masa perbaikan",
                "ordering": ["-opened_at"],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.DateTimeField(verbose_name="semula sampai")),
                ("until", models.DateTimeField(verbose_name="menjadi sampai")),
                ("reason", models.TextField(verbose_name="alasan")),
                ("extended_at", models.DateTimeField(verbose_name="diperpanjang pada")),
                (
                    "extended_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="reviews.remedialwindow",
                    ),
                ),
            ],
            options={
                "verbose_name": "perpanjangan",
                "ordering": ["extended_at"],
            },
        ),
        migrations.CreateModel(
            name="RemedialWindowEvent",
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
                ("opened_at", models.DateTimeField(verbose_name="dibuka pada")),
                ("closes_at", models.DateTimeField(verbose_name="ditutup pada")),
                ("reason", models.TextField(blank=True, verbose_name="alasan")),
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
                    "opened_by",
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
                        to="reviews.remedialwindow",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReturnedAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="assessments.answer",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.decision",
                    ),
                ),
                (
                    "follow_up",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="activities.followup",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="returned",
                        to="reviews.remedialwindow",
                    ),
                ),
            ],
            options={
                "verbose_name": "jawaban yang dikembalikan",
                "ordering": ["answer__question__position"],
            },
        ),
        migrations.CreateModel(
            name="ReturnedAnswerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
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
                    "decision",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="reviews.decision",
                    ),
                ),
                (
                    "follow_up",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="activities.followup",
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
                        to="reviews.returnedanswer",
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="reviews.remedialwindow",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
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
                ("body", models.TextField(editable=False)),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("taken_at", models.DateTimeField(verbose_name="dibekukan pada")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "potret lembar",
                "ordering": ["taken_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces", None)),
                fields=("answer", "stage"),
                name="decision_opens_a_stage_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage", "self"), _negated=True), name="decision_is_not_self"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__gte", 0)), name="decision_is_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "accepted"),
                    models.Q(
                        models.Q(("note", ""), _negated=True),
                        models.Q(("cause", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decision_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reviews_decisionevent" ("answer_id", "cause", "decided_at", "decided_by_id", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "replaces_id", "stage") VALUES (OLD."answer_id", OLD."cause", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."kind", OLD."note", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."points", OLD."replaces_id", OLD."stage"); RETURN NULL;',
                    hash="6c39bfbcacf51be7cd57e4b4cc493b681bf78c8f",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_0ea2f",
                    table="reviews_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reviews_decisionevent" ("answer_id", "cause", "decided_at", "decided_by_id", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "replaces_id", "stage") VALUES (OLD."answer_id", OLD."cause", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."kind", OLD."note", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."points", OLD."replaces_id", OLD."stage"); RETURN NULL;',
                    hash="ca14cad9fdc7e229989e5e0dfa012924747ea56c",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_f4dc6",
                    table="reviews_decision",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="remedialwindow",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opened_at"))),
                name="window_ends_after_it_begins",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="remedialwindow",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reviews_remedialwindowevent" ("assessment_id", "closes_at", "id", "opened_at", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "stage") VALUES (OLD."assessment_id", OLD."closes_at", OLD."id", OLD."opened_at", OLD."opened_by_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."reason", OLD."stage"); RETURN NULL;',
                    hash="0cd0e6e024f00107312c400845e10a3021b2b0d9",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_d0c9d",
                    table="reviews_remedialwindow",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="remedialwindow",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reviews_remedialwindowevent" ("assessment_id", "closes_at", "id", "opened_at", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "stage") VALUES (OLD."assessment_id", OLD."closes_at", OLD."id", OLD."opened_at", OLD."opened_by_id", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."reason", OLD."stage"); RETURN NULL;',
                    hash="96f20e77706b9a4c6cc3ef55882554300fb34a91",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_166d0",
                    table="reviews_remedialwindow",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__gt", models.F("before")), models.Q(("reason", ""), _negated=True)
                ),
                name="extension_gives_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnedanswer",
            constraint=models.UniqueConstraint(
                fields=("window", "answer"), name="returned_once_a_window"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="returnedanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reviews_returnedanswerevent" ("answer_id", "decision_id", "follow_up_id", "id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "window_id") VALUES (OLD."answer_id", OLD."decision_id", OLD."follow_up_id", OLD."id", OLD."owner_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."window_id"); RETURN NULL;',
                    hash="4a8e71c78aab9d95a93c990be0ef231e1f02c8ec",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_b535a",
                    table="reviews_returnedanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="returnedanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reviews_returnedanswerevent" ("answer_id", "decision_id", "follow_up_id", "id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "window_id") VALUES (OLD."answer_id", OLD."decision_id", OLD."follow_up_id", OLD."id", OLD."owner_id", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."window_id"); RETURN NULL;',
                    hash="144cb4a3380213bd2dec35a1bf89fd2656959f3f",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_405dc",
                    table="reviews_returnedanswer",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.UniqueConstraint(
                fields=("assessment", "stage"), name="snapshot_once_a_stage"
            ),
        ),
    ]
