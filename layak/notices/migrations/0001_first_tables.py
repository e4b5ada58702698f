import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="jenis")),
                ("subject", models.CharField(max_length=200, verbose_name="perihal")),
                ("text", models.TextField(verbose_name="isi")),
                ("path", models.CharField(blank=True, max_length=500, verbose_name="halaman")),
                ("key", models.CharField(max_length=200, verbose_name="kunci")),
                ("due_at", models.DateTimeField(null=True, verbose_name="tenggat")),
                ("created_at", models.DateTimeField(verbose_name="dibuat pada")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="percobaan")),
                ("reached", models.JSONField(default=list, verbose_name="saluran")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="terkirim pada")),
                ("failed_at", models.DateTimeField(null=True, verbose_name="berhenti dicoba pada")),
                (
                    "error",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no-channel", "belum ada saluran"),
                            ("deactivated", "akunnya dinonaktifkan"),
                            ("unusable", "alamat saluran salah disetel"),
                            ("refused", "saluran tidak menjawab atau menolak"),
                        ],
                        max_length=20,
                        verbose_name="kendala",
                    ),
                ),
                ("read_at", models.DateTimeField(null=True, verbose_name="dibaca pada")),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="penerima",
                    ),
                ),
            ],
            options={
                "verbose_name": "pemberitahuan",
                "indexes": [
                    models.Index(fields=["recipient", "-created_at"], name="notice_of_a_person"),
                    models.Index(
                        condition=models.Q(("read_at", None)),
                        fields=["recipient"],
                        name="notice_not_read_yet",
                    ),
                    models.Index(
                        condition=models.Q(("failed_at", None), ("sent_at", None)),
                        fields=["created_at"],
                        name="notice_not_sent_yet",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "recipient"), name="notice_told_once"),
                    models.CheckConstraint(
                        condition=models.Q(("sent_at", None), ("failed_at", None), _connector="OR"),
                        name="notice_is_sent_or_given_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("failed_at", None),
                            models.Q(("error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="notice_given_up_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("path", ""), ("path__regex", "^/([^/\\\\]|$)"), _connector="OR"
                        ),
                        name="notice_leads_to_a_page_of_ours",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notice",
            trigger=pgtrigger.compiler.Trigger(
                name="notice_says_what_it_said",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."recipient_id" IS DISTINCT FROM (NEW."recipient_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."subject" IS DISTINCT FROM (NEW."subject") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."path" IS DISTINCT FROM (NEW."path") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."due_at" IS DISTINCT FROM (NEW."due_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="596fd137a8c0ed502f3308c5b1b51a12d2428aef",
                    operation="UPDATE",
                    pgid="pgtrigger_notice_says_what_it_said_4fab7",
                    table="notices_notice",
                    when="BEFORE",
                ),
            ),
        ),
    ]
