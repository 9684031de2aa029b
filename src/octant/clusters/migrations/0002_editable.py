"""Settings and facts may be edited by two people at once; a removed fact can come back."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clusters", "0001_initial")]

    operations = [
        migrations.AlterField(
            "cluster", "created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)
        ),
        migrations.AddField(
            "cluster",
            "changed_at",
            models.DateTimeField(auto_now=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField("cluster", "version", models.PositiveIntegerField(default=1)),
        migrations.AddField(
            "fact", "created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)
        ),
        migrations.AddField(
            "fact",
            "changed_at",
            models.DateTimeField(auto_now=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField("fact", "version", models.PositiveIntegerField(default=1)),
        migrations.AddField(
            "fact", "removed_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
    ]
