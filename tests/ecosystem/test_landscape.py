"""The landscape: who is there, where they stand, policies, funding, dates."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from tests.helpers import HOSTILE, count_queries

from octant.clusters.models import Membership
from octant.ecosystem.models import (
    CalendarLink,
    Funding,
    Organisation,
    PartnerSurvey,
    Policy,
    Position,
    Registration,
    TargetMix,
)
from octant.journal.models import Entry

pytestmark = pytest.mark.django_db
REGISTER = "/clusters/north/organisations/"
LANDSCAPE = REGISTER + "landscape/"
TODAY = timezone.localdate


@pytest.fixture
def ten(cluster) -> list[Organisation]:
    sectors = ["social"] * 6 + ["public"] * 3 + ["private"]
    return Organisation.objects.bulk_create(
        Organisation(
            cluster=cluster,
            name=f"Name {n}",
            sector=sector,
            membership="member",
            municipality="Umeå" if n < 4 else "umeå " if n == 4 else "",
            roles=["funding"] if n == 0 else [],
        )
        for n, sector in enumerate(sectors)
    )


def test_who_is_missing_for_the_mix_that_is_wanted(client_as, ten) -> None:
    client = client_as("core")
    typed = {
        "members": "40",
        **dict.fromkeys(["public", "private", "social", "academic"], "25"),
        "roles": ["funding", "policy"],
        "municipalities": "Umeå\nSkellefteå\n",
        "version": 1,
    }
    assert client.post(LANDSCAPE + "target/", typed).status_code == 302
    page = client.get(LANDSCAPE)
    found = page.context["found"]
    assert [(row.part.count, row.part.missing) for row in found.sectors] == [(3, 0), (1, 2), (6, 0), (0, 4)]
    assert found.missing_municipalities == ("Skellefteå",)
    assert found.municipalities == (("Umeå", 5),)
    html = page.content.decode()
    for text in (
        "10 organisations",
        "of 40 wanted",
        "2.2 sectors",
        "+4",
        "Skellefteå",
        "Makes policy and rules",
    ):
        assert text in html
    Organisation.objects.update(membership="none")
    assert "Nobody to count yet" in client.get(LANDSCAPE).content.decode()
    assert "10 organisations" in client.get(LANDSCAPE + "?of=all").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"public": "101"},
        {"public": "-1"},
        {"public": "60", "private": "60"},
        {"public": "10", "private": "10", "social": "10", "academic": "10"},
        {"members": "many"},
        {"roles": ["king"]},
    ],
)
def test_shares_that_make_no_sense_are_refused(client_as, ten, wrong) -> None:
    answer = client_as("core").post(LANDSCAPE + "target/", {"version": 1} | wrong)
    assert answer.status_code == 422
    assert "ds-error-summary" in answer.content.decode()
    assert not TargetMix.objects.exists()


def stand(client, row: Organisation, influence: str, interest: str) -> None:
    row.refresh_from_db()
    typed = {"membership": "none", "influence": influence, "interest": interest, "version": row.version}
    assert client.post(f"{REGISTER}{row.pk}/edit/standing/", typed).status_code == 302


def test_moves_over_time(client_as, ten) -> None:
    client, row = client_as("core"), ten[0]
    assert "Nothing noted yet" in client.get(LANDSCAPE + "positions/").content.decode()
    stand(client, row, "5", "1")
    stand(client, row, "5", "2")  # the same day: one position
    assert Position.objects.count() == 1
    month_ago = TODAY() - timedelta(days=30)
    Position.objects.update(since=month_ago)
    stand(client, row, "5", "4")
    assert list(Position.objects.order_by("since").values_list("interest", flat=True)) == [2, 4]
    page = client.get(f"{LANDSCAPE}positions/?since={TODAY() - timedelta(days=1)}").content.decode()
    assert "interest 2 → 4" in page
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="oct-chart' in page
    assert "Work closely with them" in page
    assert "1 of 1 organisation" in page
    assert "interest 2" not in client.get(LANDSCAPE + "positions/?since=nonsense").content.decode()
    assert (
        "Nobody, as far as is known" in client.get(f"{LANDSCAPE}positions/?since=2000-01-01").content.decode()
    )


def test_what_stood_there_before_the_first_change_is_kept(client_as, ten) -> None:
    row = ten[0]
    created = timezone.now() - timedelta(days=100)
    Organisation.objects.filter(pk=row.pk).update(influence=2, interest=2, created_at=created)
    stand(client_as("core"), row, "4", "4")
    assert list(Position.objects.order_by("since").values_list("influence", "since")) == [
        (2, timezone.localdate(created)),
        (4, TODAY()),
    ]


def test_the_picture_as_a_file(client_as, ten) -> None:
    client = client_as("core")
    assert client.get(LANDSCAPE + "positions.svg").status_code == 404
    stand(client, ten[0], "5", "5")
    assert client.get(LANDSCAPE + "positions.svg").content.startswith(b"<svg")
    assert client.get(LANDSCAPE + "positions.png").content.startswith(b"\x89PNG")
    assert client.get(LANDSCAPE + "positions.pdf").status_code == 404


def test_many_organisations_still_make_a_picture(client_as, cluster) -> None:
    Organisation.objects.bulk_create(
        Organisation(cluster=cluster, name=f"{n} {'W' * (n % 150)}", influence=n % 5 + 1, interest=n % 4 + 1)
        for n in range(500)
    )
    page = client_as("core").get(LANDSCAPE + "positions/").content.decode()
    wide, narrow = page.split('class="chart-narrow"')
    assert wide.count(">25</text>") == narrow.count(">25</text>") == 20  # of 25 places, all but interest 5


def test_of_many_moves_one_can_be_chosen(client_as, cluster) -> None:
    client, today = client_as("core"), TODAY()
    rows = Organisation.objects.bulk_create(
        Organisation(cluster=cluster, name=f"Harbour {n}", influence=n % 5 + 1, interest=n // 5 + 1)
        for n in range(20)
    )
    Position.objects.bulk_create(
        Position(organisation=row, since=today - timedelta(days=30), influence=1, interest=5) for row in rows
    )
    url = f"{LANDSCAPE}positions/?since={today}"
    page = client.get(url).content.decode()
    assert "More have moved than arrows" in page
    assert "Moved since then" not in page
    page = client.get(f"{url}&of={rows[3].pk}").content.decode()
    figure = page[page.index('class="chart-wide"') : page.index("</figure>")]
    assert figure.count("<polygon") == 2 * 2  # the arrow and the one in the legend, for wide and for narrow
    assert f'href="?since={today}&amp;of={rows[4].pk}"' in page
    assert (
        client.get(f"{LANDSCAPE}positions.svg?since={today}&of={rows[3].pk}").content.count(b"<polygon") == 2
    )
    for nonsense in ("x", "-1", "9" * 30, "999999"):
        assert client.get(f"{url}&of={nonsense}").status_code == 200


POLICY = {"name": "City strategy", "level": "local", "effect": "enables", "text": "Names us", "as_of": "2024"}
FUNDING = {
    "name": "Call 7",
    "funder": "The fund",
    "amount": "50000",
    "currency": "eur",
    "state": "idea",
    "fit": "4",
}


@pytest.mark.parametrize(
    ("register", "model", "typed"), [("policies", Policy, POLICY), ("funding", Funding, FUNDING)]
)
def test_add_change_remove_undo(client_as, register, model, typed) -> None:
    client, url = client_as("core"), f"{LANDSCAPE}{register}/"
    assert "Nothing here yet" in client.get(url).content.decode()
    assert client.post(url + "add/", typed).status_code == 302
    row = model.kept.get()
    page = client_as("viewer").get(url).content.decode()
    assert typed["name"] in page
    assert f"{url}{row.pk}/" not in page  # viewers read
    saved = client.post(
        f"{url}{row.pk}/", typed | {"name": "New name", "version": 1}, headers={"X-Octant-Autosave": "1"}
    )
    assert saved.json()["version"] == 2
    assert client.post(f"{url}{row.pk}/", typed | {"name": "Late", "version": 1}).status_code == 409
    assert client.post(f"{url}{row.pk}/", typed | {"name": "", "version": 2}).status_code == 422
    client.post(f"{url}{row.pk}/remove/")
    assert not model.kept.exists()
    client.post(f"{url}{row.pk}/restore/")
    assert model.kept.get().name == "New name"
    name = model._meta.model_name
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {f"{name}_{what}" for what in ("added", "changed", "removed", "restored")} <= verbs


@pytest.mark.parametrize(
    ("register", "wrong"),
    [
        ("policies", {"name": ""}),
        ("policies", {"level": "moon"}),
        ("policies", {"as_of": "soon"}),
        ("policies", {"source_url": "javascript:alert(1)"}),
        ("funding", {"amount": "-1"}),
        ("funding", {"currency": "€"}),
        ("funding", {"fit": "6"}),
        ("funding", {"deadline": "31.02.2026"}),
        ("funding", {"owner": "999999"}),
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_typed(client_as, register, wrong) -> None:
    typed = (POLICY if register == "policies" else FUNDING) | wrong
    answer = client_as("core").post(f"{LANDSCAPE}{register}/add/", typed | {"text": "Kept words"})
    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()
    assert not Policy.objects.exists()
    assert not Funding.objects.exists()


def test_funding_is_sorted_by_the_next_deadline_and_filtered(client_as, cluster) -> None:
    for name, days, state in (
        ("Past", -1, "idea"),
        ("Later", 20, "idea"),
        ("None", None, "granted"),
        ("Soon", 2, "idea"),
    ):
        deadline = None if days is None else TODAY() + timedelta(days=days)
        Funding.objects.create(
            cluster=cluster, name=name, deadline=deadline, state=state, amount=Decimal("1")
        )
    client = client_as("viewer")
    assert [row.name for row in client.get(LANDSCAPE + "funding/").context["page"]] == [
        "Soon",
        "Later",
        "None",
        "Past",
    ]
    assert [row.name for row in client.get(LANDSCAPE + "funding/?state=granted").context["page"]] == ["None"]
    assert len(client.get(LANDSCAPE + "funding/?state=x").context["page"]) == 4
    assert client.get(LANDSCAPE + "nothing/").status_code == 404


@pytest.fixture
def dated(cluster, ten):
    soon = TODAY() + timedelta(days=10)
    Funding.objects.create(cluster=cluster, name="Call; 7, \\ new\nline", deadline=soon)
    Funding.objects.create(cluster=cluster, name="Refused", deadline=soon, state="refused")
    Policy.objects.create(cluster=cluster, name="Strategy", level="local", review_on=soon)
    Organisation.objects.filter(pk=ten[0].pk).update(review_on=soon)
    PartnerSurvey.objects.create(cluster=cluster, title="Partners", closes_on=soon)
    Funding.objects.create(cluster=cluster, name="Far", deadline=TODAY() + timedelta(days=400))
    return soon


def test_dates_stand_on_the_page_and_in_the_calendar(client_as, cluster, dated) -> None:
    client = client_as("core")
    page = client.get(LANDSCAPE).content.decode()
    for text in ("Deadline: Call; 7", "Look again: Strategy", "Look again: Name 0", "Survey ends: Partners"):
        assert text in page
    assert "Refused" not in page
    assert "Far" not in page
    client.post(LANDSCAPE + "calendar/")
    link = CalendarLink.objects.get()
    assert link.token in client.get(LANDSCAPE).content.decode()
    answer = Client().get(f"/calendar/{link.token}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    events = {str(event["summary"]): event for event in calendar.walk("VEVENT")}
    assert len(events) == 5
    call = events["Deadline: Call; 7, \\ new\nline"]
    assert call["dtstart"].dt == dated
    assert isinstance(call["dtstart"].dt, date)
    assert call.walk("VALARM")[0]["trigger"].dt == timedelta(days=-7)
    assert len({str(event["uid"]) for event in events.values()}) == 5


@pytest.mark.parametrize(("role", "told"), [("coordinator", True), ("core", True), ("viewer", False)])
def test_registrations_that_wait_stand_under_coming_up(client_as, cluster, role, told) -> None:
    assert "waiting for you" not in client_as(role).get(LANDSCAPE).content.decode()
    Registration.objects.create(cluster=cluster, values={"name": "Harbour"})
    Registration.objects.create(cluster=cluster, values={"name": "Gone"}, state="declined")
    page = client_as(role).get(LANDSCAPE).content.decode()
    assert ("1 registration is waiting for you" in page) == told
    assert (f'href="{REGISTER}registrations/"' in page) == told


@pytest.mark.parametrize("role", ["viewer", "contributor"])
def test_when_the_team_looks_at_an_organisation_again_is_for_the_team(client_as, people, dated, role) -> None:
    client = client_as(role)
    page = client.get(LANDSCAPE).content.decode()
    assert "Survey ends: Partners" in page
    assert "Name 0" not in page
    client.post(LANDSCAPE + "calendar/")
    feed = f"/calendar/{CalendarLink.objects.get().token}.ics"
    assert b"Name 0" not in Client().get(feed).content
    Membership.objects.filter(user=people[role]).update(role="core")
    assert b"Name 0" in Client().get(feed).content


def test_a_calendar_address_ends(client_as, cluster, people) -> None:
    client = client_as("viewer")
    client.post(LANDSCAPE + "calendar/")
    first = CalendarLink.objects.get().token
    client.post(LANDSCAPE + "calendar/")
    second = CalendarLink.objects.get().token
    assert Client().get(f"/calendar/{first}.ics").status_code == 404
    assert Client().get(f"/calendar/{second}.ics").status_code == 200
    Membership.objects.filter(user=people["viewer"]).update(left_at=timezone.now())
    assert Client().get(f"/calendar/{second}.ics").status_code == 404
    Membership.objects.update(left_at=None)
    client.post(LANDSCAPE + "calendar/", {"end": "1"})
    assert Client().get(f"/calendar/{second}.ics").status_code == 404


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_shown_and_never_run(client_as, cluster, text: str) -> None:
    client = client_as("core")
    client.post(LANDSCAPE + "policies/add/", POLICY | {"name": text, "text": text})
    client.post(
        LANDSCAPE + "funding/add/", FUNDING | {"name": text, "funder": text, "deadline": str(TODAY())}
    )
    Organisation.objects.create(
        cluster=cluster, name=text, influence=5, interest=5, municipality=text[:100], membership="member"
    )
    for path in (
        "",
        "positions/",
        "policies/",
        "funding/",
        "positions.svg",
        f"policies/{Policy.kept.get().pk}/",
    ):
        page = client.get(LANDSCAPE + path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_query_counts_do_not_grow(client_as, cluster) -> None:
    client = client_as("core")
    pages = ["", "?of=all", "positions/", f"positions/?since={TODAY()}", "policies/", "funding/"]
    counts: dict[str, set[int]] = {path: set() for path in pages}
    for rows in (1, 3, 30):
        for n in range(Policy.objects.count(), rows):
            row = Organisation.objects.create(
                cluster=cluster,
                name=f"N {n}",
                influence=3,
                interest=3,
                review_on=TODAY(),
                membership="member",
            )
            Position.objects.create(organisation=row, influence=1, interest=1)
            Policy.objects.create(cluster=cluster, name=f"P {n}", level="local", review_on=TODAY())
            owner = Membership.objects.filter(cluster=cluster).first()
            Funding.objects.create(cluster=cluster, name=f"F {n}", deadline=TODAY(), owner=owner)
        for path, seen in counts.items():
            seen.add(count_queries(client, LANDSCAPE + path))
    assert all(len(seen) == 1 and max(seen) <= 15 for seen in counts.values()), counts
