"""The minutes as page and file, and the wall: what they show, and what they must not."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.helpers import HOSTILE, count_queries

from octant.core.devices import COOKIE, SALT, Device
from octant.ratings.models import Aspect
from octant.rounds.models import Measure
from octant.surveys.actions.answers import Answers, answer, ballot_of_participant
from octant.surveys.queries.answers import current_wave
from octant.workshops.actions import agenda, contributions, landing, moderation, running
from octant.workshops.actions.landing import AsFactor, AsMeasure, AsSentence
from octant.workshops.actions.people import join
from octant.workshops.models import Activity, Idea, Participant, Phase, Proposal, Voice, Workshop


def address(workshop, name, *args):
    return reverse(f"workshops:{name}", args=["north", 1, workshop.pk, *args])


def wall(workshop):
    return reverse("room:wall", args=[workshop.code])


def fresh(workshop):
    row = Workshop.objects.select_related("current", "round__cluster").get(pk=workshop.pk)
    row.cluster = row.round.cluster
    return row


def go(workshop, kind, phase=Phase.OPEN):
    """Go to the point of this kind, in this phase; added when it is not on the agenda."""
    point = Activity.objects.filter(workshop=workshop, kind=kind).first()
    if point is None:
        point = agenda.add_activity(workshop=fresh(workshop), kind=kind, title=kind)
    row = fresh(workshop)
    running.go_to(workshop=row, activity=point, revision=row.revision)
    if phase != Phase.OPEN:
        reveal(workshop)
    return Activity.objects.select_related("survey").get(pk=point.pk)


def reveal(workshop):
    row = fresh(workshop)
    row.current = Activity.objects.select_related("survey").get(pk=row.current_id)
    running.set_phase(workshop=row, phase=Phase.REVEALED, revision=row.revision)


def idea(workshop, text, **what):
    return Idea.objects.create(
        activity=Activity.objects.get(workshop=workshop, kind="ideas"), text=text, **what
    )


def rate(workshop, point, levels, sector="public"):
    wave = current_wave(point.survey)
    for n, level in enumerate(levels):
        person = join(workshop=fresh(workshop), device=Device(f"{sector}{n}", False), sector=sector)
        ballot = ballot_of_participant(survey=point.survey, number=person.pk, sector=sector)
        answer(ballot=ballot, wave=wave, answers=Answers(levels={Aspect.NOW: {"membership": level}}))


@pytest.fixture
def viewer(client_as):
    return client_as("viewer")


def page(client, workshop):
    return client.get(address(workshop, "minutes")).content.decode()


# ---------- The minutes ----------


def test_who_took_part_hides_small_sectors(viewer, workshop, phone):
    for n in range(7):
        phone(f"a{n}", sector="public")
    for n in range(2):
        phone(f"b{n}", sector="private")
    html = page(viewer, workshop)
    assert "9 people" in html
    assert "Sectors with few people are not shown" in html
    assert "Private" not in html


def test_ratings_stay_sealed_until_they_are_revealed(viewer, workshop):
    point = go(workshop, "rate")
    rate(workshop, point, [1, 2, 2, 3, 5])
    assert "The answers are sealed" in page(viewer, workshop)
    assert "strong agreement" not in page(viewer, workshop)
    reveal(workshop)
    html = page(viewer, workshop)
    assert "5 people answered." in html
    assert "<svg" in html


def test_fewer_than_the_smallest_group_show_no_levels(viewer, workshop):
    point = go(workshop, "rate")
    rate(workshop, point, [1, 2, 2, 3])
    reveal(workshop)
    html = page(viewer, workshop)
    assert "Fewer than 5 people answered" in html
    for name in ("csv", "xlsx"):
        response = viewer.get(address(workshop, f"minutes_{name}"))
        assert b"Median" not in response.getvalue()


def test_dots_are_not_told_before_the_room_has_seen_them(viewer, workshop, phone):
    row = idea(workshop, "More trams")
    point = go(workshop, "dots")
    contributions.give_dots(workshop=workshop, activity=point, participant=phone("a"), count=3, idea=row)
    assert "3 dots" not in page(viewer, workshop)
    assert "3 dots" not in Client().get(wall(workshop)).content.decode()
    reveal(workshop)
    assert "3 dots" in page(viewer, workshop)
    assert "3 dots" in Client().get(wall(workshop)).content.decode()


def test_a_decision_with_objections_and_how_they_were_answered(viewer, workshop, phone, people):
    point = go(workshop, "consent")
    first = moderation.propose(workshop=workshop, activity=point, text="We meet every week")
    someone = phone("a", sector="public")
    contributions.take_stance(
        workshop=workshop, proposal=first, participant=someone, stance="objection", text="Too often"
    )
    second = moderation.propose(workshop=workshop, activity=point, text="We meet every month")
    for n in range(5):
        contributions.take_stance(
            workshop=workshop, proposal=second, participant=phone(f"p{n}"), stance="consent"
        )
    moderation.adopt(
        workshop=workshop, by=people["coordinator"], proposal=second, reservations="Look again in a year"
    )
    html = page(viewer, workshop)
    assert html.count("Look again in a year") == 2  # among the decisions, and at the point itself
    csv = b"".join(viewer.get(address(workshop, "minutes_csv")).streaming_content).decode()
    assert "Reservations and open points" in csv
    assert "Look again in a year" in csv
    assert "Too often" in html
    assert "Too few people answered to show how many said what." in html  # one voice on the first wording
    assert "Can live with it: 5." in html
    assert "We meet every month" in Client().get(wall(workshop)).content.decode()
    assert "Too often" not in Client().get(wall(workshop)).content.decode()


def test_what_is_said_to_a_proposal_stays_out_until_the_room_has_seen_it(viewer, workshop, phone):
    point = go(workshop, "consent")
    asked = moderation.propose(workshop=workshop, activity=point, text="We meet every week")
    for n in range(5):
        contributions.take_stance(
            workshop=workshop,
            proposal=asked,
            participant=phone(f"p{n}"),
            stance="objection" if n == 0 else "consent",
            text="Too often" if n == 0 else "",
        )
    csv = b"".join(viewer.get(address(workshop, "minutes_csv")).streaming_content).decode()
    for text in (page(viewer, workshop), csv):
        assert "We meet every week" in text
        assert "Too often" not in text
    assert "Can live with it: 4." not in page(viewer, workshop)
    reveal(workshop)
    assert "Too often" in page(viewer, workshop)
    assert "Can live with it: 4." in page(viewer, workshop)


def test_feedback_of_few_people_shows_no_levels(viewer, workshop, phone):
    point = go(workshop, "feedback")
    for n in range(4):
        contributions.give_feedback(
            workshop=workshop, activity=point, participant=phone(f"p{n}"), key="useful", number=5
        )
    contributions.give_feedback(
        workshop=workshop, activity=point, participant=phone("p0"), key="change", text="Name badges"
    )
    reveal(workshop)
    assert "very much: 4" not in page(viewer, workshop)
    assert "Name badges" not in page(viewer, workshop)
    contributions_point = go(workshop, "feedback")
    row = fresh(workshop)
    running.set_phase(workshop=row, phase=Phase.OPEN, revision=row.revision)
    contributions_point.refresh_from_db()
    contributions.give_feedback(
        workshop=workshop, activity=contributions_point, participant=phone("p4"), key="useful", number=5
    )
    reveal(workshop)
    assert "very much: 5" in page(viewer, workshop)
    assert "Name badges" in page(viewer, workshop)


def test_times_planned_and_used(viewer, workshop, people):
    points = running.agenda(workshop)
    begin = timezone.now() - timezone.timedelta(minutes=60)
    for n, point in enumerate(points):
        Activity.objects.filter(pk=point.pk).update(
            began_at=begin + timezone.timedelta(minutes=12 * n), phase="done"
        )
    Workshop.objects.filter(pk=workshop.pk).update(
        started_at=begin, ended_at=begin + timezone.timedelta(minutes=47), status="ended"
    )
    html = page(viewer, workshop)
    assert "47 minutes" in html
    assert html.count('data-label="Minutes used">12<') == 2
    assert 'data-label="Minutes used">23<' in html


def test_names_stand_in_the_minutes_of_a_named_workshop_only(viewer, workshop, round_, people):
    html = page(viewer, workshop)
    assert "minutes__names" not in html
    named = Workshop.objects.create(
        cluster=round_.cluster, round=round_, title="Named", anonymity="named", asks_organisation="optional"
    )
    named = running.start(workshop=named, by=people["core"], revision=1)
    join(workshop=named, device=Device("n", False), name="Office lead", organisation="Harbour Works")
    html = page(viewer, named)
    assert "Office lead" in html
    assert "Harbour Works" in html


def test_notes_are_corrected_on_the_minutes(client_as, workshop):
    core = client_as("core")
    point = Activity.objects.get(workshop=workshop, kind="welcome")
    url = address(workshop, "minutes_activity", point.pk)
    saved = core.post(url, {"version": point.version, "notes": "Late start"})
    assert saved["Location"].startswith(address(workshop, "minutes"))
    too_long = core.post(url, {"version": 2, "notes": "x" * 5001})
    assert too_long.status_code == 422
    assert "x" * 5001 in too_long.content.decode()
    row = fresh(workshop)
    answer_ = core.post(
        address(workshop, "minutes_notes"),
        {"version": row.version, "notes": "Loud room"},
        headers={"X-Octant-Autosave": "1"},
    )
    assert answer_.json()["version"] == row.version + 1
    html = page(client_as("viewer"), workshop)
    assert "Late start" in html
    assert "Loud room" in html
    assert "<textarea" not in html
    clash = core.post(url, {"version": 1, "notes": "Something else"})
    assert clash.status_code == 409


def test_the_file_holds_no_names_times_or_formulas(viewer, workshop, phone):
    person = phone("a", sector="public")
    for text in ("=1+1", "More trams", "Night buses"):
        idea(workshop, text, participant=person)
    rows = list(
        csv.reader(io.StringIO(viewer.get(address(workshop, "minutes_csv")).getvalue().decode("utf-8-sig")))
    )
    ideas = [row for row in rows[1:] if row[1] == "Idea"]
    assert sorted(row[3] for row in ideas) == ["'=1+1", "More trams", "Night buses"]
    by_number = list(Idea.objects.order_by("pk").values_list("text", flat=True))
    assert [row[3].lstrip("'") for row in ideas] == by_number
    year = str(timezone.localdate().year)
    assert not any(year in cell for row in rows for cell in row)
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(viewer.get(address(workshop, "minutes_xlsx")).getvalue())
    )
    assert "=1+1" in [row[3] for row in book.get_sheet_by_index(0).to_python()]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_on_minutes_and_wall(viewer, workshop, phone, text):
    row = idea(workshop, text)
    Idea.objects.filter(pk=row.pk).update(outcome="set_aside", reason=text)
    consent = go(workshop, "consent")
    Proposal.objects.create(activity=consent, number=1, text=text, status="adopted", reservations=text)
    Voice.objects.create(
        activity=consent,
        proposal=Proposal.objects.get(),
        participant=phone("a"),
        stance="objection",
        text=text,
    )
    Activity.objects.filter(workshop=workshop).update(title=text[:120], prompt=text, notes=text)
    Workshop.objects.filter(pk=workshop.pk).update(title=text[:120], notes=text)
    for html in (page(viewer, workshop), Client().get(wall(workshop)).content.decode()):
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_as_many_queries_for_one_as_for_thirty(viewer, workshop, phone, people):
    """Ideas with outcomes of several kinds, people, dots, proposals; and on the wall."""
    dots = go(workshop, "dots", Phase.REVEALED)
    consent = go(workshop, "consent")
    by = people["coordinator"]
    counts = set()
    for n in (1, 2, 27):
        for number in range(n):
            person = phone(f"{n}-{number}", sector="public")
            rows = [idea(workshop, f"{n} {number} {kind}", participant=person) for kind in "abc"]
            targets = (AsFactor(), AsMeasure("services"), AsSentence(None))
            for row, target in zip(rows, targets, strict=True):
                landing.take_over(workshop=workshop, by=by, ideas=[row], target=target)
            rows[0].dots.create(activity=dots, participant=person, count=1)
            proposal = Proposal.objects.create(
                activity=consent, number=Proposal.objects.count() + 1, text=f"{number}"
            )
            Voice.objects.create(
                activity=consent, proposal=proposal, participant=person, stance="concern", text=f"{number}"
            )
        counts.add(
            (count_queries(viewer, address(workshop, "minutes")), count_queries(Client(), wall(workshop)))
        )
    assert len(counts) == 1
    assert max(counts.pop()) <= 15


# ---------- The wall ----------


def test_the_wall_says_what_came_of_each_idea(workshop, people):
    by = people["coordinator"]
    tram, bus, boat = (idea(workshop, text) for text in ("More trams", "Night buses", "A boat"))
    landing.take_over(
        workshop=workshop, by=by, ideas=[tram], target=AsMeasure("services"), together="Getting around"
    )
    landing.set_aside(workshop=workshop, by=by, ideas=[bus], reason="The city plans them anyway")
    idea(workshop, "Rude words", is_hidden=True)
    Idea.objects.create(activity=tram.activity, text="Taken back", removed_at=timezone.now())
    html = Client().get(wall(workshop)).content.decode()
    assert "Now in the measure “Getting around”" in html
    assert "The city plans them anyway" in html
    assert "Not decided yet" in html
    assert "Rude words" not in html
    assert "Taken back" not in html
    Measure.objects.update(removed_at=timezone.now())
    assert "later taken out again" in Client().get(wall(workshop)).content.decode()
    assert boat.text in html


def test_own_ideas_are_marked_on_the_same_device_only(workshop):
    from django.core import signing

    device = Device("my phone", False)
    person = join(workshop=workshop, device=device, sector="public")
    idea(workshop, "Mine", participant=person)
    idea(workshop, "Somebody's")
    idea(workshop, "Mine but hidden", participant=person, is_hidden=True)
    mine = Client()
    mine.cookies[COOKIE] = signing.dumps(device.token, salt=SALT)
    html = mine.get(wall(workshop)).content.decode()
    assert html.count("data-own") == 1
    assert "Mine but hidden" not in html
    assert "data-own" not in Client().get(wall(workshop)).content.decode()
    assert "no-store" in mine.get(wall(workshop))["Cache-Control"]


def test_the_wall_names_nobody(workshop, round_, people):
    named = Workshop.objects.create(cluster=round_.cluster, round=round_, title="Named", anonymity="named")
    named = running.start(workshop=named, by=people["core"], revision=1)
    person = join(workshop=named, device=Device("n", False), name="Office lead")
    Idea.objects.create(
        activity=Activity.objects.create(workshop=named, kind="ideas", title="x"),
        text="More trams",
        participant=person,
    )
    html = Client().get(wall(named)).content.decode()
    assert "More trams" in html
    assert "Office lead" not in html
    assert Participant.objects.get(workshop=named).name == "Office lead"


def test_before_it_begins_the_wall_is_empty(round_):
    planned = Workshop.objects.create(cluster=round_.cluster, round=round_, title="Later")
    html = Client().get(wall(planned)).content.decode()
    assert "has not begun yet" in html
    assert Client().get("/w/NOCODE/wall/").status_code == 404
    Workshop.objects.update(removed_at=timezone.now())
    assert Client().get(wall(planned)).status_code == 404
