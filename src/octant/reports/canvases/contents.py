"""What stands on each canvas, as plain data for its typst layout, in the active language."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from octant.domain.framework import Dimension, Framework

from ..contents import Data

GOAL_TABLE = 39  # millimetres on A4 for all rows of the indicator table together
MILESTONE_LINES = 12  # on the whole sheet of measures


def contents(key: str, framework: Framework, *, rows: int, ask_sector: bool) -> Data:
    """The parts of the canvas `key`. `rows` is for goal and measures, `ask_sector` for the rating sheet."""
    if key == "rating":
        return _rating(framework, ask_sector=ask_sector)
    if key == "goal":
        return _goal(framework, rows)
    if key == "measures":
        return _measures(framework, rows)
    return PLAIN[key](framework)


def _dimension(dimension: Dimension) -> Data:
    return {
        "number": str(dimension.number),
        "name": dimension.name,
        "short_name": dimension.short_name,
        "levels": [level.label for level in dimension.levels],
    }


def _dimensions(framework: Framework) -> list[Data]:
    return [_dimension(dimension) for dimension in framework.dimensions]


def _octant(framework: Framework) -> Data:
    return {
        "lead": _(
            "Put two dots on each line, in two colours: one for where we are today, "
            "one for where we want to be. 1 is weak, 5 is strong."
        ),
        "dimensions": _dimensions(framework),
        "blanks": [],
        "words": {"now": _("Today"), "wished": _("Wished for")},
    }


def _rating(framework: Framework, *, ask_sector: bool) -> Data:
    return {
        "lead": _(
            "In each row tick one box for today and one for what you wish for. "
            "If you cannot judge, tick “?”. Your own view counts. Please do not write your name on the sheet."
        ),
        "dimensions": _dimensions(framework),
        "sectors": [sector.name for sector in framework.sectors] if ask_sector else [],
        "blanks": [],
        "words": {
            "dimension": _("Dimension, and what the levels mean"),
            "now": _("Today"),
            "wished": _("Wished for"),
            "sector": _("I come from:"),
        },
    }


def _resources(framework: Framework) -> Data:
    return {
        "lead": _("One thing on each note: what we have, what is missing, what we do not know yet."),
        "groups": [
            {
                "name": group.name,
                "categories": [
                    {"name": category.name, "text": category.text}
                    for category in framework.categories_of(group.key)
                ],
            }
            for group in framework.resource_groups
        ],
        "blanks": [],
        "words": {
            "category": _("Resource category"),
            "strength": _("Strength"),
            "gap": pgettext("finding", "Gap"),
            "question": _("Open question"),
        },
    }


def _vision(framework: Framework) -> Data:
    return {
        "lead": _("First answer the four questions, then write the vision together."),
        "questions": [question.text for question in framework.vision_questions],
        "blanks": [_("Group"), _("Date")],
        "words": {
            "sentence": _("Our vision"),
            "sentence_help": _("A few sentences that everyone can repeat: what there will be in our region."),
        },
    }


def _influence(framework: Framework) -> Data:
    return {
        "lead": _("Go row by row. Write a number into each box: how strongly the row acts on the column."),
        "dimensions": _dimensions(framework),
        "strengths": [
            {"number": "0", "text": _("not at all")},
            {"number": "1", "text": _("weakly")},
            {"number": "2", "text": _("clearly")},
            {"number": "3", "text": _("strongly")},
        ],
        "rules": [
            _("Only direct effects count."),
            _("What you do not know stays open."),
            _("Crossed boxes stay empty: nothing acts on itself."),
            _(
                "At the end add up the rows and the columns. A high sum of a row: it moves others. "
                "A high sum of a column: others move it."
            ),
        ],
        "blanks": [_("Group"), _("Date")],
        "words": {
            "how": _("How to fill it in"),
            "question": _("If this one gets better, how strongly does that directly change the other one?"),
            "corner": _("acts on …"),
            "active_sum": _("Sum of the row"),
            "passive_sum": _("Sum of the column"),
        },
    }


def _goal(framework: Framework, rows: int) -> Data:
    return {
        "lead": _("One sheet for each dimension you want to work on first."),
        "parts": [
            {"name": part.name, "text": _with_example(part.text, part.example)}
            for part in framework.goal_parts
        ],
        "criteria": [{"name": one.name, "text": one.text} for one in framework.smart_criteria],
        "rows": rows,
        "row_height": GOAL_TABLE / max(rows, 3),
        "blanks": [_("Group"), _("Date")],
        "words": {
            "dimension": _("Dimension"),
            "goal": _("The goal in a few words"),
            "indicators": _("How we will see it"),
            "indicator": _("Indicator"),
            "today": pgettext("value of an indicator", "Today"),
            "target": pgettext("value of an indicator", "Target"),
            "source": _("Source"),
            "how_often": _("How often"),
            "due": _("Reached by"),
            "owner": _("Owner"),
            "check": _("Is it clear?"),
        },
    }


def _with_example(text: str, example: str) -> str:
    return " ".join((text, _("For example:"), example)) if example else text


def _measures(framework: Framework, rows: int) -> Data:
    return {
        "lead": _("One row for each measure. Each needs one owner and an end."),
        "kinds": [kind.name for kind in framework.measure_kinds],
        "resources": [kind.name for kind in framework.measure_resources],
        "rows": rows,
        "lines": max(2, min(4, MILESTONE_LINES // rows)),
        "blanks": [],
        "words": {
            "goal": _("For the goal"),
            "measure": _("Measure, and of which kind"),
            "owner": _("Owner"),
            "start": _("Start"),
            "end": _("End"),
            "milestones": _("Milestones"),
            "milestones_help": _("what, by when"),
            "resources": _("What it takes"),
        },
    }


PLAIN: dict[str, Callable[[Framework], Data]] = {
    "octant": _octant,
    "resources": _resources,
    "vision": _vision,
    "influence": _influence,
}
