from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_first_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="session_number",
            field=models.PositiveIntegerField(
                db_default=0, default=0, editable=False, verbose_name="nomor sesi"
            ),
        ),
    ]
