"""Preparing: templates, changes, and what stays fixed."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from octant.surveys.models import Status
from octant.workshops.actions import agenda, contributions, moderation, running
from octant.workshops.agendas import AGENDAS
from octant.workshops.models import Activity, Dot, Idea, Phase, ProposalStatus
from octant.workshops.queries import room


@pytest.mark.parametrize(
    ("key", "meetings", "minutes"), [("short", 1, 90), ("half_day", 1, 240), ("series", 3, 360)]
)
def test_templates_last_as_long_as_they_say(round_, people, key, meetings, minutes):
    made = agenda.add_workshops(
        round=round_, by=people["core"], agenda=AGENDAS[key], title="Kick-off", anonymity="sector"
    )
    assert len(made) == meetings
    assert sum(row.minutes for row in Activity.objects.all()) == minutes == AGENDAS[key].minutes
    for row in Activity.objects.filter(kind__in=["group", "dots"]):
        assert room.collected_in(row).kind == "ideas"


def test_what_is_promised_holds_for_the_ratings_too(round_, people):
    """The smallest group is changed before anybody joins: the surveys behind the ratings follow."""
    [workshop] = agenda.add_workshops(
        round=round_, by=people["core"], agenda=AGENDAS["short"], title="Kick-off", anonymity="sector"
    )
    values = {"minimum_group": 10, "asks_sector": "no"}
    agenda.change_workshop(workshop=workshop, by=people["core"], version=workshop.version, values=values)
    survey = Activity.objects.get(kind="rate").survey
    assert (survey.minimum_group, survey.asks_sector) == (10, "no")


def test_a_rating_follows_the_phases_of_its_activity(round_, people):
    [workshop] = agenda.add_workshops(
        round=round_, by=people["core"], agenda=AGENDAS["short"], title="Kick-off", anonymity="anonymous"
    )
    rate = Activity.objects.get(kind="rate")
    assert rate.survey.anonymity == "anonymous"
    assert rate.survey.status == Status.DRAFT
    workshop = running.start(workshop=workshop, by=people["core"], revision=workshop.revision)
    workshop = running.go_to(workshop=workshop, activity=rate, revision=workshop.revision)
    rate.survey.refresh_from_db()
    assert rate.survey.is_open
    running.set_phase(workshop=workshop, phase=Phase.REVEALED, revision=workshop.revision)
    rate.survey.refresh_from_db()
    assert not rate.survey.is_open
    assert rate.survey.waves.get().revealed_at


def test_phones_and_screens_hear_that_a_workshop_is_gone(
    workshop, people, django_capture_on_commit_callbacks
):
    for act in (agenda.remove_workshop, agenda.restore_workshop):
        workshop.refresh_from_db()
        with django_capture_on_commit_callbacks() as told:
            act(workshop=workshop, by=people["core"])
        assert len(told) == 2  # the phones' topic and the screens'


def test_what_everybody_sees_cannot_be_removed(workshop):
    with pytest.raises(PermissionDenied):
        agenda.remove_activity(workshop=workshop, activity=workshop.current)


def test_points_move(workshop):
    dots = Activity.objects.get(kind="dots")
    agenda.move_activity(workshop=workshop, activity=dots, place=0)
    assert [row.kind for row in running.agenda(workshop)] == ["dots", "welcome", "ideas"]


def fill(workshop, n):
    ideas = Activity.objects.get(kind="ideas")
    heading = moderation.add_group(workshop=workshop, activity=ideas, title="Transport")
    for number in range(n):
        idea = Idea.objects.create(
            activity=ideas, text=f"idea {number}", group=heading if number % 2 else None
        )
    return ideas, heading, idea


def test_the_wall_takes_three_queries_for_one_and_for_thirty_ideas(workshop, phone):
    dots = Activity.objects.get(kind="dots")
    for n in (1, 3, 30):
        ideas, _heading, idea = fill(workshop, n)
        Dot.objects.create(activity=dots, participant=phone(f"p{n}"), idea=idea, count=2)
        with CaptureQueriesContext(connection) as queries:
            rows = room.idea_groups(ideas, votes=dots)
        assert len(queries) == 3
    assert max(row.dots for group in rows for row in group.ideas) == 2


def test_hidden_ideas_are_off_the_wall_and_ideas_of_a_removed_heading_stay(workshop):
    ideas, heading, idea = fill(workshop, 4)
    moderation.hide_idea(workshop=workshop, idea=idea, hidden=True)
    moderation.remove_group(workshop=workshop, group=heading)
    rows = room.idea_groups(ideas)
    assert [row.title for row in rows] == [""]
    assert len(rows[0].ideas) == 3
    assert len(room.idea_groups(ideas, with_hidden=True)[0].ideas) == 4


def test_consent_from_objection_to_adoption(workshop, phone, people):
    activity = agenda.add_activity(workshop=workshop, kind="consent", title="Decide")
    activity.phase = Phase.OPEN
    activity.save()
    first = moderation.propose(workshop=workshop, activity=activity, text="Meet every week")
    contributions.take_stance(
        workshop=workshop, proposal=first, participant=phone("a"), stance="objection", text="Too often"
    )
    assert room.consent(activity).objections == ("Too often",)
    second = moderation.propose(workshop=workshop, activity=activity, text="Meet every month")
    assert room.consent(activity).n == 0
    first.refresh_from_db()
    assert first.status == ProposalStatus.ADAPTED
    with pytest.raises(contributions.NotNow):
        contributions.take_stance(workshop=workshop, proposal=first, participant=phone("a"), stance="consent")
    moderation.adopt(workshop=workshop, by=people["core"], proposal=second)
    entry = workshop.cluster.journal.get(verb="workshop.decided")
    assert "every month" in entry.text


def test_small_sectors_are_not_counted_out_loud(workshop, phone):
    for number in range(12):
        phone(f"p{number}", sector="academic" if number < 2 else "public" if number < 7 else "private")
    who = room.people(workshop)
    assert who.n == 12
    assert "academic" not in who.by_sector
    assert len(who.by_sector) == 1, "one more is hidden, or the two could be had by subtraction"
    assert who.is_partly_hidden
