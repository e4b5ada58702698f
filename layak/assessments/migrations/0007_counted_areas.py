from django.db import migrations, models

WIDER = models.CharField(blank=True, db_default="", max_length=120, verbose_name="dari registri")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_revisions")]

    operations = [
        migrations.AlterField(model_name=name, name="registry", field=WIDER)
        for name in ("measuredvalue", "measuredvalueevent")
    ]
