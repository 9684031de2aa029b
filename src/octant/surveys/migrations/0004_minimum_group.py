from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_answer_imports")]

    operations = [
        migrations.RemoveConstraint("survey", "minimum_from_3_to_10"),
        migrations.AddConstraint(
            "survey",
            models.CheckConstraint(
                condition=models.Q(minimum_group__gte=3, minimum_group__lte=10),
                name="survey_minimum_from_3_to_10",
            ),
        ),
    ]
