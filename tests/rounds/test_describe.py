"""Findings, their evidence, the resource map, and the baseline."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from tests.helpers import HOSTILE, count_queries

from octant.clusters.models import Cluster, Fact
from octant.core.file_names import display_name
from octant.ecosystem.models import Organisation
from octant.frameworks import queries as frameworks
from octant.journal.models import Entry
from octant.ratings import actions as ratings
from octant.ratings.models import Aspect, RatingSet
from octant.rounds import uploads
from octant.rounds.models import Decision, Finding, Round, Snapshot

pytestmark = pytest.mark.django_db

STEP = "/clusters/north/rounds/1/describe/"
ADD = STEP + "add/"
MOVE = STEP + "move/"
MAP = STEP + "map/"
BASELINE = STEP + "baseline/"
REOPEN = BASELINE + "reopen/"
AUTOSAVE = {"X-Octant-Autosave": "1"}
FRAMEWORK = frameworks.framework("csei", 1, "en")


def data(**changes):
    return {"category": "people", "kind": "strength", "text": "Twelve partners meet every month."} | changes


def edit(finding, **changes):
    values = data(category=finding.category, kind=finding.kind, text=finding.text, version=finding.version)
    return values | changes


@pytest.fixture
def finding(round_, people):
    return Finding.objects.create(
        round=round_,
        category="people",
        kind="gap",
        text="No time for press work.",
        created_by=people["contributor"],
    )


@pytest.fixture
def foreign(people):
    """A finding of another cluster that nobody here belongs to."""
    cluster = Cluster.objects.create(slug="south", name="South", country="PL")
    set_ = RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)
    return Finding.objects.create(
        round=Round.objects.create(cluster=cluster, number=1, ratings=set_), category="people", text="Theirs"
    )


@pytest.fixture(autouse=True)
def _uploads_go_to_a_folder_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


# ---------- Add and edit ----------


def test_all_categories_stand_there_with_their_questions(client_as, round_):
    html = client_as("viewer").get(STEP).content.decode()
    assert html.count("<h1") == 1
    assert html.count('id="list-') == len(FRAMEWORK.resource_categories) == 11
    assert "data-list=" not in html  # nothing to sort, so no empty boxes
    assert client_as("core").get(STEP).content.decode().count("data-list=") == 11
    assert FRAMEWORK.resource_categories[0].questions[0].text in html
    assert "finding_add" not in html
    assert "Nothing noted yet" in html


def test_adding_a_finding_with_everything(client_as, round_, cluster, people):
    response = client_as("contributor").post(
        ADD,
        data(
            source="Minutes",
            source_url="https://example.org/minutes",
            source_date="2026-03",
            organisation_name="  City   of North ",
            said_by="head of the youth office",
        ),
    )
    finding = Finding.kept.get()
    assert response.url == f"{STEP}#finding-{finding.pk}"
    assert finding.organisation == Organisation.objects.get(cluster=cluster, name="City of North")
    assert finding.created_by == people["contributor"]
    html = client_as("viewer").get(STEP).content.decode()
    for text in (
        finding.text,
        "https://example.org/minutes",
        "March 2026",
        "City of North",
        "head of the youth",
    ):
        assert text in html
    assert Entry.objects.get(verb="finding.added").after["text"] == finding.text


def test_adding_one_after_the_other(client_as, round_):
    response = client_as("core").post(ADD, data(another="1"))
    assert response.url == f"{ADD}?category=people"
    client_as("core").post(ADD, data(text="Second"))
    assert [row.text for row in Finding.kept.all()] == ["Twelve partners meet every month.", "Second"]


def test_in_place_only_the_form_is_sent(client_as, round_, finding):
    for url in (f"{ADD}?category=finance", f"{STEP}findings/{finding.pk}/"):
        html = client_as("core").get(url, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in html
        assert "<form" in html


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "   "},
        {"text": "x" * 2001},
        {"text": "a\x00b"},
        {"kind": "opinion"},
        {"category": "nonsense"},
        {"source_url": "javascript:alert(1)"},
        {"source_url": "not a link"},
        {"source_date": "yesterday"},
        {"source_date": "2026-02-31"},
        {"said_by": "x" * 121},
        {"organisation_name": "x" * 201},
    ],
)
def test_wrong_input_is_named_and_nothing_typed_is_lost(client_as, round_, wrong):
    response = client_as("core").post(ADD, data(source="Typed with care") | wrong)
    html = response.content.decode()
    assert response.status_code == 422
    assert "ds-error-summary" in html
    assert "Typed with care" in html
    assert not Finding.objects.exists()


def test_saving_as_you_go(client_as, finding):
    url = f"{STEP}findings/{finding.pk}/"
    answer = client_as("core").post(url, edit(finding, text="Better words"), headers=AUTOSAVE).json()
    assert answer["version"] == 2
    assert Finding.objects.get().text == "Better words"
    wrong = client_as("core").post(url, edit(finding, text="", version=2), headers=AUTOSAVE)
    assert wrong.status_code == 422
    assert "text" in wrong.json()["errors"]


def test_half_a_name_adds_no_organisation(client_as, finding, cluster):
    url = f"{STEP}findings/{finding.pk}/"
    client_as("core").post(url, edit(finding, organisation_name="Univ"), headers=AUTOSAVE)
    assert not Organisation.objects.exists()
    known = Organisation.objects.create(cluster=cluster, name="University")
    client_as("core").post(url, edit(finding, organisation_name="university"), headers=AUTOSAVE)
    finding.refresh_from_db()
    assert finding.organisation == known
    client_as("core").post(url, edit(finding, organisation_name="Univ of Life"))
    finding.refresh_from_db()
    assert str(finding.organisation) == "Univ of Life"
    client_as("core").post(url, edit(finding, organisation_name=""))
    finding.refresh_from_db()
    assert finding.organisation is None


def test_two_editors_get_both_versions(client_as, finding):
    url = f"{STEP}findings/{finding.pk}/"
    client_as("core").post(url, edit(finding, text="First"))
    second = client_as("coordinator").post(url, edit(finding, text="Second"))
    assert second.status_code == 409
    assert "First" in second.content.decode()
    assert "Second" in second.content.decode()
    assert Finding.objects.get().text == "First"


def test_a_change_is_journaled_with_before_and_after(client_as, finding):
    client_as("core").post(f"{STEP}findings/{finding.pk}/", edit(finding, kind="question"))
    entry = Entry.objects.get(verb="finding.changed")
    assert (entry.before, entry.after) == ({"kind": "gap"}, {"kind": "question"})


def test_removing_can_be_undone(client_as, finding):
    client = client_as("core")
    page = client.post(f"{STEP}findings/{finding.pk}/remove/", follow=True).content.decode()
    undo = f"{STEP}findings/{finding.pk}/restore/"
    assert undo in page
    assert not Finding.kept.exists()
    client.post(undo)
    assert Finding.kept.get() == finding


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(client_as, round_, text):
    client = client_as("core")
    client.post(ADD, data(text=text, source=text, said_by=text[:120], organisation_name=text))
    assert Finding.kept.get().text == text
    for page in (STEP, MAP, f"{STEP}findings/{Finding.kept.get().pk}/"):
        html = client.get(page).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


# ---------- Sort and filter ----------


def texts(category="people"):
    return [row.text for row in Finding.kept.filter(category=category)]


@pytest.fixture
def three(round_, people):
    return [
        Finding.objects.create(round=round_, category="people", text=text, position=index)
        for index, text in enumerate("ABC")
    ]


def test_moving_within_a_category_and_to_another(client_as, three):
    client = client_as("core")
    first, second, third = three
    client.post(MOVE, {"item": third.pk, "list": "people", "position": 0})
    assert texts() == ["C", "A", "B"]
    answer = client.post(MOVE, {"item": first.pk, "list": "finance", "position": 0}, headers=AUTOSAVE)
    assert answer.status_code == 200
    assert (texts(), texts("finance")) == (["C", "B"], ["A"])
    client.post(MOVE, {"item": second.pk, "list": "finance", "position": 99})
    assert texts("finance") == ["A", "B"]
    assert Entry.objects.filter(verb="finding.moved").count() == 2


@pytest.mark.parametrize(
    "wrong", [{"list": "nonsense"}, {"position": -1}, {"position": "x"}, {"item": "x"}, {"list": ""}]
)
def test_moves_that_cannot_be_are_refused(client_as, three, wrong):
    move = {"item": three[2].pk, "list": "people", "position": 0} | wrong
    assert client_as("core").post(MOVE, move, headers=AUTOSAVE).status_code == 422
    assert client_as("core").post(MOVE, move).status_code == 302
    assert texts() == ["A", "B", "C"]


def test_filter_by_kind(client_as, round_, finding):
    Finding.objects.create(round=round_, category="finance", kind="strength", text="Paid for three years")
    html = client_as("core").get(f"{STEP}?kind=gap").content.decode()
    assert finding.text in html
    assert "Paid for three years" not in html
    assert "data-reorder data-url" not in html
    assert client_as("core").get(f"{STEP}?kind=<script>").status_code == 200


def test_of_very_many_findings_the_first_few_are_shown_and_all_on_demand(client_as, round_):
    client = client_as("core")
    Finding.objects.bulk_create(
        Finding(round=round_, category="people", text=f"Number {number:02}", position=number)
        for number in range(60)
    )
    assert "Number 59" in client.get(STEP).content.decode()
    Finding.objects.create(round=round_, category="people", text="One more", position=60)
    for page in (STEP, MAP):
        html = client.get(page).content.decode()
        assert "Number 04" in html
        assert "Number 05" not in html
        assert "Show all 61" in html
    html = client.get(f"{STEP}?category=people").content.decode()
    assert "One more" in html
    assert 'data-list="finance"' not in html


def test_step_by_step_with_buttons(client_as, three):
    client = client_as("core")
    html = client.get(f"{STEP}findings/{three[2].pk}/").content.decode()
    assert 'name="position" value="1">Move up' in html
    assert "Move down" not in html
    client.post(MOVE, {"item": three[2].pk, "list": "people", "position": 1})
    assert texts() == ["A", "C", "B"]


def test_map_and_profile_count_and_quote(client_as, round_, finding, cluster):
    Fact.objects.create(
        cluster=cluster, label="Members", text="Twelve partners", source="Yearbook", as_of="2025"
    )
    html = client_as("viewer").get(MAP).content.decode()
    assert finding.text in html
    assert "Twelve partners" in html
    assert "Yearbook" in html
    assert html.count('scope="row"') == 11
    Finding.objects.all().delete()
    html = client_as("viewer").get(MAP).content.decode()
    assert "Twelve partners" in html
    assert "Nothing noted yet" in html
    assert 'scope="row"' not in html  # no map of dashes


# ---------- Rights ----------


@pytest.mark.parametrize(
    ("role", "see", "add"),
    [
        ("", 302, 302),
        ("stranger", 404, 404),
        ("viewer", 200, 403),
        ("contributor", 200, 200),
        ("core", 200, 200),
    ],
)
def test_who_sees_and_who_adds(client_as, round_, role, see, add):
    client = client_as(role)
    for page in (STEP, MAP, BASELINE):
        assert client.get(page).status_code == see
    assert client.get(ADD).status_code == add
    client.post(ADD, data())
    assert Finding.objects.count() == (add == 200)


def test_contributors_change_their_own_findings_only(client_as, finding, people):
    client = client_as("contributor")
    url = f"{STEP}findings/{finding.pk}/"
    assert client.post(url, edit(finding, text="Mine")).status_code == 302
    Finding.objects.update(created_by=people["core"])
    for response in (
        client.get(url),
        client.post(url, edit(finding, text="Hijacked", version=2)),
        client.post(f"{url}remove/"),
        client.post(f"{url}restore/"),
        client.post(MOVE, {"item": finding.pk, "list": "finance", "position": 0}),
    ):
        assert response.status_code == 403
    assert Finding.kept.get().text == "Mine"


def test_findings_of_others_cannot_be_reached(client_as, round_, foreign, cluster):
    other_set = RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)
    other = Finding.objects.create(
        round=Round.objects.create(cluster=cluster, number=2, ratings=other_set),
        category="people",
        text="Later",
    )
    client = client_as("coordinator")
    for row in (foreign, other):
        url = f"{STEP}findings/{row.pk}/"
        for response in (
            client.get(url),
            client.post(url, edit(row, text="Hijacked")),
            client.post(f"{url}remove/"),
            client.post(f"{url}restore/"),
            client.get(f"{url}file/"),
            client.post(MOVE, {"item": row.pk, "list": "finance", "position": 0}),
        ):
            assert response.status_code == 404
    assert not Finding.objects.filter(text="Hijacked").exists()
    assert client.get("/clusters/south/rounds/1/describe/").status_code == 404


def test_changes_need_a_post(client_as, finding):
    client = client_as("core")
    for page in (
        MOVE,
        f"{STEP}findings/{finding.pk}/remove/",
        f"{STEP}findings/{finding.pk}/restore/",
        REOPEN,
    ):
        assert client.get(page).status_code == 405


# ---------- Files ----------


def picture(kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, kind)
    return out.getvalue()


def archive(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name, content in parts.items():
            zipped.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def office(folder, **more):
    return archive(**{"[Content_Types].xml": "<Types/>", f"{folder}/document.xml": "<x/>"} | more)


GOOD = {
    "a.pdf": b"%PDF-1.7\n...",
    "a.png": picture(),
    "a.jpg": picture("JPEG"),
    "A.JPEG": picture("JPEG"),
    "a.docx": office("word"),
    "a.xlsx": office("xl"),
    "a.pptx": office("ppt"),
    "a.odt": archive(mimetype=uploads.TYPES["odt"]),
    "a.ods": archive(mimetype=uploads.TYPES["ods"]),
    "a.txt": "Žąsų ėdalas\n".encode(),
    "a.csv": b"a;b\r\n1;2\r\n",
}
BAD = {
    "page.html": b"<script>alert(1)</script>",
    "a.svg": b"<svg onload='alert(1)'/>",
    "a.exe": b"MZ\x00",
    "noending": b"text",
    "a.pdf": b"<html>",
    "a.png": b"%PDF-1.7",
    "b.png": picture("JPEG"),
    "a.jpg": picture()[:20],
    "a.docx": office("xl"),
    "b.docx": office("word", **{"word/vbaProject.bin": "macro"}),
    "c.docx": b"PK\x03\x04broken",
    "a.odt": archive(mimetype="application/zip"),
    "b.odt": archive(other="x"),
    "a.txt": b"\x00\x01\x02",
    "empty.pdf": b"",
}


def attach(client, name, content, **changes):
    return client.post(ADD, data(evidence=SimpleUploadedFile(name, content), **changes))


@pytest.mark.parametrize("name", GOOD)
def test_good_files_are_kept_and_handed_out_as_a_download(client_as, round_, name, tmp_path):
    assert attach(client_as("contributor"), name, GOOD[name]).status_code == 302
    finding = Finding.kept.get()
    assert finding.source_file_name == name
    assert name not in finding.source_file.name
    assert len(finding.source_file.name.rpartition("/")[2]) > 20
    response = client_as("viewer").get(f"{STEP}findings/{finding.pk}/file/")
    assert b"".join(response.streaming_content) == GOOD[name]
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    for role, status in (("stranger", 404), ("", 302)):
        assert client_as(role).get(f"{STEP}findings/{finding.pk}/file/").status_code == status


@pytest.mark.parametrize("name", BAD)
def test_files_of_a_wrong_kind_are_refused_and_the_text_stays(client_as, round_, name):
    response = attach(client_as("core"), name, BAD[name], source="Typed with care")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Typed with care" in html
    assert "choose the file again" in html
    assert not Finding.objects.exists()


def test_a_file_of_ten_megabytes_is_refused_in_words(client_as, round_):
    response = attach(client_as("core"), "big.pdf", b"%PDF-1.7\n" + b"x" * 10 * 1024 * 1024)
    assert response.status_code == 422
    assert "This file is too large: 5 MB at most" in response.content.decode()


def test_a_good_file_with_a_wrong_text_must_be_chosen_again(client_as, round_):
    response = attach(client_as("core"), "a.pdf", GOOD["a.pdf"], text="")
    assert response.status_code == 422
    assert "choose the file again" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\plan.txt", "plan.txt"),
        ("a\u202etxt.exe.txt", "atxt.exe.txt"),
        ("x" * 300 + ".txt", "x" * 116 + ".txt"),
        ("\x00\x1f.", "file"),
    ],
)
def test_names_are_cleaned(name, shown):
    assert display_name(name) == shown


def test_a_file_is_replaced_and_removed(client_as, round_, tmp_path, django_capture_on_commit_callbacks):
    client = client_as("core")
    attach(client, "a.txt", b"one")
    finding = Finding.kept.get()
    url = f"{STEP}findings/{finding.pk}/"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, edit(finding, evidence=SimpleUploadedFile("b.txt", b"two")))
    finding.refresh_from_db()
    assert finding.source_file_name == "b.txt"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, edit(finding, remove_evidence="on"))
    finding.refresh_from_db()
    assert not finding.source_file
    assert client.get(f"{url}file/").status_code == 404
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_that_is_gone_from_the_disk_is_no_crash(client_as, round_, tmp_path):
    attach(client_as("core"), "a.txt", b"one")
    finding = Finding.kept.get()
    finding.source_file.storage.delete(finding.source_file.name)
    assert client_as("core").get(f"{STEP}findings/{finding.pk}/file/").status_code == 404


# ---------- Baseline ----------


def decide(**changes):
    return {
        "decided_on": timezone.localdate().isoformat(),
        "participants": "core team",
        "text": "",
        "reservations": "",
    } | changes


@pytest.fixture
def rated(round_, finding, people):
    for role, level in (("core", 2), ("coordinator", 4), ("contributor", 2)):
        levels = {dimension.key: level for dimension in FRAMEWORK.dimensions}
        ratings.rate(
            rating_set=round_.ratings,
            by=people[role],
            aspect=Aspect.NOW,
            levels=levels,
            comments={"membership": f"From {role}"},
        )
    return round_


def test_what_is_missing_is_named_and_does_not_block(client_as, round_, finding):
    html = client_as("coordinator").get(BASELINE).content.decode()
    assert "10 resource categories have no finding" in html
    assert "1 finding has no source" in html
    assert "3 people in the team have not rated everything" in html
    assert client_as("coordinator").post(BASELINE, decide()).status_code == 302
    assert Round.objects.get().baseline_at


def test_freezing_keeps_findings_ratings_and_comments(client_as, rated, finding):
    response = client_as("coordinator").post(BASELINE, decide(reservations="One voice against"))
    assert response.url == BASELINE
    snapshot = Snapshot.objects.get()
    assert (snapshot.kind, snapshot.number) == ("baseline", 1)
    assert snapshot.data["raters"] == 3
    assert snapshot.data["findings"][0]["text"] == finding.text
    first = snapshot.data["dimensions"][0]
    assert first["counts"] == [0, 2, 0, 1, 0]
    assert first["n"] == 3
    assert first["lower_quartile"] <= first["median"] <= first["upper_quartile"]
    assert -1 <= first["agreement"] <= 1
    assert len(first["comments"]) == 3
    assert Decision.objects.get().reservations == "One voice against"
    assert Entry.objects.get(verb="decision.baseline").kind == "decision"


def test_a_frozen_baseline_lets_nothing_change(client_as, rated, finding):
    client_as("coordinator").post(BASELINE, decide())
    client = client_as("core")
    url = f"{STEP}findings/{finding.pk}/"
    for response in (
        client.post(ADD, data()),
        client.post(url, edit(finding, text="Late")),
        client.post(f"{url}remove/"),
        client.post(f"{url}restore/"),
        client.post(MOVE, {"item": finding.pk, "list": "finance", "position": 0}),
    ):
        assert response.status_code == 403
    html = client.get(STEP).content.decode()
    assert "data-reorder data-url" not in html
    assert "The baseline is frozen" in html
    assert Finding.kept.get().text == finding.text


def test_freezing_twice_freezes_once(client_as, rated):
    client = client_as("coordinator")
    for _turn in range(2):
        assert client.post(BASELINE, decide()).status_code == 302
    assert (Snapshot.objects.count(), Decision.objects.count()) == (1, 1)


def test_the_snapshot_page_shows_what_stood_there_then(client_as, rated, finding, people):
    coordinator = client_as("coordinator")
    coordinator.post(BASELINE, decide())
    coordinator.post(REOPEN, {"reason": "A mistake in the figures"})
    client_as("core").post(f"{STEP}findings/{finding.pk}/", edit(finding, text="Corrected"))
    html = client_as("viewer").get(f"{BASELINE}1/").content.decode()
    assert finding.text in html
    assert "Corrected" not in html
    assert "A mistake in the figures" in html
    assert html.count("oct-strip") == 8
    coordinator.post(BASELINE, decide())
    assert [row.number for row in Snapshot.objects.order_by("number")] == [1, 2]
    listed = client_as("viewer").get(BASELINE).content.decode()
    assert f"{BASELINE}1/" in listed
    assert f"{BASELINE}2/" in listed
    assert client_as("viewer").get(f"{BASELINE}3/").status_code == 404


def test_a_snapshot_cannot_be_written_again(client_as, rated):
    client_as("coordinator").post(BASELINE, decide())
    snapshot = Snapshot.objects.get()
    snapshot.data = {}
    with pytest.raises(TypeError):
        snapshot.save()


def test_reopening_needs_a_reason_and_is_journaled(client_as, rated):
    client = client_as("coordinator")
    client.post(BASELINE, decide())
    assert client.post(REOPEN, {"reason": " "}).status_code == 422
    assert Round.objects.get().baseline_at
    client.post(REOPEN, {"reason": "Two people were ill"})
    assert Round.objects.get().baseline_at is None
    assert Snapshot.objects.get().reopen_reason == "Two people were ill"
    assert Decision.objects.filter(kind="reopened", text="Two people were ill").exists()
    assert Entry.objects.get(verb="decision.reopened").text == "Two people were ill"
    client.post(REOPEN, {"reason": "Again"})
    assert Decision.objects.filter(kind="reopened").count() == 1


@pytest.mark.parametrize("wrong", [{"decided_on": ""}, {"decided_on": "2999-01-01"}, {"text": "x" * 5001}])
def test_a_decision_with_wrong_input_freezes_nothing(client_as, rated, wrong):
    response = client_as("coordinator").post(BASELINE, decide(participants="Typed with care") | wrong)
    assert response.status_code == 422
    assert "Typed with care" in response.content.decode()
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("role", ["", "stranger", "viewer", "contributor", "core"])
def test_only_coordinators_freeze_and_reopen(client_as, rated, role):
    for page, body in ((BASELINE, decide()), (REOPEN, {"reason": "x"})):
        assert client_as(role).post(page, body).status_code in {302, 403, 404}
    assert not Snapshot.objects.exists()
    assert "Freeze the baseline</button>" not in client_as(role).get(BASELINE).content.decode()


# ---------- Cost ----------


def test_as_many_queries_for_thirty_findings_as_for_one(client_as, rated, cluster, finding, people):
    client = client_as("coordinator")
    pages = (STEP, f"{STEP}?category=people", MAP, BASELINE, ADD)
    finding.organisation = Organisation.objects.create(cluster=cluster, name="First")
    finding.save()
    first = [count_queries(client, page) for page in pages]
    for number in range(30):
        Finding.objects.create(
            round=rated,
            category=FRAMEWORK.resource_categories[number % 11].key,
            text=f"Finding {number}",
            organisation=Organisation.objects.create(cluster=cluster, name=f"Organisation {number}"),
            created_by=people["core"],
        )
        Fact.objects.create(cluster=cluster, text=f"Fact {number}")
    assert [count_queries(client, page) for page in pages] == first
    assert max(first) <= 15
    client.post(BASELINE, decide())
    assert count_queries(client, f"{BASELINE}1/") <= 15
