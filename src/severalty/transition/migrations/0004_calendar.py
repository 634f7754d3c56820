import severalty.engine.transition.packages
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('transition', '0003_words_of_councils'),
    ]

    operations = [
        migrations.AddField(
            model_name='workpackage',
            name='calendar',
            field=models.CharField(choices=[('working days', 'working days'), ('weekend', 'weekend')], default=severalty.engine.transition.packages.TaskCalendar['WORKING_DAYS'], max_length=80),
        ),
    ]
