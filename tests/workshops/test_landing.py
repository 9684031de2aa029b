"""From the workshop into the round and back: ideas, matrices, goals."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from tests.helpers import HOSTILE, count_queries

from octant.frameworks.queries import framework
from octant.rounds.models import (
    Finding,
    FocusChoice,
    Goal,
    Indicator,
    InfluenceGroup,
    InfluenceRow,
    Measure,
    Round,
    SuccessFactor,
    VisionAnswer,
    VisionVersion,
)
from octant.workshops.actions import agenda, landing
from octant.workshops.actions.landing import AsFactor, AsFinding, AsMeasure, AsSentence, TooMuchAtOnce
from octant.workshops.models import Activity, GoalDraft, GroupCell, Idea, IdeaGroup, Outcome
from octant.workshops.queries.outcomes import collected, tally


def address(workshop, name, *args):
    return reverse(f"workshops:{name}", args=["north", 1, workshop.pk, *args])


@pytest.fixture
def point(workshop):
    return Activity.objects.get(workshop=workshop, kind="ideas")


@pytest.fixture
def idea(point):
    return lambda text, **what: Idea.objects.create(activity=point, text=text, **what)


@pytest.fixture
def by(people):
    return people["coordinator"]


def fate(workshop, idea):
    return next(row.fate for part in collected(workshop) for row in part.ideas if row.pk == idea.pk)


# ---------- Ratings ----------


def test_what_is_frozen_offers_no_taking_over_and_says_why(workshop, client_as):
    rate = agenda.add_activity(workshop=workshop, kind="rate", title="rate")
    rate.survey.waves.update(revealed_at=timezone.now())
    offer = reverse("surveys:take_over", args=["north", 1, rate.survey_id, "now"])
    page = client_as("coordinator").get(address(workshop, "landing")).content.decode()
    assert offer in page
    Round.objects.update(baseline_at=timezone.now())
    page = client_as("coordinator").get(address(workshop, "landing")).content.decode()
    assert offer not in page
    assert "The baseline is frozen" in page


# ---------- Ideas ----------


@pytest.mark.parametrize(
    ("feeds", "frozen", "way"),
    [
        ("none", [], "finding"),
        ("none", ["baseline_at"], "vision"),
        ("none", ["baseline_at", "plan_agreed_at"], "finding"),  # where it says why
        ("findings", ["baseline_at"], "finding"),
        ("measures", [], "measure"),
    ],
)
def test_taking_over_begins_with_what_ideas_are_for_or_what_the_round_still_takes(
    workshop, client_as, point, idea, feeds, frozen, way
):
    idea("A bench")
    Activity.objects.filter(pk=point.pk).update(feeds=feeds)
    Round.objects.update(**dict.fromkeys(frozen, timezone.now()))
    page = client_as("coordinator").get(address(workshop, "landing")).content.decode()
    assert address(workshop, "landing_ideas", point.pk, way) in page


def test_each_idea_becomes_a_measure_of_its_own(workshop, by, idea):
    FocusChoice.objects.create(round=workshop.round, dimension="membership")
    long = "A welcome for everybody who joins " * 10
    rows = [idea("More trams"), idea(long)]
    n = landing.take_over(workshop=workshop, by=by, ideas=rows, target=AsMeasure("membership"))
    assert n == 2
    assert Measure.objects.get(title="More trams").goal.dimension == "membership"
    cut = Measure.objects.get(title__startswith="A welcome")
    assert len(cut.title) <= 200
    assert cut.title.endswith("…")
    assert cut.description == long
    assert fate(workshop, rows[0]).landed.name == "More trams"
    verbs = set(workshop.cluster.journal.values_list("verb", flat=True))
    assert {"measure.added", "workshop.landed"} <= verbs


def test_several_ideas_become_one(workshop, by, idea):
    rows = [idea("More trams"), idea("Night buses")]
    target = AsMeasure("services")
    landing.take_over(workshop=workshop, by=by, ideas=rows, target=target, together="Getting around")
    measure = Measure.objects.get()
    assert measure.title == "Getting around"
    assert {"• More trams", "• Night buses"} == set(measure.description.splitlines())
    assert all(fate(workshop, row).landed.pk == measure.pk for row in rows)
    landing.take_back(workshop=workshop, by=by, idea=rows[0])
    assert Measure.kept.exists(), "the other idea still leads to it"


def test_findings_name_the_workshop_as_their_source(workshop, by, idea):
    row = idea("Nobody knows the charter")
    landing.take_over(workshop=workshop, by=by, ideas=[row], target=AsFinding("governance", "gap"))
    finding = Finding.objects.get()
    assert (finding.category, finding.kind, finding.text) == ("governance", "gap", "Nobody knows the charter")
    assert "Kick-off" in finding.source
    assert finding.source_date == workshop.started_at.date().isoformat()


def test_a_long_idea_keeps_its_whole_text_as_success_factor(workshop, by, idea):
    row = idea("Trust " * 100)
    landing.take_over(workshop=workshop, by=by, ideas=[row], target=AsFactor())
    factor = SuccessFactor.objects.get()
    assert len(factor.text) <= 300
    assert factor.note == row.text


def test_sentences_for_the_vision_stand_beside_the_answers_of_the_team(workshop, by, idea):
    question = framework("csei", 1, "en").vision_questions[0]
    rows = [idea("Everyone finds help"), idea("Nobody waits")]
    landing.take_over(workshop=workshop, by=by, ideas=rows, target=AsSentence(question))
    answer = VisionAnswer.objects.get()
    assert answer.author is None
    assert "Kick-off" in answer.author_name
    assert len(answer.text.splitlines()) == 2
    landing.take_back(workshop=workshop, by=by, idea=rows[0])
    answer.refresh_from_db()
    assert answer.text == "• Nobody waits"
    landing.take_back(workshop=workshop, by=by, idea=rows[1])
    assert not VisionAnswer.objects.exists()


def test_sentences_become_a_draft_of_the_vision(workshop, by, idea):
    row = idea("Everyone finds help")
    landing.take_over(workshop=workshop, by=by, ideas=[row], target=AsSentence(None))
    draft = VisionVersion.objects.get()
    assert draft.status == "draft"
    assert draft.text == "• Everyone finds help"
    VisionVersion.objects.update(status="proposed")
    assert landing.take_back(workshop=workshop, by=by, idea=row) is False
    assert VisionVersion.objects.get().text == "• Everyone finds help"


def test_too_much_at_once_changes_nothing(workshop, by, idea):
    rows = [idea(f"{n} " + "long " * 190) for n in range(4)]
    with pytest.raises(TooMuchAtOnce):
        landing.take_over(workshop=workshop, by=by, ideas=rows, target=AsFactor(), together="All of it")
    with pytest.raises(TooMuchAtOnce):
        landing.take_over(workshop=workshop, by=by, ideas=rows, target=AsSentence(None))
    assert not SuccessFactor.objects.exists()
    assert not Idea.objects.exclude(outcome=Outcome.OPEN).exists()


def test_two_people_decide_at_once(workshop, by, idea):
    row = idea("More trams")
    assert landing.take_over(workshop=workshop, by=by, ideas=[row], target=AsFactor()) == 1
    assert landing.take_over(workshop=workshop, by=by, ideas=[row], target=AsFactor()) == 0
    assert landing.set_aside(workshop=workshop, by=by, ideas=[row], reason="no") == 0
    assert SuccessFactor.objects.count() == 1


def test_hidden_and_foreign_ideas_are_left_alone(workshop, by, idea, round_):
    other = Activity.objects.create(
        workshop=type(workshop).objects.create(cluster=round_.cluster, round=round_, title="Other"),
        kind="ideas",
        title="Other",
    )
    rows = [idea("Rude", is_hidden=True), Idea.objects.create(activity=other, text="Elsewhere")]
    assert landing.set_aside(workshop=workshop, by=by, ideas=rows, reason="no") == 0


def test_taken_back_and_what_was_worked_on_stays(workshop, by, idea):
    first, second = idea("More trams"), idea("Night buses")
    landing.take_over(workshop=workshop, by=by, ideas=[first, second], target=AsMeasure("services"))
    assert landing.take_back(workshop=workshop, by=by, idea=first)
    assert list(Measure.kept.values_list("title", flat=True)) == ["Night buses"]
    Measure.kept.get().milestones.create(title="Half way", due=timezone.localdate())
    assert not landing.take_back(workshop=workshop, by=by, idea=second)
    assert Measure.kept.exists()
    assert fate(workshop, second).is_open


def test_a_row_taken_out_of_the_round_later_is_told(workshop, by, idea, client_as):
    row = idea("More trams")
    landing.take_over(workshop=workshop, by=by, ideas=[row], target=AsFactor())
    SuccessFactor.objects.update(removed_at=timezone.now())
    assert fate(workshop, row).is_gone
    assert tally(collected(workshop)).gone == 1
    page = client_as("viewer").get(address(workshop, "landing")).content.decode()
    assert "later taken out again" in page
    assert landing.take_back(workshop=workshop, by=by, idea=row)


def test_what_is_frozen_is_not_changed(workshop, by, idea, client_as, point):
    row = idea("More trams")
    workshop.round.baseline_at = workshop.round.plan_agreed_at = timezone.now()
    workshop.round.save()
    with pytest.raises(PermissionDenied):
        landing.take_over(workshop=workshop, by=by, ideas=[row], target=AsFactor())
    coordinator = client_as("coordinator")
    url = address(workshop, "landing_ideas", point.pk, "measure")
    page = coordinator.post(url, {"ideas": row.pk, "dimension": "services"})
    assert "has been agreed and is frozen" in page.content.decode()
    coordinator.post(
        address(workshop, "landing_ideas", point.pk, "aside"), {"ideas": row.pk, "reason": "Later"}
    )
    assert fate(workshop, row).is_set_aside


# ---------- Ideas, through the pages ----------


@pytest.mark.parametrize(
    ("way", "fields"),
    [
        ("finding", {"category": "finance", "kind": "gap"}),
        ("vision", {"question": "draft"}),
        ("factor", {}),
        ("measure", {"dimension": "services"}),
        ("aside", {"reason": "Not ours to decide"}),
    ],
)
def test_every_way_has_its_page(client_as, workshop, point, idea, way, fields):
    row = idea("More trams")
    coordinator = client_as("coordinator")
    url = address(workshop, "landing_ideas", point.pk, way)
    assert "More trams" in coordinator.get(url).content.decode()
    nothing = coordinator.post(url, {**fields, "together": "Typed"})
    assert nothing.status_code == 422
    assert "Tick at least one idea." in nothing.content.decode()
    page = coordinator.post(url, {**fields, "ideas": row.pk}, follow=True).content.decode()
    assert not fate(workshop, row).is_open
    assert "Take back" in page
    coordinator.post(address(workshop, "landing_take_back", row.pk))
    assert fate(workshop, row).is_open


def test_what_was_typed_stays(client_as, workshop, point, idea):
    row = idea("More trams")
    page = client_as("coordinator").post(
        address(workshop, "landing_ideas", point.pk, "finding"),
        {"ideas": row.pk, "category": "nonsense", "kind": "gap", "together": "Our trams"},
    )
    assert page.status_code == 422
    html = page.content.decode()
    assert 'value="Our trams"' in html
    assert f'id="tick-{row.pk}" checked' in html


def test_an_idea_of_another_workshop_cannot_be_taken_over(client_as, workshop, point, round_):
    other = type(workshop).objects.create(cluster=round_.cluster, round=round_, title="Other")
    theirs = Idea.objects.create(
        activity=Activity.objects.create(workshop=other, kind="ideas", title="x"), text="Elsewhere"
    )
    page = client_as("coordinator").post(
        address(workshop, "landing_ideas", point.pk, "factor"), {"ideas": theirs.pk}
    )
    assert page.status_code == 422
    assert (
        client_as("coordinator")
        .get(address(workshop, "landing_ideas", theirs.activity_id, "factor"))
        .status_code
        == 404
    )
    assert (
        client_as("coordinator").get(address(workshop, "landing_ideas", point.pk, "nonsense")).status_code
        == 404
    )


def test_a_heading_ticks_all_its_ideas(client_as, workshop, point, idea):
    heading = IdeaGroup.objects.create(activity=point, title="Transport")
    inside, outside = idea("More trams", group=heading), idea("Coffee")
    page = client_as("coordinator").get(
        address(workshop, "landing_ideas", point.pk, "measure") + "?heading=0"
    )
    html = page.content.decode()
    assert f'id="tick-{inside.pk}" checked' in html
    assert f'id="tick-{outside.pk}" checked' not in html
    assert 'value="Transport"' in html


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_ideas_and_reasons(client_as, workshop, point, idea, text):
    heading = IdeaGroup.objects.create(activity=point, title=text[:120])
    row = idea(text, group=heading)
    coordinator = client_as("coordinator")
    url = address(workshop, "landing_ideas", point.pk, "aside")
    for page in (coordinator.get(url), coordinator.post(url, {"ideas": row.pk, "reason": text}, follow=True)):
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    row.refresh_from_db()
    assert row.reason == text


def test_as_many_queries_for_one_idea_as_for_thirty(client_as, workshop, point, idea, by):
    counts = set()
    for n in (1, 2, 27):
        for number in range(n):
            row = idea(f"{n}-{number}", group=IdeaGroup.objects.create(activity=point, title=f"{number}"))
            landing.take_over(workshop=workshop, by=by, ideas=[row], target=AsFactor())
            idea(f"open {n}-{number}")
        counts.add(
            tuple(
                count_queries(client_as("coordinator"), address(workshop, name, *args))
                for name, args in (("landing", []), ("landing_ideas", [point.pk, "measure"]))
            )
        )
    assert len(counts) == 1
    assert max(counts.pop()) <= 15


# ---------- Matrices ----------


@pytest.fixture
def influence(workshop):
    activity = Activity.objects.create(workshop=workshop, kind="influence", title="What moves what?")
    for group, strength in ((1, 3), (2, 0)):
        GroupCell.objects.create(
            activity=activity, group=group, source="membership", target="services", strength=strength
        )
    return activity


def test_a_matrix_lands_once_and_goes_back(client_as, workshop, influence):
    coordinator = client_as("coordinator")
    for _twice in range(2):
        coordinator.post(address(workshop, "landing_matrix", influence.pk, 1))
    group = InfluenceGroup.kept.get()
    assert group.name == "Kick-off, group 1"
    assert InfluenceRow.objects.get(group=group).values == {"services": 3}
    assert (
        "In the influence matrix of the round"
        in coordinator.get(address(workshop, "landing")).content.decode()
    )
    coordinator.post(address(workshop, "landing_matrix_back", influence.pk, 1))
    assert not InfluenceGroup.kept.exists()
    coordinator.post(address(workshop, "landing_matrix", influence.pk, 1))
    assert InfluenceGroup.kept.count() == 1
    coordinator.post(address(workshop, "landing_matrix", influence.pk, 9))
    assert InfluenceGroup.kept.count() == 1


# ---------- Goals ----------


@pytest.fixture
def draft(workshop):
    activity = Activity.objects.create(workshop=workshop, kind="goal", title="One goal for each group")
    return GoalDraft.objects.create(
        activity=activity,
        group=1,
        dimension="services",
        outcome="Firms find advice",
        capacity="Two advisers",
        indicator="Firms advised",
        unit="per year",
        baseline="12",
        target="40",
        due_on="2027-12-31",
        owner="Office",
    )


def posted(page, **changed):
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in (values | changed).items()}


def test_a_goal_lands_in_an_empty_goal(client_as, workshop, draft):
    coordinator = client_as("coordinator")
    url = address(workshop, "landing_goal", draft.pk)
    coordinator.post(url, posted(coordinator.get(url)))
    goal = Goal.objects.get()
    assert (goal.dimension, goal.outcome, str(goal.due)) == ("services", "Firms find advice", "2027-12-31")
    indicator = Indicator.kept.get()
    assert (indicator.name, indicator.baseline, indicator.target) == ("Firms advised", 12, 40)
    draft.refresh_from_db()
    assert draft.landed_id == goal.pk
    coordinator.post(address(workshop, "landing_goal_back", draft.pk))
    goal.refresh_from_db()
    assert (goal.outcome, goal.capacity, goal.due) == ("", "", None)
    assert not Indicator.kept.exists()


def test_what_stands_in_the_goal_is_kept_unless_the_person_chooses(client_as, workshop, draft):
    goal = Goal.objects.create(
        round=workshop.round, dimension="services", outcome="Ours", capacity="Ours too", due="2026-01-01"
    )
    coordinator = client_as("coordinator")
    url = address(workshop, "landing_goal", draft.pk)
    page = coordinator.get(url)
    assert "Ours too" in page.content.decode()
    coordinator.post(url, posted(page, use_capacity="both", use_due="take", with_indicator=""))
    goal.refresh_from_db()
    assert goal.outcome == "Ours"
    assert goal.capacity == "Ours too\n\nTwo advisers"
    assert str(goal.due) == "2027-12-31"
    Goal.objects.filter(pk=goal.pk).update(capacity="Changed since")
    coordinator.post(address(workshop, "landing_goal_back", draft.pk))
    goal.refresh_from_db()
    assert (goal.capacity, str(goal.due)) == ("Changed since", "2026-01-01")


def test_somebody_else_changed_the_goal_in_the_meantime(client_as, workshop, draft):
    goal = Goal.objects.create(round=workshop.round, dimension="services", outcome="Ours")
    coordinator = client_as("coordinator")
    url = address(workshop, "landing_goal", draft.pk)
    data = posted(coordinator.get(url), use_outcome="take")
    Goal.objects.filter(pk=goal.pk).update(
        outcome="Theirs", version=2, last_changes={"outcome": {"version": 2, "before": "Ours"}}
    )
    assert coordinator.post(url, data).status_code == 409
    goal.refresh_from_db()
    assert goal.outcome == "Theirs"


def test_a_figure_that_is_none_is_sent_back(client_as, workshop, draft):
    GoalDraft.objects.update(target="many")
    coordinator = client_as("coordinator")
    url = address(workshop, "landing_goal", draft.pk)
    page = coordinator.post(url, posted(coordinator.get(url)))
    assert page.status_code == 422
    assert 'value="many"' in page.content.decode()
    assert not Goal.objects.exists()
