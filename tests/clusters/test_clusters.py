"""A cluster begins, is described, archived, exported, deleted."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from tests.helpers import HOSTILE, count_queries

from octant.accounts.models import User
from octant.clusters.actions import clusters as actions
from octant.clusters.models import Cluster, Fact, Membership, Role
from octant.clusters.slugs import slug_base
from octant.journal.models import Entry
from octant.rounds.models import Finding, Round

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Coast Alliance", "noun": "alliance", "country": "LV", "legal_status": "informal",
    "language": "en",
}  # fmt: skip
HOME = "/clusters/north/"


def test_a_new_cluster_has_its_maker_as_coordinator(client_as, people) -> None:
    answer = client_as("stranger").post(
        "/clusters/new/", NEW | {"languages": ["lv", "de"], "founded": "2023-05", "region": "Kurzeme"}
    )
    assert answer.url == "/clusters/coast-alliance/"
    cluster = Cluster.objects.get(slug="coast-alliance")
    assert cluster.languages == ["lv", "de"]
    assert Membership.objects.get(cluster=cluster).user == people["stranger"]
    page = client_as("stranger").get(answer.url).content.decode()
    assert "Kurzeme, Latvia" in page
    assert "Start a round" in page
    assert Entry.objects.get(cluster=cluster).verb == "cluster_created"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "x"), ("name", "x" * 121), ("name", "a\x00b"), ("country", ""),
        ("country", "XX"),
        ("noun", "gang"), ("founded", "soon"), ("founded", "2023-13"), ("founded", "31.12.2023"),
        ("languages", ["tlh"]), ("legal_status", "?"), ("website", "javascript:alert(1)"),
        ("description", "x" * 2001),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_stays_typed(client_as, field: str, value: object) -> None:
    answer = client_as("stranger").post("/clusters/new/", NEW | {"region": "Kept here", field: value})
    assert answer.status_code == 422
    assert "Kept here" in answer.content.decode()
    assert Cluster.objects.count() == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_makes_a_cluster_whose_pages_work(client_as, name: str) -> None:
    client = client_as("stranger")
    home = client.post("/clusters/new/", NEW | {"name": name, "description": name, "region": name}).url
    client.post(home + "facts/new/", {"text": name, "label": name, "source": name, "dimension": ""})
    for path in (
        "",
        "settings/",
        "people/",
        "people/roles/",
        "people/leave/",
        "delete/",
        "journal/",
        "invite/",
    ):
        page = client.get(home + path)
        assert page.status_code == 200, path
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()
    assert client.get("/clusters/").status_code == 200


def test_equal_names_get_different_addresses(client_as) -> None:
    client = client_as("stranger")
    addresses = {client.post("/clusters/new/", NEW).url for _n in range(3)}
    assert addresses == {f"/clusters/coast-alliance{end}/" for end in ("", "-2", "-3")}


@pytest.mark.parametrize(
    ("name", "country", "slug"),
    [
        ("Hüttenwerk Süd", "DE", "huettenwerk-sued"),
        ("Hållbart Öland", "SE", "hallbart-oland"),
        ("Žąsų ėdalas & łódź – ß øå", "LT", "zasu-edalas-lodz-ss-oa"),
        ("مرحبا", "", "network"),
        ("New", "", "network-new"),
        ("join", "", "network-join"),
        ("x" * 200, "", "x" * 50),
        ("👩‍👩‍👧", "", "network"),
    ],
)
def test_addresses_in_any_script(name: str, country: str, slug: str) -> None:
    assert slug_base(name, country=country, fallback="network") == slug


@pytest.mark.parametrize(
    "path", ["", "settings/", "people/", "people/roles/", "facts/new/", "export.zip", "delete/"]
)
@pytest.mark.parametrize("slug", ["north", "no-such-cluster"])
def test_a_guessed_address_tells_a_stranger_nothing(client_as, slug: str, path: str) -> None:
    answer = client_as("stranger").get(f"/clusters/{slug}/{path}")
    assert answer.status_code == 404
    assert "North Shore" not in answer.content.decode()


# Role × address × method → status. "viewer" and "contributor" may read and nothing else here.
TABLE = [
    ("get", "", 200, 200, 200, 200),
    ("get", "settings/", 200, 200, 200, 200),
    ("post", "settings/", 422, 403, 403, 403),
    ("get", "facts/new/", 200, 200, 403, 403),
    ("post", "facts/new/", 422, 422, 403, 403),
    ("post", "archive/", 302, 403, 403, 403),
    ("post", "restore/", 302, 403, 403, 403),
    ("get", "export.zip", 200, 403, 403, 403),
    ("get", "delete/", 200, 403, 403, 403),
    ("post", "delete/", 422, 403, 403, 403),
    ("get", "people/", 200, 200, 200, 200),
    ("get", "people/roles/", 200, 200, 200, 200),
    ("get", "people/leave/", 200, 200, 200, 200),
    ("get", "people/hand-over/", 200, 403, 403, 403),
    ("get", "invite/", 200, 403, 403, 403),
    ("post", "invite/", 422, 403, 403, 403),
    ("post", "invite/link/", 422, 403, 403, 403),
    ("get", "archive/", 405, 405, 405, 405),
]


@pytest.mark.parametrize(("method", "path", "coordinator", "core", "contributor", "viewer"), TABLE)
def test_who_may_do_what(client_as, method, path, coordinator, core, contributor, viewer) -> None:
    expected = {"coordinator": coordinator, "core": core, "contributor": contributor, "viewer": viewer}
    for role, status in expected.items():
        answer = getattr(client_as(role), method)(HOME + path)
        assert answer.status_code == status, role
        if status == 403:
            assert "Ask a coordinator" in answer.content.decode()
    assert getattr(Client(), method)(HOME + path).status_code in {302, 405}


def test_settings_change_and_are_journaled(client_as, cluster) -> None:
    values = NEW | {"name": "South Shore", "version": cluster.version}
    assert client_as("coordinator").post(HOME + "settings/", values).status_code == 302
    cluster.refresh_from_db()
    assert (cluster.name, cluster.slug) == (
        "South Shore",
        "north",
    )  # addresses that were passed on keep working
    entry = Entry.objects.get(verb="cluster_changed")
    assert (entry.before["name"], entry.after["name"]) == ("North Shore Network", "South Shore")


def test_two_editors_of_the_settings_see_both_versions(client_as, cluster) -> None:
    client = client_as("coordinator")
    client.post(HOME + "settings/", NEW | {"description": "First text", "version": 1})
    answer = client.post(HOME + "settings/", NEW | {"description": "Second text", "version": 1})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "First" in page
    assert "Second" in page
    cluster.refresh_from_db()
    assert cluster.description == "First text"


def test_facts_are_added_changed_removed_and_brought_back(client_as, cluster) -> None:
    client = client_as("core")
    typed = {
        "dimension": "",
        "label": "Members",
        "text": "41 members",
        "source": "Annual report",
        "source_url": "https://example.org/report",
        "as_of": "2024-03",
    }
    assert client.post(HOME + "facts/new/", typed).url == HOME + "#profile"
    fact = Fact.objects.get()
    page = client.get(HOME).content.decode()
    assert "41 members" in page
    assert "as of March 2024" in page
    assert 'href="https://example.org/report"' in page

    client.post(f"{HOME}facts/{fact.pk}/", typed | {"text": "42 members", "version": 1})
    late = client.post(f"{HOME}facts/{fact.pk}/", typed | {"text": "43 members", "version": 1})
    assert late.status_code == 409
    answer = client.post(f"{HOME}facts/{fact.pk}/remove/", follow=True).content.decode()
    assert "42 members" not in answer
    undo = f"{HOME}facts/{fact.pk}/restore/"
    assert undo in answer
    client.post(undo)
    assert "42 members" in client.get(HOME).content.decode()
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["fact_added", "fact_changed", "fact_removed", "fact_restored"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""), ("text", "x" * 2001), ("dimension", "no-such"), ("as_of", "2024-02-30"),
        ("source_url", "javascript:alert(1)"), ("source_url", "not a link"), ("label", "a\x07"),
    ],
)  # fmt: skip
def test_a_fact_that_makes_no_sense_is_refused(client_as, field: str, value: str) -> None:
    answer = client_as("core").post(HOME + "facts/new/", {"text": "A fact", "label": "Kept", field: value})
    assert answer.status_code == 422
    assert not Fact.objects.exists()


def test_a_fact_of_another_cluster_is_out_of_reach(client_as) -> None:
    other = Cluster.objects.create(slug="other", name="Other", country="FI")
    fact = Fact.objects.create(cluster=other, text="secret")
    for path in ("", "remove/", "restore/"):
        answer = client_as("coordinator").post(f"{HOME}facts/{fact.pk}/{path}", {"text": "x", "version": 1})
        assert answer.status_code == 404


def test_the_website_is_shown_as_people_say_it(client_as, cluster) -> None:
    Cluster.objects.update(website="https://north.example/")
    html = client_as("viewer").get(HOME).content.decode()
    assert 'href="https://north.example/" rel="noopener nofollow">north.example/</a>' in html


def test_an_archived_cluster_is_read_only_until_it_is_restored(client_as, cluster) -> None:
    client = client_as("coordinator")
    client.post(HOME + "archive/")
    for path in ("facts/new/", "invite/", "journal/new/"):
        answer = client.get(HOME + path)
        assert answer.status_code == 403
        assert "archived" in answer.content.decode()
    for path in ("", "people/", "settings/", "journal/", "organisations/"):
        assert client.get(HOME + path).status_code == 200
    answer = client.get(HOME + "settings/").content.decode()
    assert 'name="name"' not in answer
    assert "Restore" in answer
    assert client.post(HOME + "settings/", {"version": 1, "name": "Late"}).status_code == 403
    assert Cluster.objects.get().name == cluster.name
    assert client_as("core").post(HOME + "restore/").status_code == 403
    client.post(HOME + "restore/")
    assert client.get(HOME + "facts/new/").status_code == 200
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "cluster_archived",
        "cluster_restored",
    ]


def exported(client: Client) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(client.get(HOME + "export.zip").streaming_content)))


def test_the_export_holds_everything_of_this_cluster_only(
    client_as, cluster, round_, people, settings, tmp_path
) -> None:
    from octant.ratings.models import Rating, Respondent

    settings.MEDIA_ROOT = tmp_path
    folder = tmp_path / "clusters" / str(cluster.pk)
    folder.mkdir(parents=True)
    (folder / "evidence.pdf").write_bytes(b"%PDF")
    Finding.objects.create(round=round_, category="money", text="A finding = nice")
    respondent = Respondent.objects.create(rating_set=round_.ratings, user=people["core"])
    Rating.objects.create(rating_set=round_.ratings, respondent=respondent, aspect="now", item="d", level=3)
    other = Cluster.objects.create(slug="other", name="Other secret", country="FI")
    Fact.objects.create(cluster=other, text="secret")
    client_as("coordinator").post(HOME + "invite/link/", {"role": "viewer", "days": "7"})

    archive = exported(client_as("coordinator"))
    names = set(archive.namelist())
    assert {"README.txt", "people.csv", "files.csv", "files/evidence.pdf", "data/journal.entry.json"} <= names
    assert json.loads(archive.read("data/rounds.finding.json"))[0]["text"] == "A finding = nice"
    assert json.loads(archive.read("data/ratings.rating.json"))[0]["level"] == 3
    assert "user_id" not in json.loads(archive.read("data/ratings.respondent.json"))[0]
    assert "token" not in json.loads(archive.read("data/clusters.invitation.json"))[0]
    assert json.loads(archive.read("data/rounds.measure.json")) == []
    everything = b"".join(archive.read(name) for name in names).decode()
    assert "secret" not in everything
    assert "core@example.org" in archive.read("people.csv").decode()


def test_every_kind_of_row_that_belongs_to_a_cluster_is_exported() -> None:
    from django.apps import apps

    from octant.clusters.export import models_of_cluster

    found = {model._meta.label_lower for model, _path in models_of_cluster()}
    own_apps = {"clusters", "journal", "ratings", "ecosystem", "rounds", "surveys", "workshops"}
    there = {
        m._meta.label_lower
        for m in apps.get_models(include_auto_created=True)
        if m._meta.app_label in own_apps
    }
    assert there == found


def test_the_export_tells_nothing_of_single_people_without_an_account(client_as, round_) -> None:
    from octant.core.devices import Device
    from octant.ratings.models import Aspect
    from octant.surveys.actions import answers
    from octant.surveys.actions.surveys import add_survey, open_survey
    from octant.surveys.queries.answers import current_wave
    from octant.workshops.models import Activity, Idea, Participant, Workshop

    survey = add_survey(round=round_, by=None, anonymity="sector", title="What do you see?")
    open_survey(survey=survey, by=None)
    ballot = answers.begin(survey=survey, device=Device("phone", False), sector="academic")
    said = answers.Answers(
        levels={Aspect.NOW: {"membership": 1}}, comments={Aspect.NOW: {"membership": "Only I say this"}}
    )
    answers.answer(ballot=ballot, wave=current_wave(survey), answers=said)
    workshop = Workshop.objects.create(cluster=round_.cluster, round=round_, title="Kick-off")
    person = Participant.objects.create(workshop=workshop, token="t", sector="academic")
    activity = Activity.objects.create(workshop=workshop, kind="ideas", title="Collect")
    Idea.objects.create(activity=activity, participant=person, text="More trams")

    archive = exported(client_as("coordinator"))
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "What do you see?" in everything
    assert "More trams" in everything
    assert "Only I say this" not in everything
    assert str(ballot.pk) not in everything
    assert str(person.pk) not in everything
    assert json.loads(archive.read("data/ratings.rating.json")) == []


def test_deleting_asks_for_the_name_and_a_copy(client_as, cluster, round_) -> None:
    client = client_as("coordinator")
    wrong = client.post(HOME + "delete/", {"name": "north shore network", "no_export": "on"})
    assert wrong.status_code == 422
    no_copy = client.post(HOME + "delete/", {"name": cluster.name})
    assert no_copy.status_code == 422
    assert "Download the data first" in no_copy.content.decode()
    assert Cluster.objects.filter(pk=cluster.pk).exists()
    exported(client)
    assert client.post(HOME + "delete/", {"name": f" {cluster.name} "}).url == "/clusters/"
    assert not Cluster.objects.filter(pk=cluster.pk).exists()
    assert not Round.objects.exists()
    assert client.get(HOME).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_deleting_removes_the_uploaded_files(cluster, round_, settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    kept, gone = tmp_path / "clusters" / "999999", tmp_path / "clusters" / str(cluster.pk)
    for folder in (kept, gone):
        folder.mkdir(parents=True)
        (folder / "file.pdf").write_bytes(b"x")
    actions.delete_cluster(cluster=cluster)
    assert kept.exists()
    assert not gone.exists()


def test_the_list_shows_my_clusters_and_no_others(client_as, people) -> None:
    Cluster.objects.create(slug="other", name="Other secret", country="FI")
    page = client_as("viewer").get("/clusters/").content.decode()
    assert "North Shore Network" in page
    assert "Your role: Viewer" in page
    assert "Other secret" not in page
    assert "in no cluster yet" in client_as("stranger").get("/clusters/").content.decode()


def test_query_counts_do_not_grow(client_as, cluster, people) -> None:
    from octant.ratings.models import RatingSet

    client = client_as("coordinator")
    counts: dict[str, set[int]] = {"/clusters/": set(), HOME: set(), HOME + "people/": set()}
    made = 0
    for rows in (1, 3, 30):
        for number in range(made, rows):
            Fact.objects.create(cluster=cluster, text=f"fact {number}", dimension="")
            ratings = RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)
            Round.objects.create(cluster=cluster, number=number + 1, ratings=ratings)
            user = User.objects.create_user(f"p{number}@example.org", name=f"P {number}")
            Membership.objects.create(cluster=cluster, user=user, role=Role.CORE)
            other = Cluster.objects.create(slug=f"c{number}", name=f"C {number}", country="FI")
            Membership.objects.create(cluster=other, user=people["coordinator"], role=Role.VIEWER)
        made = rows
        for url, seen in counts.items():
            seen.add(count_queries(client, url))
    for url, seen in counts.items():
        assert len(seen) == 1, (url, seen)
        assert max(seen) <= 15


@pytest.mark.parametrize(
    "path",
    [f"people/{9**40}/remove/", f"facts/{9**40}/", f"organisations/{9**40}/", f"journal/?person={9**40}"],
)
def test_numbers_beyond_all_measure_are_just_not_found(client_as, path: str) -> None:
    client = client_as("coordinator")
    answer = client.post(HOME + path) if path.endswith("remove/") else client.get(HOME + path)
    assert answer.status_code in {200, 404}


def test_the_language_of_documents_is_asked_for_once_there_is_a_choice(client_as, cluster, settings) -> None:
    settings.LANGUAGES = [("en", "English")]
    page = client_as("coordinator").get(HOME + "settings/").content.decode()
    assert 'name="language"' not in page.split("<main")[1]
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    client = client_as("coordinator")
    assert 'name="language"' in client.get(HOME + "settings/").content.decode().split("<main")[1]
    client.post(HOME + "settings/", NEW | {"language": "de", "version": 1})
    cluster.refresh_from_db()
    assert cluster.language == "de"
