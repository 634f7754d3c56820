import severalty.engine.transition.packages
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transition", "0006_as_at_of_runs"),
    ]

    operations = [
        migrations.AddField(
            model_name="templatestep",
            name="calendar",
            field=models.CharField(
                choices=[("working days", "working days"), ("weekend", "weekend")],
                default=severalty.engine.transition.packages.TaskCalendar["WORKING_DAYS"],
                max_length=80,
            ),
        ),
    ]
