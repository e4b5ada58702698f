import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Cluster",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, verbose_name="kode")),
                ("label", models.CharField(max_length=60, verbose_name="sebutan")),
                ("label_en", models.CharField(blank=True, max_length=60)),
                ("name", models.CharField(max_length=200, verbose_name="nama")),
                ("name_en", models.CharField(blank=True, max_length=200)),
                (
                    "attainable",
                    models.DecimalField(
                        decimal_places=2, max_digits=7, verbose_name="nilai maksimum"
                    ),
                ),
                (
                    "aliases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="catatan sumber")),
                ("position", models.PositiveSmallIntegerField()),
            ],
            options={
                "verbose_name": "klaster",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Option",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30, verbose_name="kode")),
                ("label", models.CharField(max_length=200, verbose_name="pilihan")),
                ("label_en", models.CharField(blank=True, max_length=200)),
                (
                    "points",
                    models.DecimalField(decimal_places=4, max_digits=9, verbose_name="nilai"),
                ),
                ("position", models.PositiveSmallIntegerField()),
            ],
            options={
                "verbose_name": "pilihan",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=16, verbose_name="kode")),
                ("label", models.CharField(max_length=300, verbose_name="label")),
                ("text", models.TextField(verbose_name="pertanyaan")),
                ("kind", models.CharField(max_length=30, verbose_name="jenis")),
                (
                    "attainable",
                    models.DecimalField(
                        decimal_places=2, max_digits=7, verbose_name="nilai maksimum"
                    ),
                ),
                (
                    "reverse",
                    models.BooleanField(default=False, verbose_name="makin rendah makin baik"),
                ),
                (
                    "percentage",
                    models.BooleanField(default=False, verbose_name="meminta persentase"),
                ),
                (
                    "two_years",
                    models.BooleanField(default=False, verbose_name="membandingkan dua tahun"),
                ),
                (
                    "asked_of",
                    models.CharField(blank=True, max_length=10, verbose_name="ditanyakan kepada"),
                ),
                (
                    "applies_when",
                    models.CharField(blank=True, max_length=60, verbose_name="berlaku bila"),
                ),
                (
                    "must_mention",
                    models.CharField(blank=True, max_length=30, verbose_name="wajib menyebut"),
                ),
                (
                    "lead",
                    models.CharField(blank=True, max_length=120, verbose_name="penanggung jawab"),
                ),
                (
                    "contributors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        default=list,
                        size=None,
                        verbose_name="pendukung",
                    ),
                ),
                ("matrix", models.JSONField(default=dict, verbose_name="matriks")),
                ("note", models.TextField(blank=True, verbose_name="catatan sumber")),
                (
                    "estimated",
                    models.BooleanField(default=True, verbose_name="bobot pilihan perkiraan"),
                ),
                ("position", models.PositiveSmallIntegerField()),
            ],
            options={
                "verbose_name": "pertanyaan",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Instrument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="kode")),
                ("version", models.PositiveSmallIntegerField(verbose_name="versi")),
                ("name", models.CharField(max_length=200, verbose_name="nama")),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("year", models.PositiveSmallIntegerField(verbose_name="tahun")),
                ("level_rule", models.CharField(max_length=40, verbose_name="aturan peringkat")),
                ("source", models.TextField(blank=True, verbose_name="sumber")),
                ("law", models.TextField(blank=True, verbose_name="dasar hukum")),
                ("status", models.TextField(blank=True, verbose_name="status")),
                ("notes", models.JSONField(default=list, verbose_name="catatan")),
                ("agencies", models.JSONField(default=list, verbose_name="instansi")),
                ("conditions", models.JSONField(default=list, verbose_name="syarat berlaku")),
                ("narratives", models.JSONField(default=list, verbose_name="kelengkapan uraian")),
                ("digest", models.CharField(max_length=64, verbose_name="sidik isi")),
                (
                    "attainable",
                    models.DecimalField(
                        decimal_places=2, max_digits=7, verbose_name="nilai maksimum"
                    ),
                ),
                ("published_at", models.DateTimeField(null=True, verbose_name="diterbitkan pada")),
            ],
            options={
                "verbose_name": "instrumen",
                "ordering": ["code", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "version"), name="instrument_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, verbose_name="kode")),
                ("number", models.PositiveSmallIntegerField(verbose_name="nomor")),
                ("name", models.CharField(max_length=200, verbose_name="nama")),
                ("name_en", models.CharField(blank=True, max_length=200)),
                (
                    "attainable",
                    models.DecimalField(
                        decimal_places=2, max_digits=7, verbose_name="nilai maksimum"
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="catatan sumber")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="instruments.cluster",
                    ),
                ),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="instruments.instrument",
                    ),
                ),
            ],
            options={
                "verbose_name": "indikator",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="EvidenceRequirement",
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
                            ("document", "Dokumen"),
                            ("photo", "Foto"),
                            ("matrix", "Matriks"),
                            ("budget", "Kutipan anggaran bertanda tangan Bappeda"),
                            ("certificate", "Sertifikat"),
                            ("comparison", "Pembanding dua tahun"),
                        ],
                        max_length=20,
                        verbose_name="jenis",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="syarat")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requirements",
                        to="instruments.instrument",
                    ),
                ),
            ],
            options={
                "verbose_name": "syarat data dukung",
                "ordering": ["position"],
            },
        ),
        migrations.AddField(
            model_name="cluster",
            name="instrument",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="clusters",
                to="instruments.instrument",
            ),
        ),
        migrations.CreateModel(
            name="AwardLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="nama")),
                ("name_en", models.CharField(blank=True, max_length=40)),
                (
                    "floor",
                    models.DecimalField(decimal_places=2, max_digits=7, verbose_name="mulai"),
                ),
                (
                    "ceiling",
                    models.DecimalField(decimal_places=2, max_digits=7, verbose_name="sampai"),
                ),
                ("colour", models.SlugField(blank=True, max_length=20, verbose_name="warna")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="levels",
                        to="instruments.instrument",
                    ),
                ),
            ],
            options={
                "verbose_name": "peringkat",
                "ordering": ["position"],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="instrument",
            trigger=pgtrigger.compiler.Trigger(
                name="published_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."published_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="23dfefb9219e2a1f0083ff72ff6467edfd405f01",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_published_is_final_ee145",
                    table="instruments_instrument",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="option",
            name="instrument",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="options",
                to="instruments.instrument",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="questions",
                to="instruments.indicator",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="instrument",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="questions",
                to="instruments.instrument",
            ),
        ),
        migrations.AddField(
            model_name="option",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="options",
                to="instruments.question",
            ),
        ),
        migrations.AddField(
            model_name="evidencerequirement",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="requirements",
                to="instruments.question",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.UniqueConstraint(
                fields=("instrument", "code"), name="indicator_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicator",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = NEW.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN NEW;",
                    hash="cb43f22d9a3a2807f4630e7ed8049e57a5147030",
                    operation="INSERT",
                    pgid="pgtrigger_carved_insert_2ec16",
                    table="instruments_indicator",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicator",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = OLD.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = NEW.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN NEW;",
                    hash="29020865dc2e2663111cfcdaccd3476e0183001c",
                    operation="UPDATE",
                    pgid="pgtrigger_carved_update_97ba7",
                    table="instruments_indicator",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicator",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = OLD.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN OLD;",
                    hash="0d40d23569e38d42efbed6624d40bec292cd249c",
                    operation="DELETE",
                    pgid="pgtrigger_carved_delete_60b7d",
                    table="instruments_indicator",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="cluster",
            constraint=models.UniqueConstraint(fields=("instrument", "code"), name="cluster_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cluster",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = NEW.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN NEW;",
                    hash="713a97f9869adfa762cfd9b03cf3a6089253578f",
                    operation="INSERT",
                    pgid="pgtrigger_carved_insert_43c12",
                    table="instruments_cluster",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cluster",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = OLD.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = NEW.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN NEW;",
                    hash="0c515885251639942591824b2e1e6456bcf4c68d",
                    operation="UPDATE",
                    pgid="pgtrigger_carved_update_7f494",
                    table="instruments_cluster",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cluster",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = OLD.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN OLD;",
                    hash="2f091a8036060d5b3fdae21666c1f159ed95a034",
                    operation="DELETE",
                    pgid="pgtrigger_carved_delete_5b80c",
                    table="instruments_cluster",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="awardlevel",
            constraint=models.UniqueConstraint(fields=("instrument", "name"), name="level_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="awardlevel",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = NEW.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN NEW;",
                    hash="119bb22ef705cd1a847aa2aca2ae6a8c5a84e8eb",
                    operation="INSERT",
                    pgid="pgtrigger_carved_insert_afdee",
                    table="instruments_awardlevel",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="awardlevel",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = OLD.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = NEW.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN NEW;",
                    hash="3c9bafc80d0e4cf3a00b5d7c0bd3315bb87a3446",
                    operation="UPDATE",
                    pgid="pgtrigger_carved_update_2db6d",
                    table="instruments_awardlevel",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="awardlevel",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = OLD.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN OLD;",
                    hash="b736a03b70f4f5cffe42610520d3b6c6de8931e2",
                    operation="DELETE",
                    pgid="pgtrigger_carved_delete_220bf",
                    table="instruments_awardlevel",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("instrument", "code"), name="question_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = NEW.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN NEW;",
                    hash="efd4d6310a3b07f6984cb1a6b14df065f9116c83",
                    operation="INSERT",
                    pgid="pgtrigger_carved_insert_61ad5",
                    table="instruments_question",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = OLD.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = NEW.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN NEW;",
                    hash="118ae1c3810f4cf5632a8a0a131e088abab54a77",
                    operation="UPDATE",
                    pgid="pgtrigger_carved_update_21a37",
                    table="instruments_question",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = OLD.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN OLD;",
                    hash="c1a079ff5348a9fdd0b7a103267ef9efe316958e",
                    operation="DELETE",
                    pgid="pgtrigger_carved_delete_5a57c",
                    table="instruments_question",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="option",
            constraint=models.UniqueConstraint(fields=("question", "code"), name="option_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="option",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = NEW.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN NEW;",
                    hash="bf4dd13b15d3478674a01bd05fd950a3ca24b276",
                    operation="INSERT",
                    pgid="pgtrigger_carved_insert_27272",
                    table="instruments_option",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="option",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = OLD.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = NEW.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN NEW;",
                    hash="a278b274e10505320c9fe2be66418fc4a592f4e7",
                    operation="UPDATE",
                    pgid="pgtrigger_carved_update_dec4a",
                    table="instruments_option",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="option",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = OLD.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN OLD;",
                    hash="df9bebaf8d3511f69ce3cc3821d3a9d6b1bb0b25",
                    operation="DELETE",
                    pgid="pgtrigger_carved_delete_0bc1b",
                    table="instruments_option",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencerequirement",
            constraint=models.UniqueConstraint(
                fields=("question", "position"), name="requirement_place_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidencerequirement",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = NEW.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN NEW;",
                    hash="6aa99b2f14c5e9bfd3d48100579e8a97b96c3ad7",
                    operation="INSERT",
                    pgid="pgtrigger_carved_insert_e94c1",
                    table="instruments_evidencerequirement",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidencerequirement",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = OLD.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = NEW.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN NEW;",
                    hash="b463d325be8ae92d68b61dd50ee4d1b3238c96c9",
                    operation="UPDATE",
                    pgid="pgtrigger_carved_update_2fbd0",
                    table="instruments_evidencerequirement",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidencerequirement",
            trigger=pgtrigger.compiler.Trigger(
                name="carved_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF EXISTS (SELECT 1 FROM instruments_instrument i WHERE i.id = OLD.instrument_id AND i.published_at IS NOT NULL) THEN RAISE EXCEPTION 'a published instrument never changes'; END IF; RETURN OLD;",
                    hash="eb587aea34cdc90951e742568e8e0a5e71b1429a",
                    operation="DELETE",
                    pgid="pgtrigger_carved_delete_fee74",
                    table="instruments_evidencerequirement",
                    when="BEFORE",
                ),
            ),
        ),
    ]
