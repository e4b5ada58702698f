import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
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
            name="Facility",
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
                            ("sra", "Satuan pendidikan ramah anak (SRA)"),
                            ("prap", "Puskesmas ramah anak (PRAP)"),
                            ("rbra", "Ruang bermain ramah anak (RBRA)"),
                            ("rass", "Rute aman selamat sekolah (RASS)"),
                            ("pisa", "Pusat informasi sahabat anak (PISA)"),
                            ("puspaga", "Pusat pembelajaran keluarga (PUSPAGA)"),
                            ("pka", "Pusat kreativitas anak (PKA)"),
                            ("rira", "Rumah ibadah ramah anak (RIRA)"),
                            ("lksa", "Lembaga kesejahteraan sosial anak (LKSA)"),
                            ("patbm", "Perlindungan anak terpadu berbasis masyarakat (PATBM)"),
                            ("safe_school", "Sekolah/madrasah aman bencana"),
                            ("forum_anak", "Forum Anak"),
                            ("lpkra", "Lembaga perlindungan khusus ramah anak (LPKRA)"),
                            ("channel", "Saluran pengaduan"),
                        ],
                        max_length=12,
                        verbose_name="jenis",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="nama")),
                (
                    "aliases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=160),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="nama lain",
                    ),
                ),
                (
                    "contact",
                    models.CharField(blank=True, max_length=160, verbose_name="kontak kantor"),
                ),
                (
                    "standard_met",
                    models.BooleanField(default=False, verbose_name="memenuhi standar"),
                ),
                ("standard_on", models.DateField(null=True, verbose_name="ditetapkan pada")),
                (
                    "certificate",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="nomor SK atau sertifikat"
                    ),
                ),
                ("valid_until", models.DateField(null=True, verbose_name="berlaku sampai")),
                ("used", models.BooleanField(null=True, verbose_name="dipakai")),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="ditutup pada")),
                ("changed_at", models.DateTimeField(verbose_name="diubah pada")),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facilities",
                        to="organizations.organization",
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operated_facilities",
                        to="organizations.organization",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "fasilitas",
                "ordering": ["kind", "name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FacilityEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sra", "Satuan pendidikan ramah anak (SRA)"),
                            ("prap", "Puskesmas ramah anak (PRAP)"),
                            ("rbra", "Ruang bermain ramah anak (RBRA)"),
                            ("rass", "Rute aman selamat sekolah (RASS)"),
                            ("pisa", "Pusat informasi sahabat anak (PISA)"),
                            ("puspaga", "Pusat pembelajaran keluarga (PUSPAGA)"),
                            ("pka", "Pusat kreativitas anak (PKA)"),
                            ("rira", "Rumah ibadah ramah anak (RIRA)"),
                            ("lksa", "Lembaga kesejahteraan sosial anak (LKSA)"),
                            ("patbm", "Perlindungan anak terpadu berbasis masyarakat (PATBM)"),
                            ("safe_school", "Sekolah/madrasah aman bencana"),
                            ("forum_anak", "Forum Anak"),
                            ("lpkra", "Lembaga perlindungan khusus ramah anak (LPKRA)"),
                            ("channel", "Saluran pengaduan"),
                        ],
                        max_length=12,
                        verbose_name="jenis",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="nama")),
                (
                    "aliases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=160),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="nama lain",
                    ),
                ),
                (
                    "contact",
                    models.CharField(blank=True, max_length=160, verbose_name="kontak kantor"),
                ),
                (
                    "standard_met",
                    models.BooleanField(default=False, verbose_name="memenuhi standar"),
                ),
                ("standard_on", models.DateField(null=True, verbose_name="ditetapkan pada")),
                (
                    "certificate",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="nomor SK atau sertifikat"
                    ),
                ),
                ("valid_until", models.DateField(null=True, verbose_name="berlaku sampai")),
                ("used", models.BooleanField(null=True, verbose_name="dipakai")),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="ditutup pada")),
                ("changed_at", models.DateTimeField(verbose_name="diubah pada")),
                (
                    "changed_by",
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
                    "operator",
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
                        to="facilities.facility",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="facility",
            index=models.Index(fields=["city", "kind", "region"], name="facility_city_kind_region"),
        ),
        migrations.AddConstraint(
            model_name="facility",
            constraint=models.UniqueConstraint(
                models.F("city"),
                models.F("kind"),
                models.F("region"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("closed_at", None)),
                name="facility_once_in_its_area",
            ),
        ),
        migrations.AddConstraint(
            model_name="facility",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("standard_met", True),
                    models.Q(("certificate", ""), ("standard_on", None), ("valid_until", None)),
                    _connector="OR",
                ),
                name="facility_validity_needs_a_standard",
            ),
        ),
        migrations.AddConstraint(
            model_name="facility",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("standard_on", None),
                    ("valid_until", None),
                    ("valid_until__gte", models.F("standard_on")),
                    _connector="OR",
                ),
                name="facility_standard_ends_after_it_begins",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="facility",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "facilities_facilityevent" ("aliases", "certificate", "changed_at", "changed_by_id", "city_id", "closed_at", "contact", "id", "kind", "name", "note", "operator_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "standard_met", "standard_on", "used", "valid_until") VALUES (OLD."aliases", OLD."certificate", OLD."changed_at", OLD."changed_by_id", OLD."city_id", OLD."closed_at", OLD."contact", OLD."id", OLD."kind", OLD."name", OLD."note", OLD."operator_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."region_id", OLD."standard_met", OLD."standard_on", OLD."used", OLD."valid_until"); RETURN NULL;',
                    hash="bc3413be977f722494ac21d9525324b884511565",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_bc582",
                    table="facilities_facility",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="facility",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "facilities_facilityevent" ("aliases", "certificate", "changed_at", "changed_by_id", "city_id", "closed_at", "contact", "id", "kind", "name", "note", "operator_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "standard_met", "standard_on", "used", "valid_until") VALUES (OLD."aliases", OLD."certificate", OLD."changed_at", OLD."changed_by_id", OLD."city_id", OLD."closed_at", OLD."contact", OLD."id", OLD."kind", OLD."name", OLD."note", OLD."operator_id", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."region_id", OLD."standard_met", OLD."standard_on", OLD."used", OLD."valid_until"); RETURN NULL;',
                    hash="1c51eb153e620342f883f3d979378af6d17827ff",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_1d7a6",
                    table="facilities_facility",
                    when="AFTER",
                ),
            ),
        ),
    ]
