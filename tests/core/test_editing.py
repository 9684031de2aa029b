"""Two people edit one row: nothing is lost, and nobody is asked about what they did not touch."""

import pytest
from django.db import transaction

from octant.core.editing import EditConflict, change
from octant.rounds.models import Goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(round_):
    return Goal.objects.create(round=round_, dimension="membership", outcome="old", capacity="old")


def write(goal: Goal, version: int, **values: str) -> Goal:
    with transaction.atomic():
        return change(goal, version=version, values=values)[0]


def test_a_change_counts_the_version_up_and_says_what_stood_there(goal):
    fresh, before = change(goal, version=1, values={"outcome": "new", "capacity": "old"})
    assert (fresh.version, before) == (2, {"outcome": "old"})


def test_nothing_different_leaves_the_version(goal):
    fresh, before = change(goal, version=1, values={"outcome": "old"})
    assert (fresh.version, before) == (1, {})


def test_the_same_field_changed_by_two_is_a_conflict_and_nothing_is_written(goal):
    write(goal, 1, outcome="first")
    with pytest.raises(EditConflict) as conflict:
        write(goal, 1, outcome="second", capacity="mine")
    (clash,) = conflict.value.clashes
    assert (clash.field, clash.theirs, clash.yours) == ("outcome", "first", "second")
    goal.refresh_from_db()
    assert (goal.outcome, goal.capacity) == ("first", "old")


def test_two_fields_of_one_form_changed_by_two_people_are_both_kept(goal):
    write(goal, 1, outcome="first", capacity="old")
    fresh = write(
        goal, 1, outcome="old", capacity="second"
    )  # posts the outcome as it stood when it was opened
    assert (fresh.outcome, fresh.capacity) == ("first", "second")


def test_after_two_changes_by_others_a_stale_text_is_a_conflict(goal):
    write(goal, 1, outcome="first")
    write(goal, 2, outcome="second")
    with pytest.raises(EditConflict):
        write(goal, 1, outcome="old")  # what stood there at version 1 is not known any more: ask


def test_the_text_from_the_conflict_page_is_written(goal):
    write(goal, 1, outcome="first")
    assert write(goal, 2, outcome="both").outcome == "both"


def test_two_who_write_the_same_agree(goal):
    write(goal, 1, outcome="same")
    assert write(goal, 1, outcome="same").version == 2
