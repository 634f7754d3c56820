from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('transition', '0004_calendar'),
    ]

    operations = [
        migrations.AddField(
            model_name='planrun',
            name='confidence',
            field=models.JSONField(default=dict),
        ),
    ]
