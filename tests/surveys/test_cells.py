"""Cells of the influence matrix, in surveys and in small groups of workshops."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from octant.surveys.cells import InvalidCellError, set_cells
from octant.surveys.models import Influence
from octant.surveys.queries.answers import current_wave
from octant.workshops.models import Activity, GroupCell, Workshop

KEYS = ("a", "b", "c")


@pytest.fixture(params=["survey", "workshop"])
def fill(request, survey, round_):
    """Fill cells of one ballot, or of one small group: fill({("a", "b"): 3})."""
    if request.param == "survey":
        wave = current_wave(survey)
        model, whose = Influence, {"wave": wave, "ballot": survey.ballots.create()}
    else:
        workshop = Workshop.objects.create(cluster=round_.cluster, round=round_, title="Kick-off")
        activity = Activity.objects.create(workshop=workshop, kind="influence", title="What moves what?")
        model, whose = GroupCell, {"activity": activity, "group": 2}

    def fill(strengths) -> set[tuple[str, str, int]]:
        set_cells(model, strengths, among=KEYS, **whose)
        return set(model.objects.filter(**whose).values_list("source", "target", "strength"))

    return fill


def test_cells_are_filled_changed_and_taken_back(fill):
    assert fill({("a", "b"): 3, ("b", "a"): 0}) == {("a", "b", 3), ("b", "a", 0)}
    assert fill({("a", "b"): 1}) == {("a", "b", 1), ("b", "a", 0)}
    assert fill({("a", "b"): None, ("a", "c"): 2, ("c", "a"): None}) == {("b", "a", 0), ("a", "c", 2)}
    assert fill({}) == {("b", "a", 0), ("a", "c", 2)}


@pytest.mark.parametrize(
    ("strengths", "reason"),
    [
        ({("a", "a"): 1}, "unknown"),
        ({("a", "z"): 1}, "unknown"),
        ({("z", "a"): None}, "unknown"),
        ({("a", "b"): 4}, "level"),
        ({("a", "b"): -1}, "level"),
        ({("a", "b"): "2"}, "level"),
        ({("a", "b"): True}, "level"),
    ],
)
def test_what_is_not_offered_is_refused_as_a_whole(fill, strengths, reason):
    fill({("b", "c"): 2})
    with pytest.raises(InvalidCellError) as refused:
        fill({("b", "c"): 3} | strengths)
    assert refused.value.reason == reason
    assert fill({}) == {("b", "c", 2)}


def test_a_row_is_one_query(fill):
    with CaptureQueriesContext(connection) as one:
        fill({("a", "b"): 1})
    with CaptureQueriesContext(connection) as many:
        fill({("a", "b"): 2, ("a", "c"): 3, ("b", "c"): 1, ("c", "b"): 1})
    assert len(one) == len(many)
