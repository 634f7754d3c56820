import severalty.engine.transition.packages
import severalty.tenancy.models
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transition", "0007_calendar_of_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="workstream",
            name="colour",
            field=models.CharField(
                choices=[("unknown", "unknown"), ("red", "red"), ("amber", "amber"), ("green", "green")],
                default=severalty.engine.transition.packages.Colour["UNKNOWN"],
                max_length=80,
            ),
        ),
        migrations.AddField(
            model_name="workstream",
            name="colour_by",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="workstream",
            name="colour_on",
            field=severalty.tenancy.models.PartialDateField(blank=True, max_length=48, null=True),
        ),
        migrations.AddField(
            model_name="workstream",
            name="colour_because",
            field=models.CharField(blank=True, max_length=300),
        ),
    ]
