"""Bad input, as an attacker and as a clumsy user would send it.

Every form of every page gets everything empty, over-long, nonsense, hostile and broken. Each answer must be a
page that says what to do and still has what was typed; never an error of ours.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from tests.forms import TYPED, Form, forms_of, send
from tests.test_access import PUBLIC, TABLE, address, furnish

from octant.clusters.models import Membership
from octant.rounds.models import DimensionVision, Goal, Measure, Round

FILES = {
    *["clusters:export", "journal:csv", "journal:json", "ecosystem:suggest", "rounds:owners"],
    *["rounds:finding_file", "rounds:chart", "rounds:focus_chart", "rounds:timeline_file"],
    *["reports:plan_pdf", "reports:plan_snapshot_pdf", "accounts:download"],
}
PAGES = [name for name, (method, _role) in TABLE.items() if method == "GET" and name not in FILES]
NONSENSE = ["abc", "0", "6", "-1", "-5000,50", "NaN", "1e400", "9" * 30, "٣", "o:99999999999999", "m:1"]
NO_DAYS = ["0001-01-01", "9999-12-31", "31.02.2026", "2026-02-31", "10000-01-01"]
BROKEN = [
    b"\xff\xfe\xed\xa0\x80 no UTF-8",
    b"zero \x00 byte",
    b"\x1b[31m\x07 control \x7f",
    "\u202egnp.exe \u2066 \ufeff \ufffe".encode(),
]
VERSIONS = ["", "abc", "-1", "9" * 20]
type Pairs = list[tuple[str, str | bytes]]


@pytest.fixture
def things(people, cluster):
    member = Membership.objects.get(cluster=cluster, user=people["viewer"])
    things = furnish("north", member)
    # A little more, so that every form is shown: a target to agree on, dates to put milestones between.
    round_ = Round.objects.get(cluster=cluster)
    DimensionVision.objects.create(round=round_, dimension="membership", target=4)
    today = timezone.localdate()
    Measure.objects.update(starts_on=today, ends_on=today + timedelta(days=400))
    goal = Goal.objects.get(round=round_)
    Measure.objects.create(goal=goal, title="Ask once more")
    return things


@pytest.fixture
def client(client_as) -> Client:
    return client_as("coordinator")


def attacks(form: Form) -> Iterator[Pairs]:
    """What is sent instead of the filled-in form."""
    yield []
    yield form.filled(**dict.fromkeys(form.kinds, ""))
    yield form.filled() + form.filled(**dict.fromkeys(form.kinds, "twice"))
    for text in ("a long story " * 800, "x" * 200_000):
        yield form.filled(**dict.fromkeys(form.typed, text))
    for value, no_day in zip(NONSENSE, cycle(NO_DAYS), strict=False):
        yield form.filled(**{name: no_day if kind == "date" else value for name, kind in form.kinds.items()})
    for value in BROKEN:
        yield [(value, value), *form.filled(**dict.fromkeys(form.typed, value))]
    days = [name for name, kind in form.kinds.items() if kind == "date"]
    if len(days) > 1:
        yield form.filled(**{name: f"{2040 - number}-01-01" for number, name in enumerate(days)})
    if "version" in form.kinds:
        texts = dict.fromkeys(form.typed, "something else")
        for version in VERSIONS:
            yield form.filled(**texts | {"version": version})


def found(client: Client, url: str) -> list[Form]:
    """One form of each kind on a page."""
    response = client.get(url)
    assert response.status_code == 200
    forms = {resolve(form.action).view_name: form for form in forms_of(url, response.content.decode())}
    return [form for name, form in forms.items() if name not in PUBLIC]


def again(client: Client, url: str, form: Form) -> Form | None:
    """The form as the page shows it now; None when there is nothing left to fill in."""
    response = client.get(url)
    if response.status_code != 200:
        return None
    forms = forms_of(url, response.content.decode())
    return next((now for now in forms if now.action == form.action), None)


def problem(response: HttpResponse, form: Form, pairs: Pairs) -> str:
    """What is wrong with the answer; an empty text if nothing is."""
    status = response.status_code
    if status in {302, 403, 404} or (form.method == "get" and status == 200):
        return ""
    if status not in {409, 422}:
        return f"answers {status}"
    html = response.content.decode()
    if not re.search("ds-validation-message|ds-error-summary|conflict-title|role=.alert", html):
        return "says nothing"
    forms = forms_of(form.action, html)
    kept = {text for there in forms for texts in there.values.values() for text in texts}
    for name, value in dict(pairs).items():
        typed = form.kinds.get(name) in {*TYPED, "date"} and isinstance(value, str)
        if typed and not {value, value.strip()} & kept:
            return f"loses what was typed as {name}"
    return ""


def autosave_problem(response: HttpResponse) -> str:
    status = response.status_code
    if status not in {200, 302, 403, 404, 409, 422}:
        return f"answers {status}"
    if status == 422 and not any(response.json()["errors"].values()):
        return "says nothing"
    return "shows no versions" if status == 409 and not response.json()["html"] else ""


@pytest.mark.parametrize(
    "name",
    ["accounts:profile", "accounts:welcome", "accounts:delete", "clusters:new", "rounds:finding_add", *PAGES],
)
def test_every_form_of_a_page_bears_nonsense(name, things, client):
    assert problems(client, address(name, things)) == []


def problems(client: Client, url: str) -> list[str]:
    said = {}
    for first in found(client, url):
        form = first
        for index in range(sum(1 for _ in attacks(first))):
            pairs = next(pairs for place, pairs in enumerate(attacks(form)) if place == index)
            response = send(client, form, pairs)
            if wrong := problem(response, form, pairs):
                said.setdefault(f"{form.action} {wrong}", f"{str(pairs)[:300]}")
            if response.status_code == 302:
                there = again(client, url, form)
                if there is None:
                    break
                form = there
        else:
            if form.saves_itself:
                pairs = form.filled(**dict.fromkeys(form.kinds, "abc"))
                response = send(client, form, pairs, **{"X-Octant-Autosave": "1"})
                if wrong := autosave_problem(response):
                    said[f"{form.action} saving itself {wrong}"] = f"{str(pairs)[:300]}"
    return [f"{what}: {pairs}" for what, pairs in said.items()]
