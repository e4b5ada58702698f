from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("instruments", "0001_first_tables")]

    operations = [
        migrations.AddField(
            model_name="instrument",
            name="by_hand",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="dokumen ditempatkan orang"
            ),
        ),
    ]
