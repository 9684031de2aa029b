from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ratings", "0002_voices"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="rating", name="rating_histogram"),
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(
                fields=["rating_set", "aspect", "item", "level", "respondent"], name="rating_histogram"
            ),
        ),
    ]
