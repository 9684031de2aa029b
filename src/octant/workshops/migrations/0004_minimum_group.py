from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshops", "0003_ideas_note_no_time")]

    operations = [
        migrations.AddConstraint(
            "workshop",
            models.CheckConstraint(
                condition=models.Q(minimum_group__gte=3, minimum_group__lte=10),
                name="workshop_minimum_from_3_to_10",
            ),
        ),
    ]
