"""What nearly every document holds is looked for from the newest one on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0001_first_tables")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["-dated", "-id"], name="search_entry_newest"),
        )
    ]
