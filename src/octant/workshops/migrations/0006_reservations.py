"""What stays open when a proposal is adopted stands in the minutes."""

from django.db import migrations, models

from octant.core.validators import no_control_characters


class Migration(migrations.Migration):
    dependencies = [("workshops", "0005_surveys_in_workshops")]

    operations = [
        migrations.AddField(
            "proposal",
            "reservations",
            models.TextField(max_length=2000, blank=True, validators=[no_control_characters]),
        ),
    ]
