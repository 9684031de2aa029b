from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshops", "0001_first")]

    operations = [
        migrations.AddField("activity", "landed", models.JSONField(blank=True, default=dict)),
    ]
