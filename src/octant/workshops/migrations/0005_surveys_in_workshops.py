"""The surveys behind the ratings of workshops are marked as theirs."""

from typing import Any

from django.db import migrations


def mark(apps: Any, editor: Any) -> None:
    activities = apps.get_model("workshops", "Activity").objects.filter(survey__isnull=False)
    surveys = apps.get_model("surveys", "Survey").objects
    surveys.filter(pk__in=activities.values("survey")).update(in_workshop=True)


class Migration(migrations.Migration):
    dependencies = [("workshops", "0004_minimum_group"), ("surveys", "0005_survey_in_workshop")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
