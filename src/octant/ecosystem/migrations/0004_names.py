from django.db import migrations, models

from octant.ecosystem.names import name_key, search_key


def fill(apps, schema_editor):
    """Keys of the names that are there already (a database cannot make them for every script)."""
    Organisation = apps.get_model("ecosystem", "Organisation")
    rows = list(Organisation._base_manager.all())
    for row in rows:
        row.name_key = name_key(row.name)
        row.search_key = "\n".join(search_key(text) for text in (row.name, row.place) if text)
    Organisation._base_manager.bulk_update(rows, ["name_key", "search_key"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ("ecosystem", "0003_the_register"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('cluster', 'name_key'), name='one_organisation_per_name', violation_error_message='An organisation with this name is already in the register.'),
        ),
    ]
