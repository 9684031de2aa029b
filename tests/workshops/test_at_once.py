"""Phones that send twice, facilitators who press at the same moment: everything counts once."""

from functools import partial
from uuid import uuid4

import pytest
from tests.at_once import at_once

from octant.core.devices import Device
from octant.journal.models import Entry
from octant.ratings.models import Rating
from octant.rounds.models import Finding, Indicator, InfluenceGroup
from octant.surveys.queries.answers import current_wave
from octant.surveys.queries.counting import count, summary
from octant.workshops.actions import agenda, contributions, landing, moderation, phones, running
from octant.workshops.actions.people import CannotJoin, join
from octant.workshops.actions.phones import Message
from octant.workshops.models import Dot, GoalDraft, Idea, Participant, Phase, Voice, Workshop

pytestmark = pytest.mark.django_db(transaction=True)


def activity(workshop: Workshop, kind: str, **values):
    row = workshop.activities.filter(kind=kind).first() or agenda.add_activity(
        workshop=workshop, kind=kind, title=kind
    )
    type(row).objects.filter(pk=row.pk).update(phase=Phase.OPEN, **values)
    row.refresh_from_db()
    return row


def of(person: Participant) -> Participant:
    """The person as another request has read it."""
    return Participant.objects.get(pk=person.pk)


def test_the_last_chair_is_for_one(workshop):
    Workshop.objects.filter(pk=workshop.pk).update(capacity=1)
    found = at_once(*(partial(join, workshop=workshop, device=Device(name, False)) for name in ("a", "b")))
    assert [each.reason for each in found if isinstance(each, CannotJoin)] == ["full"]
    assert Participant.objects.count() == 1


def test_nobody_slips_in_once_the_door_is_locked(workshop):
    Workshop.objects.filter(pk=workshop.pk).update(is_locked=True)  # after the phone's request has read it
    with pytest.raises(CannotJoin):
        join(workshop=workshop, device=Device("a", False))


def test_one_device_that_joins_twice_is_one_person(workshop):
    enter = partial(join, workshop=workshop, device=Device("a", False))
    first, second = at_once(enter, enter)
    assert first == second
    assert Participant.objects.count() == 1


def test_one_message_from_a_phone_that_sends_it_twice_counts_once(workshop, phone):
    ideas, person = activity(workshop, "ideas"), phone("a")
    body = {"activity": ideas.pk, "id": str(uuid4()), "text": "More trams"}
    send = [
        partial(phones.receive, participant=of(person), messages=[Message(1, "idea", body)])
        for _n in range(2)
    ]
    assert [receipt.seen for receipt in at_once(*send)] == [1, 1]
    assert Idea.objects.count() == 1


def test_one_idea_of_a_form_that_is_sent_twice_counts_once(workshop, phone):
    ideas, person = activity(workshop, "ideas"), phone("a")
    body = {"activity": ideas.pk, "id": str(uuid4()), "text": "More trams"}
    send = [partial(phones.contribute, participant=of(person), kind="idea", body=body) for _n in range(2)]
    assert at_once(*send) == [{}, {}]
    assert Idea.objects.count() == 1


def test_one_idea_that_the_facilitator_adds_twice_counts_once(workshop):
    ideas, client_id = activity(workshop, "ideas"), uuid4()
    add = partial(
        contributions.add_idea,
        workshop=workshop,
        activity=ideas,
        participant=None,
        client_id=client_id,
        text="More trams",
    )
    first, second = at_once(add, add)
    assert first == second
    assert Idea.objects.count() == 1


def test_nobody_has_more_dots_by_giving_them_at_once(workshop, phone):
    ideas, dots, person = activity(workshop, "ideas"), activity(workshop, "dots"), phone("a")
    one, two = (Idea.objects.create(activity=ideas, text=text) for text in ("One", "Two"))
    give = partial(contributions.set_dots, workshop=workshop, activity=dots, participant=person, on_groups={})
    at_once(partial(give, on_ideas={one.pk: 3}), partial(give, on_ideas={two.pk: 3}))
    assert sum(Dot.objects.values_list("count", flat=True)) == 3
    found = at_once(partial(give, on_ideas={one.pk: 2}), partial(give, on_ideas={one.pk: 2}))
    assert found == [None, None]
    more = partial(contributions.give_dots, workshop=workshop, activity=dots, participant=person, count=3)
    at_once(partial(more, idea=one), partial(more, idea=two))
    assert sum(Dot.objects.values_list("count", flat=True)) == 3


def test_one_word_of_a_person_on_a_proposal(workshop, phone, people):
    consent, person = activity(workshop, "consent"), phone("a")
    proposal = moderation.propose(workshop=workshop, activity=consent, text="Trams first")
    say = partial(contributions.take_stance, workshop=workshop, proposal=proposal, participant=person)
    at_once(partial(say, stance="consent"), partial(say, stance="objection"))
    assert Voice.objects.count() == 1
    adopt = partial(moderation.adopt, workshop=workshop, by=people["core"], proposal=proposal)
    at_once(adopt, adopt)
    assert Entry.objects.filter(verb="workshop.decided").count() == 1


def test_what_was_counted_when_revealed_is_all_there_is(workshop, phone, people):
    """A level that comes while the facilitator reveals is counted, or refused."""
    rate = agenda.add_activity(workshop=workshop, kind="rate", title="Rate")
    led = running.go_to(workshop=workshop, activity=rate, revision=workshop.revision)
    everybody = [phone(name) for name in "abcdef"]

    def level(person: Participant, number: int, item: str):
        body = {"activity": rate.pk, "item": item, "now": "4"}
        return partial(phones.receive, participant=of(person), messages=[Message(number, "rate", body)])

    for person in everybody[:5]:
        level(person, 1, "membership")()
    found = at_once(
        level(everybody[0], 2, "purpose"),
        level(everybody[5], 1, "membership"),
        partial(running.set_phase, workshop=led, phase=Phase.REVEALED, revision=led.revision),
    )
    assert not [problem for problem in found if isinstance(problem, Exception)]
    rate.refresh_from_db()
    wave = current_wave(rate.survey)
    assert summary(wave) == count(wave, final=True)
    kept = sum(receipt.refused is None for receipt in found[:2])
    assert Rating.objects.count() == 5 + kept


def test_two_facilitators_who_go_on_at_once_skip_nothing(workshop, people):
    ideas = workshop.activities.get(kind="ideas")
    go = partial(running.go_to, workshop=workshop, activity=ideas, revision=workshop.revision)
    found = at_once(go, go)
    assert sum(isinstance(each, running.Overtaken) for each in found) == 1
    take = partial(running.take_over, workshop=workshop, by=people["coordinator"])
    at_once(take, take)
    assert Entry.objects.filter(verb="workshop.taken_over").count() == 1


def test_ideas_are_taken_over_once(workshop, people):
    ideas = activity(workshop, "ideas")
    idea = Idea.objects.create(activity=ideas, text="More trams")
    kept = partial(
        landing.take_over,
        workshop=workshop,
        by=people["core"],
        ideas=[idea],
        target=landing.AsFinding(category="actors", kind="strength"),
    )
    assert sorted(at_once(kept, kept)) == [0, 1]
    assert Finding.kept.count() == 1
    back = partial(landing.take_back, workshop=workshop, by=people["core"], idea=idea)
    assert at_once(back, back) == [True, True]
    assert Finding.kept.count() == 0
    assert Entry.objects.filter(verb="workshop.taken_back").count() == 1


def test_ideas_that_became_one_finding_and_are_taken_back_at_once_leave_nothing(workshop, people):
    ideas = activity(workshop, "ideas")
    rows = [Idea.objects.create(activity=ideas, text=text) for text in ("One", "Two")]
    target = landing.AsFinding(category="actors", kind="strength")
    given = {"workshop": workshop, "by": people["core"]}
    landing.take_over(**given, ideas=rows, target=target, together="Both")
    at_once(*(partial(landing.take_back, **given, idea=idea) for idea in rows))
    assert Finding.kept.count() == 0


def test_matrix_and_goal_of_a_small_group_are_taken_over_once(workshop, people):
    matrix = activity(workshop, "influence")
    contributions.fill_cells(
        workshop=workshop, activity=matrix, group=1, cells={("membership", "purpose"): 2}
    )
    given = {"workshop": workshop, "by": people["core"]}
    take = partial(landing.take_over_matrix, **given, activity=matrix, group=1)
    found = at_once(take, take)
    assert sum(each is None for each in found) == 1
    assert InfluenceGroup.kept.count() == 1

    draft = GoalDraft.objects.create(activity=activity(workshop, "goal"), group=1, outcome="Trams run")
    write = partial(
        landing.take_over_goal,
        **given,
        draft=draft,
        dimension="membership",
        version=1,
        values={"outcome": "Trams run"},
        indicator={"name": "Trams an hour"},
    )
    first, second = at_once(write, write)
    assert first == second
    assert Indicator.kept.count() == 1
