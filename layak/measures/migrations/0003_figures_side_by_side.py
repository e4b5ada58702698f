"""Let the keys of figures begin with what one file has in common, not with the region.

A file of the nation then touches a few hundred pages of each index instead of one for each region.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0002_items_and_responsibilities")]

    operations = [
        migrations.RemoveIndex(model_name="observation", name="observation_of_a_measure"),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.UniqueConstraint(
                fields=("measure", "source", "starts", "ends", "group", "region"),
                include=("level", "province", "city", "value", "numerator", "denominator"),
                name="observation_once_of_a_region",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="observation", name="observation_once_by_its_source"
        ),
        migrations.AddIndex(
            model_name="observation",
            index=models.Index(
                fields=["city", "level", "measure", "starts"], name="observation_in_a_city"
            ),
        ),
        migrations.RemoveIndex(model_name="observation", name="observation_of_a_city"),
        migrations.AddIndex(
            model_name="observation",
            index=models.Index(
                fields=["region", "measure", "starts"],
                condition=models.Q(("level", "village"), _negated=True),
                name="observation_of_a_region",
            ),
        ),
    ]
