from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "0004_minimum_group")]

    operations = [
        migrations.AddField("survey", "in_workshop", models.BooleanField(default=False, editable=False)),
    ]
