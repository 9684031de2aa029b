"""What people contribute: exactly once, within what is offered, and late where it sways nobody."""

from uuid import uuid4

import pytest

from octant.core.devices import Device
from octant.workshops.actions import contributions, people, running
from octant.workshops.actions.contributions import InvalidContributionError, NotNow
from octant.workshops.actions.people import CannotJoin, join
from octant.workshops.models import Activity, Dot, Idea, Participant, Workshop


def activity(workshop, kind, phase="open"):
    row = Activity.objects.get(workshop=workshop, kind=kind)
    row.phase = phase
    row.save()
    return row


def test_one_device_is_one_person(workshop, phone):
    assert phone("a", sector="public") == phone("a") != phone("b")
    assert Participant.objects.count() == 2


def test_a_full_room_says_so(workshop, phone):
    Workshop.objects.filter(pk=workshop.pk).update(capacity=1)
    workshop.refresh_from_db()
    first = people.join(workshop=workshop, device=Device("a", False))
    with pytest.raises(CannotJoin) as refused:
        people.join(workshop=workshop, device=Device("b", False))
    assert refused.value.reason == "full"
    assert people.join(workshop=workshop, device=Device("a", False)) == first


def test_an_idea_sent_twice_is_one(workshop, phone):
    row, person, client_id = activity(workshop, "ideas"), phone("a"), uuid4()
    for _again in range(3):
        contributions.add_idea(
            workshop=workshop, activity=row, participant=person, client_id=client_id, text="Trams"
        )
    assert Idea.objects.count() == 1


def test_late_ideas_count_but_late_dots_do_not(workshop, phone):
    ideas, dots, person = activity(workshop, "ideas", "done"), activity(workshop, "dots", "done"), phone("a")
    idea = contributions.add_idea(
        workshop=workshop, activity=ideas, participant=person, client_id=uuid4(), text="Late"
    )
    with pytest.raises(NotNow):
        contributions.give_dots(workshop=workshop, activity=dots, participant=person, count=1, idea=idea)


@pytest.mark.parametrize(("text", "reason"), [("  \n ", "empty"), ("x" * 20_000, "too_long")])
def test_ideas_that_cannot_be_shown_are_refused(workshop, phone, text, reason):
    with pytest.raises(InvalidContributionError) as refused:
        contributions.add_idea(
            workshop=workshop,
            activity=activity(workshop, "ideas"),
            participant=phone("a"),
            client_id=uuid4(),
            text=text,
        )
    assert refused.value.reason == reason


def test_nobody_gives_more_dots_than_there_are(workshop, phone):
    ideas, dots, person = activity(workshop, "ideas"), activity(workshop, "dots"), phone("a")
    first, second = (
        contributions.add_idea(
            workshop=workshop, activity=ideas, participant=person, client_id=uuid4(), text=text
        )
        for text in ("One", "Two")
    )

    def give(count, idea):
        return contributions.give_dots(
            workshop=workshop, activity=dots, participant=person, count=count, idea=idea
        )

    assert give(2, first) == 1
    assert give(2, first) == 1, "the same message again changes nothing"
    with pytest.raises(InvalidContributionError):
        give(2, second)
    assert give(1, second) == 0
    assert give(0, first) == 2
    assert Dot.objects.count() == 1


def test_groups_are_of_one_size_and_mixed(workshop, phone):
    for number in range(8):
        phone(f"p{number}", sector="public" if number < 4 else "private")
    people.form_groups(workshop=workshop, groups=2)
    members = [list(Participant.objects.filter(group=group)) for group in (1, 2)]
    assert [len(group) for group in members] == [4, 4]
    assert all(sum(person.sector == "public" for person in group) == 2 for group in members)
    before = dict(Participant.objects.values_list("pk", "group"))
    phone("late")
    people.form_groups(workshop=workshop, groups=2)
    after = dict(Participant.objects.values_list("pk", "group"))
    assert {pk: after[pk] for pk in before} == before, "nobody changes tables for a newcomer"


def test_a_removed_device_does_not_come_back(workshop, phone):
    person = phone("a")
    people.remove(workshop=workshop, participant=person)
    with pytest.raises(CannotJoin) as refused:
        phone("a")
    assert refused.value.reason == "removed"


def test_nobody_joins_after_it_ended(workshop, people):
    ended = running.end(workshop=workshop, by=people["core"], revision=workshop.revision)
    with pytest.raises(CannotJoin) as refused:
        join(workshop=ended, device=Device("new", False))
    assert refused.value.reason == "ended"
