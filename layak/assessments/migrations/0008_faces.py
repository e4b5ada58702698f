"""A rule about faces came: all documents are judged once more."""

from django.db import migrations, models

KIND = models.CharField(
    choices=[
        ("year", "Tahun keliru"),
        ("kind", "Jenis dokumen keliru"),
        ("city", "Daerah lain"),
        ("office", "OPD lain"),
        ("unsigned", "Belum ditandatangani"),
        ("unclear", "Tidak terbaca jelas"),
        ("same_file", "Berkas yang sama"),
        ("same_text", "Isi hampir sama"),
        ("same_photo", "Foto yang sama"),
        ("personal", "Data pribadi"),
        ("faces", "Periksa wajah"),
    ],
    max_length=10,
    verbose_name="jenis",
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0007_counted_areas")]

    operations = [
        *(
            migrations.AlterField(model_name=name, name="kind", field=KIND)
            for name in ("finding", "findingevent")
        ),
        migrations.RunSQL(
            "DELETE FROM assessments_inspection",
            # What the older rules do not know, they would not take away.
            "DELETE FROM assessments_finding WHERE kind = 'faces'",
        ),
    ]
