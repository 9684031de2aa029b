"""Bad input, as an attacker and as a clumsy user would send it.

Every form of every page gets everything empty, over-long, nonsense, hostile and broken. Each answer must be a
page that says what to do and still has what was typed; never an error of ours.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from itertools import cycle
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from pypdf import PdfReader
from tests.forms import TYPED, Form, forms_of, send
from tests.helpers import HOSTILE, add_cluster, add_people
from tests.test_access import PUBLIC, TABLE, address, furnish

from octant.clusters.models import Cluster
from octant.rounds.models import Adoption, DimensionVision, Goal, Measure, Round
from octant.surveys.models import Wave
from octant.workshops.models import Workshop
from octant.workshops.views import phone, screen
from octant.workshops.views.lead.console import moving_parts

FILES = {
    *["ecosystem:sheet_csv", "ecosystem:sheet_xlsx", "ecosystem:sheet_problems"],
    *["surveys:import_problems", "surveys:import_progress", "surveys:import_columns"],
    # They lead on: how far e-mails are, the workshop of a rating.
    *["surveys:sending", "ecosystem:partner_survey_sending", "workshops:of_survey"],
    *["ecosystem:sheet_progress", "ecosystem:sheet_columns"],  # only while a sheet is on its way: test_sheets
    *["clusters:export", "journal:csv", "journal:json", "ecosystem:suggest", "ecosystem:places"],
    "ecosystem:positions_chart",
    "rounds:owners",
    *["rounds:finding_file", "rounds:chart"],
    *["reports:plan_pdf", "reports:plan_snapshot_pdf", "accounts:download"],
    *["reports:canvas", "reports:canvas_preview"],
    *[
        "reports:workshop_minutes",
        "reports:workshop_invitation",
        "workshops:minutes_csv",
        "workshops:minutes_xlsx",
    ],
    *["reports:survey_invitation", "reports:survey_codes", "reports:survey_sheet"],
    *["surveys:chart", "surveys:export_csv", "surveys:export_xlsx"],
    *["ecosystem:map_points", "ecosystem:map_picture"],
    *["ecosystem:network_data", "ecosystem:network_picture", "ecosystem:network_file"],
    *["room:screen", "surveys:comments"],  # lead on to another page
    "workshops:lead_events",
}
ENDLESS = {"workshops:lead_events"}  # what it sends is looked at where it is made
PAGES = ["accounts:profile", "accounts:welcome", "accounts:delete", "clusters:new", "rounds:finding_add"]
PAGES += [name for name, (method, _role) in TABLE.items() if method == "GET" and name not in FILES]
NONSENSE = ["abc", "6", "-1", "-5000,50", "NaN", "1e400", "9" * 30, "٣", "m:1"]
NO_DAYS = ["0001-01-01", "9999-12-31", "31.02.2026", "2026-02-31", "10000-01-01"]
BROKEN = [
    b"\xff\xfe\xed\xa0\x80 no UTF-8",
    b"zero \x00 byte",
    b"\x1b[31m\x07 control \x7f",
    "\u202egnp.exe \u2066 \ufeff \ufffe".encode(),
]
VERSIONS = ["", "abc", "-1", "9" * 20]
type Pairs = list[tuple[str, str | bytes]]


@pytest.fixture(scope="module")
def furnished(once):
    """The people and the things of a cluster, written once for all tests here."""
    people = add_people(add_cluster())
    things = furnish("north", people["viewer"].memberships.get())
    # A little more, so that every form is shown: a target to agree on, dates to put milestones between.
    round_ = Round.objects.get()
    DimensionVision.objects.create(round=round_, dimension="membership", target=4)
    today = timezone.localdate()
    Measure.objects.update(starts_on=today, ends_on=today + timedelta(days=400))
    goal = Goal.objects.get(round=round_)
    Measure.objects.create(goal=goal, title="Ask once more")
    return people, things


@pytest.fixture
def people(furnished, db):
    return deepcopy(furnished[0])


@pytest.fixture
def things(furnished, db):
    return furnished[1]


def prepare(name: str) -> None:
    """Some forms are shown only before a decision that the furnished cluster has taken."""
    if name == "surveys:take_over":
        Adoption.objects.all().delete()
    elif name == "surveys:sheet":
        Wave.objects.update(revealed_at=None)


@pytest.fixture
def client(client_as) -> Client:
    return client_as("coordinator")


def attacks(form: Form) -> Iterator[Pairs]:
    """What is sent instead of the filled-in form."""
    yield []
    yield form.filled(**dict.fromkeys(form.kinds, ""))
    yield form.filled() + form.filled(**dict.fromkeys(form.kinds, "twice"))
    room = 4_000_000 // max(1, len(form.typed))  # all of it together below what one request may hold
    for text in ("a long story " * 800, "x" * min(200_000, room)):
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


def found(client: Client, url: str) -> list[tuple[str, Form]]:
    """One form of each kind on a page, and those that open on it at a link; with the address of each."""
    forms = {}
    for opened in [url, *openers(client, url)]:
        response = client.get(opened)
        assert response.status_code == 200
        for form in forms_of(opened, response.content.decode()):
            match = resolve(urlsplit(form.action).path)
            forms[match.view_name, match.kwargs.get("section")] = (opened, form)
    return [there for (name, _section), there in forms.items() if name not in PUBLIC]


def openers(client: Client, url: str) -> list[str]:
    """The addresses at which this page shows one form more."""
    links = re.findall(rf'href="({re.escape(url)}\?edit=\w+)', client.get(url).content.decode())
    return sorted(set(links))


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
    prepare(name)
    assert problems(client, address(name, things)) == []


def problems(client: Client, url: str) -> list[str]:
    said = {}
    for opened, first in found(client, url):
        form = first
        for index in range(sum(1 for _ in attacks(first))):
            pairs = next(pairs for place, pairs in enumerate(attacks(form)) if place == index)
            response = send(client, form, pairs)
            if wrong := problem(response, form, pairs):
                said.setdefault(f"{form.action} {wrong}", f"{str(pairs)[:300]}")
            if response.status_code == 302 and "version" in form.kinds:
                there = again(client, opened, form)
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


# ---------- Hostile text, once it is stored ----------

EXTRAS = [
    *["</textarea></script></svg>]]><!--", "W" * 190, "\u202egnp.exe\u202c \u2066", "+1-1@x,;|\t"],
    "Z̸̡͔a̷l̴͓g̶o̷ " * 12,
]
WRITTEN = [
    "clusters:settings clusters:fact_edit clusters:fact_add journal:new ecosystem:organisation ecosystem:add",
    "rounds:settings rounds:finding rounds:finding_add rounds:rate rounds:rate_wished rounds:rate_feasible",
    "rounds:vision rounds:profile rounds:influence rounds:influence_group rounds:influence_row rounds:focus",
    "rounds:goal rounds:measures rounds:measure",
    "workshops:new workshops:edit workshops:workshop workshops:lead workshops:sort",
    "surveys:new surveys:edit surveys:questions",
    "rounds:baseline rounds:vision_agree rounds:profile_agree rounds:focus_agree rounds:plan",
]
KEPT = {
    *["source_url", "web", "website", "founded", "as_of", "source_date", "baseline", "target", "amount"],
    *["latitude", "longitude", "email", "evidence_url"],
}
SHORT = {"target_groups": 70, "fields_of_work": 70, "options": 60}  # the longest word of a list
CHOSEN = {"lawful_basis", "category", "kind"}  # lists without which a form cannot be kept
PAST = {"decided_on", "since", "ended_on"}


def good(form: Form, texts: Iterator[tuple[int, str]]) -> Pairs:
    """The form filled in properly, but for what the texts say."""
    values = {}
    for name in (name for name in form.typed if name not in KEPT):
        number, text = next(texts)
        longest = min(form.longest.get(name, 500) - 4, SHORT.get(name, 500))
        values[name] = f"{text[:longest]}{number}"
        if name == "options":  # one answer on each line, two at least
            values[name] = f"{values[name]} A\n{values[name]} B"
    values |= {name: first for name, first in form.offered.items() if name not in form.values}
    values |= {name: form.offered[name] for name in CHOSEN if form.values.get(name) == [""]}
    day = timezone.localdate() - timedelta(days=1)
    for name, kind in form.kinds.items():
        if kind == "date":
            values[name] = str(day := day + timedelta(days=200 * (name not in PAST)))
    return form.filled(**values)


def write_everywhere(client: Client, things: dict, texts: Iterator[tuple[int, str]]) -> None:
    for name in " ".join(WRITTEN).split():
        url = address(name, things)
        every = forms_of(url, client.get(url).content.decode())
        several = [form for _opened, form in found(client, url)]
        for form in every if name.startswith("rounds:rate") else several:
            if form.typed:
                response = send(client, form, good(form, texts))
                wrong = re.findall("validation-message[^>]*>([^<]*)", response.content.decode())
                assert response.status_code == 302, f"{form.action} {form.kinds} {wrong}"


# Read by people without an account.
OUTSIDE = [
    *["room:phone", "room:screen_open", "room:wall", "answer:start", "answer:results"],
    *["entries:register", "entries:mine", "entries:partners", "entries:calendar"],
]
WORLDS = {
    "script": HOSTILE[:1],
    "image": HOSTILE[1:2],
    "typst": HOSTILE[2:3],
    "every text": [*HOSTILE, *EXTRAS],
}


@pytest.mark.parametrize("world", WORLDS)
def test_hostile_text_stays_text_on_every_page_and_in_every_file(world, things, client):
    # Numbered, because no two organisations may have the same name.
    write_everywhere(client, things, enumerate(cycle(WORLDS[world])))
    assert Cluster.objects.get().name.startswith(WORLDS[world][0])
    for name in [*PAGES, *FILES - ENDLESS - {"clusters:export", "rounds:finding_file"}, *OUTSIDE]:
        url = address(name, things)
        response = client.get(url, follow=True)
        # By then the baseline is frozen, and taking answers over says so.
        assert response.status_code == (403 if name == "surveys:take_over" else 200), url
        check_page(url, response)
    workshop = things[Workshop]
    for live in (*moving_parts(workshop).values(), phone.now(workshop), screen.now(workshop)):
        check_html("what is sent to phones and screens", live)


def check_page(url: str, response: HttpResponse) -> None:
    kind = response.headers["Content-Type"].partition(";")[0]
    body = response.getvalue()
    if kind == "text/html":
        check_html(url, body.decode())
    elif kind == "image/svg+xml":
        root = ElementTree.fromstring(body)  # noqa: S314
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not tags & {"script", "img", "image", "foreignObject"}
    elif kind == "application/pdf":
        assert PdfReader(io.BytesIO(body)).pages[0].extract_text()
    elif kind.endswith("spreadsheetml.sheet"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            sheets = [parts.read(part) for part in parts.namelist() if part.startswith("xl/worksheets/")]
        roots = [ElementTree.fromstring(sheet) for sheet in sheets]  # noqa: S314
        tags = {element.tag.rpartition("}")[2] for root in roots for element in root.iter()}
        assert "sheetData" in tags
        assert not tags & {"f", "hyperlink"}
    elif kind.endswith("xml"):
        ElementTree.fromstring(body)  # noqa: S314
    elif kind.endswith("json"):
        json.loads(body)
    elif kind == "text/csv":
        cells = [cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))) for cell in row]
        assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]


def check_html(where: str, html: str) -> None:
    for live in ("<script>", "<img src=x", "onerror=alert(1)>", "</textarea></script>"):
        assert live not in html, f"{live} on {where}"
    for svg in re.findall(r"<svg.*?</svg>", html, re.S):
        ElementTree.fromstring(svg)  # noqa: S314 (our own)


# ---------- Two tabs ----------


@pytest.mark.parametrize(
    "name", [name for name in PAGES if name not in ("accounts:delete", "clusters:delete")]
)
def test_two_tabs_lose_nothing(name, things, client):
    """Both tabs open the same form; the second to save sees both texts and decides."""
    prepare(name)
    url = address(name, things)
    for opened, form in found(client, url):
        if not {"version"} < set(form.kinds) or not set(form.typed) - KEPT - {"owner"}:
            continue
        field = next(field for field in form.typed if field not in KEPT)
        assert send(client, form, form.filled(**{field: "From the first tab"})).status_code == 302
        stale = form.filled(**{field: "From the second tab"})
        answers = [send(client, form, stale)]
        if form.saves_itself:
            answers.append(send(client, form, stale, **{"X-Octant-Autosave": "1"}))
        for answer in answers:
            assert answer.status_code == 409, form.action
            text = (
                answer.json()["html"] if "json" in answer.headers["Content-Type"] else answer.content.decode()
            )
            for words in ("From the first tab", "From the second tab"):
                assert words in "".join(re.sub("<[^>]+>", "", text).split("\n"))
        choice = next(
            there for there in forms_of(url, answers[0].content.decode()) if there.action == form.action
        )
        assert send(client, choice, choice.filled()).status_code == 302
        after = again(client, opened, form)
        assert after.values[field] == ["From the second tab"]


# ---------- Addresses, methods, headers ----------

OPEN_TO_GET = {"rounds:finding_add"}  # a page, too


def test_other_methods_are_refused_and_head_answers_like_get(things, client):
    for name, (method, _role) in TABLE.items():
        url = address(name, things)
        if method == "GET":
            assert client.head(url).status_code == client.get(url).status_code, name
        elif name not in OPEN_TO_GET:
            assert client.get(url).status_code == 405, name
        for other in ("PUT", "DELETE", "NONSENSE"):
            assert client.generic(other, url, b"a=1").status_code == 405, f"{other} {name}"


QUERY = [
    *[
        "page",
        "q",
        "kind",
        "verb",
        "person",
        "round",
        "since",
        "until",
        "sector",
        "category",
        "aspect",
        "mode",
    ],
    *["dimension", "a", "b", "size", "theme", "next", "gap", "influence", "lang", "edition"],
]


@pytest.mark.parametrize("value", ["abc", "-1", "9" * 30, "\x00", "\ud83d", "'\"><script>", "x" * 10_000, ""])
def test_nonsense_in_the_address_is_no_error(value, things, client):
    for name in [*PAGES, *FILES, "account_login", "guide:search", "home"]:
        response = client.get(
            address(name, things), {key: value.encode("utf-8", "surrogatepass") for key in QUERY}
        )
        assert response.status_code in {200, 302, 404, 422}, name
        if response.headers["Content-Type"].startswith("text/html"):
            assert "><script>" not in response.content.decode().replace("</style><script>", "")


@pytest.mark.parametrize(
    "path",
    [
        *[
            "/clusters/%00/",
            "/clusters/north%00/",
            "/clusters/%F0%9F%8C%B1/",
            "/clusters/%ff%fe/",
            "/clusters/north/%2e%2e/",
        ],
        *["/clusters/join/%00/", f"/clusters/join/{'x' * 5000}/", f"/clusters/north/rounds/{'9' * 5000}/"],
        *["/clusters/north/rounds/-1/", "/clusters/north/rounds/1/describe/findings/" + "9" * 40 + "/"],
        *["/clusters/north/rounds/1/charts/nothing.svg", "/clusters/north/rounds/1/charts/octant.exe"],
        *[
            "/static/../../octant.sqlite3",
            "/static/%2e%2e/%2e%2e/octant.sqlite3",
            "/uploads/a.txt",
            "/media/a.txt",
        ],
        *["/\\evil.example/", "/guide/csei/99/", "/guide/%00/1/", "/" + "a/" * 2000],
        *["/clusters/north/rounds/1/measures/1/contributors/x:1/remove/", "/.env", "/.git/config"],
    ],
)
def test_guessed_addresses_are_just_not_found(path, things, client, settings):
    settings.WHITENOISE_AUTOREFRESH = False  # files are found as in an installation
    response = client.get(path)
    assert response.status_code == 404
    assert "Location" not in response.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "1.2.3.4"},
        {"Forwarded": "host=evil.example;proto=https", "X-Real-IP": "1.2.3.4", "X-Original-URL": "/evil"},
        {"X-HTTP-Method-Override": "DELETE", "X-Rewrite-URL": "/evil", "X-Forwarded-Prefix": "/evil"},
        {"Accept-Language": "x" * 5000, "Range": "bytes=9-1", "If-Modified-Since": "nonsense"},
        {
            "Cookie": "octant_language=../../etc; django_language=%00; "
            'octant_scheme="><script>; sessionid=\x00abc'
        },
        {"Cookie": 'messages=nonsense; csrftoken="; =; ;;; sessionid=' + "x" * 5000},
        {"Accept": "nonsense", "HX-Request": "true", "HX-Current-URL": "javascript:alert(1)"},
    ],
)
def test_headers_that_anyone_can_send_change_nothing(headers, db):
    plain = Client().get("/accounts/login/?next=/clusters/").content.decode()
    response = Client().get("/accounts/login/?next=/clusters/", headers=headers)
    assert response.status_code == 200
    assert "evil" not in response.content.decode()
    token = re.compile('name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub("", response.content.decode()) == token.sub("", plain)


def test_links_in_mails_never_lead_to_a_host_that_a_header_names(client, things, mailoutbox):
    data = {"emails": "new@example.org", "role": "viewer", "days": "7"}
    client.post(address("clusters:invite", things), data, headers={"X-Forwarded-Host": "evil.example"})
    assert "evil" not in mailoutbox[0].body
    refused = client.post(address("clusters:invite", things), data, headers={"Host": "evil.example"})
    assert refused.status_code == 400


EVIL = "evil.example"
ELSEWHERE = [
    *[f"//{EVIL}", f"///{EVIL}", f"/\\{EVIL}", f"\\\\{EVIL}", f"/%2f%2f{EVIL}", f"/%5c{EVIL}", f"/\t/{EVIL}"],
    *[f"https://{EVIL}", f"https:{EVIL}", "javascript:alert(1)", "data:text/html,x", f"/.//{EVIL}", "."],
    *[f"http://testserver@{EVIL}", "/\r\nSet-Cookie: a=b", f"\x00//{EVIL}"],
]


@pytest.mark.parametrize("there", ELSEWHERE)
def test_no_way_leads_to_another_site(there, client):
    answers = [
        client.get("/accounts/login/", {"next": there}),
        client.post("/language/", {"language": "en", "next": there}),
        client.post("/language/", {"language": "en"}, headers={"Referer": there.replace("\r\n", "")}),
        client.post("/accounts/welcome/", {"name": "Somebody", "next": there}),
    ]
    for answer in answers:
        assert answer.status_code == 302
        target = urljoin("http://testserver/somewhere/", answer.headers["Location"])
        assert target.startswith("http://testserver/")
        assert "\n" not in answer.headers["Location"]


BODIES = {
    "six megabytes of text": (b"title=" + b"x" * 6_000_000, "application/x-www-form-urlencoded"),
    "two thousand and one fields": (b"&".join([b"a=1"] * 2001), "application/x-www-form-urlencoded"),
    "no boundary": (b"--x", "multipart/form-data"),
    "a broken boundary": (b"--x\r\nnonsense", "multipart/form-data; boundary=" + "y" * 300),
    "half a form": (
        b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nhalf',
        "multipart/form-data; boundary=x",
    ),
    "JSON": (b'{"title": "x"}', "application/json"),
    "nothing named": (b"\x00\xff", ""),
    "another charset": (b"title=x", "application/x-www-form-urlencoded; charset=utf-7"),
    "no charset at all": (b"title=x", "application/x-www-form-urlencoded; charset=nonsense"),
}


@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_no_browser_sends_is_refused_with_words(body, things, client):
    text, kind = BODIES[body]
    response = client.generic("POST", address("journal:new", things), text, content_type=kind)
    assert response.status_code in {400, 413, 415, 422}
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("name", [name for name, (method, _role) in TABLE.items() if method == "POST"])
def test_what_scripts_and_buttons_post_bears_nonsense(name, things, client):
    sent = {"item": "9" * 30, "needs": "9" * 30, "direction": "sideways", "position": "1e400"}
    sent |= {"list": "nowhere", "kind": "x", "who": "o:9", "version": "-1", "from": "x", "role": "king"}
    for body in (
        dict.fromkeys(sent, "abc"),
        sent,
        dict.fromkeys([*sent, "name", "text", "\x00"], "\x00"),
        {},
    ):
        assert client.post(address(name, things), body).status_code in {302, 403, 404, 409, 422}
