"""Leading: every press says which agenda it has seen; phases follow; pauses cost nobody time."""

from datetime import timedelta

import pytest

from octant.workshops.actions import running
from octant.workshops.actions.running import Overtaken
from octant.workshops.models import Activity, Phase, Workshop


def agenda(workshop):
    return {activity.kind: activity for activity in running.agenda(workshop)}


def test_starting_opens_the_first_activity(workshop):
    assert workshop.current.kind == "welcome"
    assert workshop.current.phase == Phase.OPEN


def test_pressing_next_twice_skips_nothing(workshop):
    seen = workshop.revision
    ideas, dots = agenda(workshop)["ideas"], agenda(workshop)["dots"]
    running.go_to(workshop=workshop, activity=ideas, revision=seen)
    with pytest.raises(Overtaken):
        running.go_to(workshop=workshop, activity=dots, revision=seen)
    assert Workshop.objects.get(pk=workshop.pk).current == ideas


def test_going_on_finishes_and_going_back_shows_again(workshop):
    ideas, welcome = agenda(workshop)["ideas"], workshop.current
    workshop = running.go_to(workshop=workshop, activity=ideas, revision=workshop.revision)
    assert Activity.objects.get(pk=welcome.pk).phase == Phase.DONE
    workshop = running.go_to(workshop=workshop, activity=welcome, revision=workshop.revision)
    assert workshop.current == welcome
    assert Activity.objects.get(pk=welcome.pk).phase == Phase.REVEALED


def test_the_time_of_a_pause_is_given_back(workshop):
    before = running.ends_at(workshop, workshop.current)
    workshop = running.pause(workshop=workshop, revision=workshop.revision)
    Workshop.objects.filter(pk=workshop.pk).update(paused_at=workshop.paused_at - timedelta(minutes=3))
    workshop.paused_at -= timedelta(minutes=3)
    workshop = running.resume(workshop=workshop, revision=workshop.revision)
    assert workshop.paused_at is None
    later = running.ends_at(workshop, workshop.current)
    assert timedelta(minutes=3) <= later - before < timedelta(minutes=3, seconds=20)


def test_a_second_facilitator_takes_over(workshop, people):
    workshop = running.take_over(workshop=workshop, by=people["coordinator"])
    assert workshop.facilitator == people["coordinator"]
    assert running.take_over(workshop=workshop, by=people["coordinator"]).revision == workshop.revision


def test_reopening_comes_back_to_the_point_that_was_on_last(workshop, people):
    by, ideas = people["core"], agenda(workshop)["ideas"]
    workshop = running.go_to(workshop=workshop, activity=ideas, revision=workshop.revision)
    workshop = running.end(workshop=workshop, by=by, revision=workshop.revision)
    assert workshop.current is None
    workshop = running.reopen(workshop=workshop, by=by, revision=workshop.revision)
    assert workshop.current == ideas
    assert workshop.current.phase == Phase.REVEALED
