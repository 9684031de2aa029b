from django.db import migrations, models


class Migration(migrations.Migration):
    """How far the figures of a network are, and whether somebody is still at work."""

    dependencies = [("ecosystem", "0012_reminders")]

    operations = [
        migrations.RenameField("networkfigures", "started_at", "heard_at"),
        migrations.AddField("networkfigures", "to_do", models.FloatField(default=0)),
    ]
