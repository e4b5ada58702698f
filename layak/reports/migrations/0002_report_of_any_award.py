from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_first_tables")]

    operations = [
        migrations.AlterField(
            model_name="rendering",
            name="kind",
            field=models.CharField(
                choices=[
                    ("kla", "Laporan evaluasi"),
                    ("recap", "Rekap penilaian mandiri"),
                    ("offices", "Rekap per OPD"),
                    ("leader", "Ringkasan pimpinan"),
                    ("league", "Peringkat provinsi"),
                ],
                max_length=8,
                verbose_name="laporan",
            ),
        ),
    ]
