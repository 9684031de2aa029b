"""Matchmaking: needs and offers, introductions on their way, rounds of meetings."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.forms import forms_of, send
from tests.helpers import HOSTILE, count_queries

from octant.clusters.models import Cluster
from octant.ecosystem.actions import introductions as actions
from octant.ecosystem.models import Introduction, Need, Offer, Organisation, Relation
from octant.ecosystem.queries import matching as queries
from octant.journal.models import Entry

pytestmark = pytest.mark.django_db
PAGE = "/clusters/north/organisations/matching/"
INTRODUCTIONS = "/clusters/north/organisations/introductions/"


def organisation(cluster: Cluster, name: str, **values) -> Organisation:
    return Organisation.objects.create(cluster=cluster, name=name, **values)


@pytest.fixture
def club(cluster) -> Organisation:
    return organisation(cluster, "Club", sector="social", sdgs=["4"], latitude=59.3, longitude=18.1)


@pytest.fixture
def need(club) -> Need:
    return Need.objects.create(organisation=club, category="knowledge", text="A course in bookkeeping")


@pytest.fixture
def offer(cluster) -> Offer:
    school = organisation(cluster, "School", sector="academic", sdgs=["4"], latitude=59.35, longitude=18.1)
    return Offer.objects.create(
        organisation=school, category="knowledge", text="Course in bookkeeping for all"
    )


@pytest.fixture
def introduction(cluster, people, need, offer) -> Introduction:
    return actions.propose(
        cluster=cluster,
        first=need.organisation,
        second=offer.organisation,
        by=people["core"],
        need=need,
        offer=offer,
    )


def page_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


# ---------- Needs and offers ----------


def test_without_needs_the_page_says_what_to_do(client_as, cluster) -> None:
    assert "No open need yet" in page_of(client_as("viewer"), PAGE)


def test_a_need_gets_offers_with_reasons_in_words(client_as, cluster, need, offer) -> None:
    friend = organisation(cluster, "Friend")
    Relation.objects.create(cluster=cluster, first=need.organisation, second=friend, kind="knows")
    Relation.objects.create(cluster=cluster, first=friend, second=offer.organisation, kind="knows")
    page = page_of(client_as("viewer"), f"{PAGE}needs/{need.pk}/")
    for said in [
        "The same kind of service:",
        "similar words",
        "4 Quality education",
        "6 km away",
        "knows both and could introduce them",
        "They have no relation yet",
    ]:
        assert said in page
    assert "Propose an introduction" not in page


def needs_of(cluster) -> list[queries.NeedRow]:
    return queries.needs(cluster, queries.offered(cluster))


def test_a_need_without_an_offer_is_never_silent(client_as, need) -> None:
    page = page_of(client_as("viewer"), PAGE)
    assert "1 without an answer" in page
    assert "Nobody else offers this kind of service yet." in page
    assert "For the service portfolio" in page
    assert need.text in page_of(client_as("viewer"), f"{PAGE}?show=unmet")
    assert "No offer fits yet" in page_of(client_as("viewer"), f"{PAGE}needs/{need.pk}/")


def test_own_offers_are_no_answer(cluster, need) -> None:
    Offer.objects.create(organisation=need.organisation, category="knowledge", text="Our own")
    (row,) = needs_of(cluster)
    assert row.unmet


def test_an_introduction_is_an_answer_until_nothing_comes_of_it(cluster, people, need, introduction) -> None:
    introduction.offer.delete()
    assert not needs_of(cluster)[0].unmet
    actions.conclude(introduction=introduction, outcome="nothing", note="", settled=False, by=people["core"])
    assert needs_of(cluster)[0].unmet


def test_what_is_settled_over_or_elsewhere_is_not_matched(cluster, need, offer) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    other = Cluster.objects.create(slug="other", name="Other", country="FI")
    Offer.objects.create(organisation=organisation(other, "Far"), category="knowledge", text="x")
    assert len(queries.open_entries(Offer, cluster)) == 1
    Offer.objects.update(until=yesterday)
    assert queries.open_entries(Offer, cluster) == []
    Need.objects.update(closed_on=yesterday)
    assert needs_of(cluster) == []


def test_whom_an_organisation_should_meet(client_as, cluster, club, need, offer) -> None:
    Offer.objects.update(language="sv")
    page = page_of(client_as("viewer"), f"{PAGE}{club.pk}/")
    assert "School" in page
    assert "Could help with:" in page
    assert f'<span dir="auto" lang="sv">{offer.text}' in page
    page = page_of(client_as("viewer"), f"{PAGE}{offer.organisation.pk}/")
    assert "Needs what is offered here:" in page
    assert "Nothing to match yet" in page_of(client_as("viewer"), f"{PAGE}{organisation(cluster, 'New').pk}/")


def test_ties_around_are_those_of_the_partners_and_no_others(cluster) -> None:
    one, friend, funder, far, farther = (organisation(cluster, name) for name in "ABCDE")
    pairs = [(one, friend), (funder, one), (friend, far), (far, farther), (funder, farther)]
    for first, second in pairs:
        Relation.objects.create(cluster=cluster, first=first, second=second, kind="funds", directed=True)
    Relation.objects.filter(first=funder, second=farther).update(ended_on=timezone.localdate())
    assert queries.ties_around(cluster, one.pk) == [
        (one.pk, friend.pk),
        (funder.pk, one.pk),
        (friend.pk, far.pk),
    ]
    assert queries.ties_around(cluster, farther.pk) == [(friend.pk, far.pk), (far.pk, farther.pk)]


def test_hostile_texts_stay_text(client_as, cluster) -> None:
    rows = [organisation(cluster, name) for name in HOSTILE]
    for row in rows:
        Need.objects.create(organisation=row, category="knowledge", text=f"{row.name} is needed")
        Offer.objects.create(organisation=row, category="knowledge", text=f"{row.name} is offered")
    client = client_as("core")
    need = Need.objects.first()
    for url in [PAGE, f"{PAGE}needs/{need.pk}/", f"{PAGE}{rows[0].pk}/"]:
        page = page_of(client, url)
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_as_many_queries_for_one_need_and_for_thirty(client_as, cluster) -> None:
    client = client_as("core")

    def grow(upto: int) -> list[int]:
        while (count := Need.objects.count()) < upto:
            one, other = organisation(cluster, f"N {count}"), organisation(cluster, f"O {count}")
            Need.objects.create(organisation=one, category="knowledge", text=f"Help {count}")
            Offer.objects.create(organisation=other, category="knowledge", text=f"Help {count}")
            Introduction.objects.create(cluster=cluster, first=one, second=other)
        need = Need.objects.latest("pk")
        urls = [
            PAGE,
            f"{PAGE}needs/{need.pk}/",
            f"{PAGE}{need.organisation_id}/",
            INTRODUCTIONS,
            f"{INTRODUCTIONS}{Introduction.objects.latest('pk').pk}/",
        ]
        return [count_queries(client, url) for url in urls]

    few = grow(1)
    assert grow(30) == few
    assert max(few) <= 15


# ---------- Introductions ----------


def test_from_a_need_to_a_relation(client_as, cluster, need, offer) -> None:
    """Propose, accept, meet, note the outcome: a relation of the register, and a settled need."""
    client = client_as("core")
    url = f"{PAGE}needs/{need.pk}/"
    (form,) = [form for form in forms_of(url, page_of(client, url)) if "propose" in form.action]
    response = send(client, form, form.filled())
    row = Introduction.objects.get()
    assert response.url == f"{INTRODUCTIONS}{row.pk}/"
    assert (row.need, row.offer, row.first, row.second) == (
        need,
        offer,
        need.organisation,
        offer.organisation,
    )
    assert "The same kind of service" in row.why
    assert "An introduction is under way" in page_of(client, url)
    for step in ("accepted", "met"):
        assert client.post(f"{INTRODUCTIONS}{row.pk}/step/{step}/").status_code == 302
    client.post(
        f"{INTRODUCTIONS}{row.pk}/outcome/", {"outcome": "cooperates", "note": "Monthly", "settled": "on"}
    )
    row.refresh_from_db()
    need.refresh_from_db()
    today = timezone.localdate()
    assert (row.state, row.accepted_on, row.met_on, row.closed_on) == ("done", today, today, today)
    assert (row.relation.kind, row.relation.source, row.relation.since) == (
        "cooperates",
        "introduction",
        today,
    )
    assert need.closed_on == today
    assert "They work together" in page_of(client, f"{INTRODUCTIONS}{row.pk}/")
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    steps = ["proposed", "accepted", "met", "done"]
    assert [verb for verb in verbs if verb.startswith("introduction")] == [f"introduction_{s}" for s in steps]
    assert queries.progress(cluster) == queries.Progress(1, 1, 1, 1, 0)


def test_two_are_introduced_once_at_a_time(client_as, cluster, people, introduction) -> None:
    answer = client_as("core").post(
        f"{INTRODUCTIONS}propose/", {"first": introduction.second_id, "second": introduction.first_id}
    )
    assert answer.url == f"{INTRODUCTIONS}{introduction.pk}/"
    assert Introduction.objects.count() == 1
    actions.step(introduction=introduction, to="declined", by=people["core"])
    client_as("core").post(
        f"{INTRODUCTIONS}propose/", {"first": introduction.second_id, "second": introduction.first_id}
    )
    assert Introduction.objects.count() == 2


def test_steps_cannot_be_taken_twice_or_backwards(people, introduction) -> None:
    by = people["core"]
    actions.step(introduction=introduction, to="met", by=by)
    for wrong in ("accepted", "met", "declined"):
        with pytest.raises(actions.TooLate):
            actions.step(introduction=introduction, to=wrong, by=by)
    actions.conclude(introduction=introduction, outcome="knows", note="", settled=False, by=by)
    with pytest.raises(actions.TooLate):
        actions.conclude(introduction=introduction, outcome="nothing", note="", settled=False, by=by)
    assert Relation.objects.count() == 1


def test_nothing_came_of_it_and_no_relation_is_made(client_as, introduction) -> None:
    client_as("core").post(f"{INTRODUCTIONS}{introduction.pk}/outcome/", {"outcome": "nothing"})
    introduction.refresh_from_db()
    assert (introduction.state, introduction.relation) == ("done", None)
    assert Relation.objects.count() == 0


@pytest.mark.parametrize("field", ["first", "second", "need", "offer", "introducer"])
def test_nothing_of_another_cluster_can_be_proposed(client_as, cluster, need, offer, field: str) -> None:
    other = Cluster.objects.create(slug="other", name="Other", country="FI")
    far = organisation(other, "Far")
    theirs = {
        "need": Need.objects.create(organisation=far, category="knowledge", text="x"),
        "offer": Offer.objects.create(organisation=far, category="knowledge", text="x"),
    }
    values = {
        "first": need.organisation_id,
        "second": offer.organisation_id,
        "need": need.pk,
        "offer": offer.pk,
    } | {field: theirs.get(field, far).pk}
    client_as("core").post(f"{INTRODUCTIONS}propose/", values)
    assert Introduction.objects.count() == 0


def test_texts_are_saved_and_two_editors_are_noticed(client_as, introduction) -> None:
    client, url = client_as("core"), f"{INTRODUCTIONS}{introduction.pk}/"
    autosave = {"X-Octant-Autosave": "1"}
    first = client.post(url, {"version": 1, "why": HOSTILE[0], "note": ""}, headers=autosave)
    assert first.json()["version"] == 2
    assert client.post(url, {"version": 1, "why": "Other", "note": ""}, headers=autosave).status_code == 409
    assert client.post(url, {"version": 2, "why": "x" * 1001, "note": ""}).status_code == 422
    assert "<script>alert" not in page_of(client, url)


def test_removed_by_mistake_and_brought_back(client_as, introduction) -> None:
    client, url = client_as("core"), f"{INTRODUCTIONS}{introduction.pk}/"
    client.post(f"{url}remove/")
    page_of(client, url, 404)
    client.post(f"{url}restore/")
    assert "Club meets School" in page_of(client, url)


def test_an_outcome_without_an_answer_is_asked_for_again(client_as, introduction) -> None:
    answer = client_as("core").post(f"{INTRODUCTIONS}{introduction.pk}/outcome/", {"note": "We had tea"})
    assert answer.status_code == 422
    assert "We had tea" in answer.content.decode()


# ---------- Rounds of meetings ----------


def test_rounds_of_meetings_for_an_event(client_as, cluster) -> None:
    organisation(cluster, "Town", sector="public")
    organisation(cluster, "Shop", sector="private")
    guests = "\n".join(["Mayor; Town", "Clerk; TOWN", "Baker; Shop", "Carer", "Poet; Nowhere"])
    answer = client_as("core").post(f"{PAGE}event/", {"guests": guests, "rounds": 3, "table": 2})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert len(re.findall(r"<h3>Round \d</h3>", page)) == 3
    assert "Nobody meets the same person twice." in page
    assert "Pauses:" in page
    assert "Nowhere" in page.split("Not in the register")[1]
    assert "100 % of the meetings" in page


@pytest.mark.parametrize(
    ("guests", "said"),
    [
        ("", "required"),
        ("Alone", "two guests at least"),
        ("Twin\nTwin", "stands there twice"),
        ("\n".join(f"Guest {n}" for n in range(201)), "At most 200"),
        (f"A\n{'x' * 200}", "up to 120 letters"),
    ],
)
def test_guests_that_make_no_round(client_as, cluster, guests: str, said: str) -> None:
    answer = client_as("core").post(f"{PAGE}event/", {"guests": guests, "rounds": 3, "table": 2})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_hostile_guests_stay_text(client_as, cluster) -> None:
    guests = "\n".join(f"{name.replace(';', ',')}; {name}" for name in HOSTILE)
    page = (
        client_as("core").post(f"{PAGE}event/", {"guests": guests, "rounds": 9, "table": 3}).content.decode()
    )
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_more_rounds_than_there_are_people_to_meet(client_as, cluster) -> None:
    answer = client_as("core").post(f"{PAGE}event/", {"guests": "A\nB\nC\nD", "rounds": 9, "table": 2})
    assert "so there are no more" in answer.content.decode()
