"""Sheets into the register and out of it, through the pages."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forms import Form, forms_of
from tests.helpers import HOSTILE, count_queries

from octant.clusters.models import Cluster
from octant.core.sheets.uploads import Status
from octant.core.sheets.writing import csv_lines, xlsx
from octant.ecosystem.actions import register
from octant.ecosystem.fields import Words
from octant.ecosystem.models import Contact, Need, Offer, Organisation, Relation, SheetImport
from octant.ecosystem.sheets import cells
from octant.ecosystem.sheets.problems import CellError
from octant.journal.models import Entry
from octant.rounds.models import Finding

pytestmark = pytest.mark.django_db(transaction=False)
SHEETS = "/clusters/north/organisations/sheets/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def client(client_as) -> Client:
    return client_as("core")


def bring(client: Client, content: bytes | list[list[object]], name: str = "partners.csv") -> SheetImport:
    """Upload a file; what it was read as."""
    if isinstance(content, list):
        content = "".join(csv_lines(content)).encode()
    answer = client.post(SHEETS, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    row = SheetImport.objects.first()
    assert row is not None
    assert answer.url == f"{SHEETS}{row.pk}/"
    return row


def page(client: Client, row: SheetImport) -> str:
    answer = client.get(f"{SHEETS}{row.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def form(client: Client, row: SheetImport, ending: str, path: str = "") -> Form:
    """The form of the page that posts to this address."""
    html = client.get(f"{SHEETS}{row.pk}/{path}").content.decode()
    url = f"{SHEETS}{row.pk}/"
    return next(
        each for each in forms_of(url, html) if each.action.endswith(ending) and each.method == "post"
    )


def send(client: Client, found: Form, **changed: str) -> int:
    data: dict[str, list[str]] = {}
    for name, value in found.filled(**changed):
        data.setdefault(name, []).append(value)
    return client.post(found.action, data).status_code


def check(client: Client, row: SheetImport, **changed: str) -> SheetImport:
    """Take the columns as they are proposed, but for what is changed."""
    assert send(client, form(client, row, "/columns/", "columns/"), **changed) == 302
    row.refresh_from_db()
    assert row.status == Status.CHECKED, row.problem
    return row


def do(client: Client, row: SheetImport, what: str) -> SheetImport:
    assert client.post(f"{SHEETS}{row.pk}/{what}/").status_code == 302
    row.refresh_from_db()
    return row


def imported(client: Client, content: bytes | list[list[object]], name: str = "partners.csv") -> SheetImport:
    return do(client, check(client, bring(client, content, name)), "import")


def figures(row: SheetImport) -> dict[str, int]:
    return {name: n for name, n in row.result["figures"].items() if not name.startswith("by.")}


PARTNERS = [
    ["Our partners"],
    ["Organisation", "Ort", "Sector", "Web", "Themen", "Angebote", "Einfluss"],
    ["City of Riga", "Riga", "Public sector", "www.riga.lv", "Energy; Youth", "", "4"],
    ["Green Fund", "Riga", "Private sector", "", "Energy", "Economic services: small grants", ""],
]


# ---------- There ----------


def test_from_the_file_to_the_register_and_back(client, cluster) -> None:
    row = bring(client, PARTNERS)
    assert row.status == Status.COLUMNS
    assert "City of Riga" in page(client, row)
    check(client, row)
    assert not Organisation.objects.exists()
    assert figures(row) == {"organisations.new": 2}
    do(client, row, "import")
    assert set(Organisation.objects.values_list("name", "place", "sector", "influence")) == {
        ("City of Riga", "Riga", "public", 4),
        ("Green Fund", "Riga", "private", None),
    }
    assert Offer.objects.get().text == "small grants"
    entry = Entry.objects.get()
    assert (entry.subject, entry.after) == ("partners.csv", {"organisations_added": 2})


def test_columns_are_guessed_in_other_languages(client, cluster) -> None:
    row = bring(
        client, [["Nosaukums", "Pilsēta", "Mājaslapa", "Mērķgrupas"], ["Biedrība", "Rīga", "x.lv", "a, b"]]
    )
    check(client, row)
    assert list(row.choices["parts"][0]["columns"].values()) == ["name", "place", "web", "target_groups"]
    do(client, row, "import")
    made = Organisation.objects.get()
    assert (made.name, made.web, made.target_groups) == ("Biedrība", "https://x.lv", Words(["a", "b"]))
    assert made.latitude == pytest.approx(56.9, abs=0.2)  # looked up


def test_a_row_may_be_full_of_everything(client, cluster) -> None:
    head = ["Name", "Also known as", "Kind", "Roles", "Country", "SDG", "Membership", "Interest", "Stance"]
    head += ["Notes", "Look at it again on", "As of", "Offers", "Needs", "Latitude", "Longitude"]
    full = [
        "Harbour Works",
        "HW|Hafenwerk",
        "Company",
        "Funds; Researches",
        "Latvia",
        "SDG 7, 13",
        "member",
        "5",
    ]
    full += ["Supports it", "first\nsecond", "17.05.2026", "2024-05"]
    services = list(cells.services.names().values())
    full += [f"{services[0]}: a room: large\n{services[1]}: advice", "", "56,95", "24.1"]
    imported(client, [head, full])
    made = Organisation.objects.get()
    assert made.other_names == ["HW", "Hafenwerk"]
    assert (made.kind, made.country, made.membership, made.stance) == ("company", "LV", "member", "supports")
    assert (made.roles, made.sdgs) == (Words(["funding", "research"]), Words(["7", "13"]))
    assert (made.interest, str(made.review_on), made.as_of) == (5, "2026-05-17", "2024-05")
    assert (made.latitude, made.longitude, made.placed_by_hand) == (56.95, 24.1, True)
    assert set(Offer.objects.values_list("text", flat=True)) == {"a room: large", "advice"}
    assert not Need.objects.exists()


def test_the_file_is_deleted_once_it_is_imported(
    client, cluster, media, django_capture_on_commit_callbacks
) -> None:
    row = check(client, bring(client, [["Name"], ["A"]]))
    assert row.has_files
    with django_capture_on_commit_callbacks(execute=True):
        do(client, row, "import")
    assert not row.has_files
    assert not list(media.rglob("source"))
    assert "has been deleted" in page(client, row)


def test_a_file_on_its_way_in_is_in_no_export_of_the_cluster(client, client_as, cluster, media) -> None:
    bring(client, [["Name"], ["Only passing through"]])
    assert list(media.rglob("source"))
    answer = client_as("coordinator").get("/clusters/north/export.zip")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "people.csv" in archive.namelist()
        assert not any(b"Only passing through" in archive.read(name) for name in archive.namelist())


def test_giving_up_deletes_the_file_and_writes_nothing(client, cluster, media) -> None:
    row = check(client, bring(client, [["Name"], ["A"]]))
    do(client, row, "give-up")
    assert row.status == Status.GIVEN_UP
    assert not list(media.rglob("source"))
    do(client, row, "import")
    assert not Organisation.objects.exists()
    assert "given up" in page(client, row)


# ---------- What is wrong ----------


def test_every_error_is_told_by_row_and_column(client, cluster) -> None:
    head = ["Name", "Website", "Country", "Latitude", "Longitude", "Influence", "As of", "SDG", "Name 2"]
    rows = [
        ["A", "not a web address", "", "", "", "", "", "", ""],
        ["", "", "LV", "", "", "", "", "", ""],
        ["B", "", "Atlantis", "95", "10", "9", "soon", "18", ""],
        ["C", "", "", "56", "", "", "", "", ""],
        ["x" * 201, "", "", "", "", "", "", "", ""],
        ["D", "", "", "", "", "", "", "", ""],
        ["d", "", "", "", "", "", "", "", ""],
    ]
    row = check(client, bring(client, [head, *rows]))
    found = {(p["row"], p["key"], p["code"]) for p in row.result["problems"]}
    assert found == {
        (2, "web", "web"),
        (3, "name", "needed"),
        (4, "country", "country"),
        (4, "latitude", "not_on_earth"),
        (4, "influence", "degree"),
        (4, "as_of", "partial_date"),
        (4, "sdgs", "sdg"),
        (5, "longitude", "half_coordinate"),
        (6, "name", "too_long"),
        (8, "name", "twice"),
    }
    html = page(client, row)
    assert "“Atlantis” is no country" in html
    listed = b"".join(client.get(f"{SHEETS}{row.pk}/problems.csv").streaming_content).decode()
    assert "Website,not a web address" in listed
    do(client, row, "import")
    assert list(Organisation.objects.values_list("name", flat=True)) == ["D"]


def test_problems_name_the_known_words_in_the_language_of_who_reads(client, cluster) -> None:
    row = check(client, bring(client, [["Name", "Sector"], ["A", "Klub X"]]))
    assert "Academia and research" in page(client, row)
    german = client.get(f"{SHEETS}{row.pk}/", headers={"accept-language": "de"}).content.decode()
    assert "Wissenschaft und Forschung" in german
    assert "Academia and research" not in german


def test_rows_below_the_headings_are_counted(client, cluster) -> None:
    row = bring(client, [["Our partners", ""], ["Name", "Place"], ["A", "Riga"], ["B", "Kiel"]])
    assert ">2 rows<" in page(client, row)


def test_after_the_import_only_what_can_still_be_looked_up_is_counted(client, cluster) -> None:
    content = [["Name", "Influence", "Contact", "E-mail"], ["A", "9", "Contact of A", "nonsense"]]
    terms = {"lawful_basis": "consent", "contact_source": "list"}
    row = check(client, bring(client, content), **terms)
    assert row.result["problem_count"] == 2
    assert "1 thing to mend" in page(client, do(client, row, "import"))


def test_the_rest_of_a_row_may_be_kept(client, cluster) -> None:
    row = check(client, bring(client, [["Name", "Influence", "Place"], ["A", "9", "Riga"]]))
    assert send(client, form(client, row, "/rules/"), keep_good_cells="on") == 302
    do(client, row, "import")
    assert Organisation.objects.values_list("place", "influence").get() == ("Riga", None)


def test_a_person_says_what_unknown_words_mean_and_octant_remembers_the_columns(client, cluster) -> None:
    row = bring(client, [["Partner", "Typ"], ["A", "Klub X"], ["B", "klub x"], ["C", "Ding"]])
    check(client, row, **{"column-0-0": "name", "column-0-1": "kind"})
    assert figures(row) == {"organisations.error": 3}
    found = form(client, row, "/rules/")
    assert send(client, found, **{"word-kind-0": "association", "word-kind-1": "", "word-kind-2": "-"}) == 302
    row.refresh_from_db()
    again = form(client, row, "/rules/")
    assert send(client, again, **{"word-kind-0": "-"}) == 302
    row.refresh_from_db()
    assert figures(row) == {"organisations.new": 3}
    do(client, row, "import")
    assert set(Organisation.objects.values_list("name", "kind")) == {
        ("A", "association"),
        ("B", "association"),
        ("C", ""),
    }
    second = bring(client, [["PARTNER", "typ", "Typo"], ["E", "Company", "x"]])
    check(client, second)
    assert second.choices["parts"][0]["columns"] == {"0": "name", "1": "kind", "2": ""}


def test_what_words_mean_is_remembered_for_the_next_sheet(client, cluster) -> None:
    first = check(client, bring(client, [["Name", "Sector", "Kind"], ["A", "Verein", "Klub"]]))
    assert (
        send(client, form(client, first, "/rules/"), **{"word-sector-0": "social", "word-kind-0": "-"}) == 302
    )
    assert "said before" not in page(
        client, check(client, bring(client, [["Name", "Sector"], ["B", "Verein"]]))
    )
    do(client, first, "import")
    second = check(client, bring(client, [["Name", "Sector", "Kind"], ["B", "VEREIN", "Klub"]]))
    assert figures(second) == {"organisations.new": 1}
    assert "“VEREIN” (said before)" in page(client, second)
    # It may mean something else this time, or nothing any more.
    found = form(client, second, "/rules/")
    assert dict(found.filled())["said-kind-0"] == "-"
    assert send(client, found, **{"said-sector-0": "academic", "said-kind-0": ""}) == 302
    second.refresh_from_db()
    assert figures(second) == {"organisations.error": 1}
    assert send(client, form(client, second, "/rules/"), **{"word-kind-0": "association"}) == 302
    do(client, second, "import")
    assert Organisation.objects.values_list("sector", "kind").get(name="B") == ("academic", "association")
    third = check(client, bring(client, [["Name", "Sector", "Kind"], ["C", "verein", "klub"]]))
    do(client, third, "import")
    assert Organisation.objects.values_list("sector", "kind").get(name="C") == ("academic", "association")


def overwritten(client: Client, rows: list[list[object]]) -> SheetImport:
    row = check(client, bring(client, rows))
    assert send(client, form(client, row, "/rules/"), **{"rule-name": "overwrite"}) == 302
    return do(client, row, "import")


def positions(organisation: Organisation) -> list[tuple[object, ...]]:
    return list(organisation.positions.order_by("since").values_list("influence", "interest", "stance"))


def test_moves_on_the_grid_are_noted_and_taken_back(client, riga) -> None:
    Organisation.objects.update(influence=2, interest=3, created_at=timezone.now() - timedelta(days=90))
    row = overwritten(client, [["Name", "Influence", "Notes"], ["City of Riga", "5", "Big"]])
    assert positions(riga) == [(2, 3, ""), (5, 3, "")]
    do(client, row, "undo")
    assert positions(riga) == [(2, 3, "")]
    riga.refresh_from_db()
    assert riga.influence == 2


def test_a_move_taken_back_on_another_day_stays_in_the_history(client, riga) -> None:
    Organisation.objects.update(influence=2, interest=3, created_at=timezone.now() - timedelta(days=90))
    row = overwritten(client, [["Name", "Influence"], ["City of Riga", "5"]])
    riga.positions.filter(influence=5).update(since=timezone.localdate() - timedelta(days=3))
    do(client, row, "undo")
    assert positions(riga) == [(2, 3, ""), (5, 3, ""), (2, 3, "")]


def test_a_sheet_that_moves_nobody_notes_nothing(client, riga) -> None:
    overwritten(client, [["Name", "Notes"], ["City of Riga", "Big"]])
    assert positions(riga) == []


def test_columns_that_make_no_sense_are_refused_and_stay_chosen(client, cluster) -> None:
    row = bring(client, [["Name", "Place"], ["A", "Riga"]])
    found = form(client, row, "/columns/", "columns/")
    for changed, text in (
        ({"column-0-0": ""}, "No column holds"),
        ({"column-0-1": "name"}, "has this meaning already"),
        ({"column-0-1": "strength"}, "does not fit"),
        ({"what-0": ""}, "at least one sheet"),
        ({"column-0-1": "contact_name"}, "the sheet names persons"),
        ({"column-0-1": "nonsense"}, "nonsense is not one of"),
    ):
        answer = client.post(found.action, dict(found.filled(**changed)))
        assert answer.status_code == 422, changed
        assert text in answer.content.decode(), changed
    row.refresh_from_db()
    assert row.status == Status.COLUMNS


def test_the_row_of_the_headings_may_be_said(client, cluster) -> None:
    row = bring(client, [["Name", "Place"], ["Long name", "Long place"], ["A", "Riga"]])
    found = form(client, row, "/columns/?headings-0=2", "columns/?headings-0=2")
    assert send(client, found, **{"column-0-0": "name", "column-0-1": "place"}) == 302
    row.refresh_from_db()
    assert figures(row) == {"organisations.new": 1}


def test_files_that_cannot_be_read_say_what_to_do(client, cluster, media) -> None:
    row = bring(client, b"%PDF-1.7", "partners.xlsx")
    assert row.status == Status.UNREADABLE
    assert "This is a PDF" in page(client, row)
    assert not row.has_files
    answer = client.post(SHEETS, {"file": SimpleUploadedFile("empty.csv", b"")})
    assert answer.status_code == 422
    assert client.post(SHEETS, {}).status_code == 422


def test_letters_may_be_read_in_another_way(client, cluster) -> None:
    row = bring(client, "Name;Ort\nŠķēde;Rīga\n".encode("cp1257"))
    assert send(client, form(client, row, "/read/"), encoding="cp1257") == 302
    row.refresh_from_db()
    assert "Šķēde" in page(client, row)
    assert send(client, form(client, row, "/read/"), encoding="utf-8") == 302
    html = page(client, row)
    assert "breaks off in row" in html
    assert "Šķēde" in html  # one of the previews
    assert send(client, form(client, row, "/read/"), encoding="cp1257", separator=";") == 302
    row.refresh_from_db()
    assert row.status == Status.COLUMNS


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_and_never_run(client, cluster, text: str) -> None:
    row = bring(client, [["Name", text, "Country"], [text, "x", text]], f"{text[:40]}.csv")
    for html in (page(client, row), page(client, check(client, row))):
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    assert row.result["problem_count"] == 1


# ---------- What is known ----------


@pytest.fixture
def riga(cluster, people) -> Organisation:
    return register.add(
        cluster=cluster,
        by=people["core"],
        name="City of Riga",
        place="Riga",
        web="https://riga.lv/",
        sector="public",
    )


def known(client: Client, rows: list[list[object]], **rules: str) -> SheetImport:
    row = check(client, bring(client, [["Name", "Place", "Web", "Sector", "Notes"], *rows]))
    if rules:
        send(
            client,
            form(client, row, "/rules/"),
            **{name.replace("_", "-"): rule for name, rule in rules.items()},
        )
        row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("line", "by"),
    [
        (["CITY  OF RIGA", "", "", "", "x"], "name"),
        (["Riga City Council", "", "http://www.riga.lv", "", "x"], "web"),
        (["City of Rigga", "Riga", "", "", "x"], "alike"),
    ],
)
def test_known_organisations_are_found_by_name_website_and_place(client, riga, line, by: str) -> None:
    row = known(client, [line])
    assert row.result["figures"][f"by.{by}"] == 1
    row = known(client, [line], **{f"rule_{by}": "fill"})
    do(client, row, "import")
    riga.refresh_from_db()
    assert (riga.name, riga.notes, riga.version) == ("City of Riga", "x", 2)
    assert Organisation.objects.count() == 1


def test_a_website_alone_does_not_make_two_names_one(client, riga) -> None:
    assert figures(known(client, [["Institute of Ferns", "", "riga.lv", "", ""]])) == {"organisations.new": 1}


@pytest.mark.parametrize(
    ("rule", "sector", "notes"),
    [("skip", "public", ""), ("fill", "public", "x"), ("overwrite", "private", "x")],
)
def test_skip_fill_overwrite(client, riga, rule: str, sector: str, notes: str) -> None:
    row = known(client, [["City of Riga", "", "", "Private sector", "x"]], rule_name=rule)
    do(client, row, "import")
    riga.refresh_from_db()
    assert (riga.sector, riga.notes) == (sector, notes)


def test_a_similar_name_may_be_another_organisation(client, riga) -> None:
    do(client, known(client, [["City of Rigga", "Riga", "", "", ""]], rule_alike="add"), "import")
    assert Organisation.objects.count() == 2


def test_an_open_form_notices_that_an_import_has_changed_its_field(client, riga) -> None:
    do(client, known(client, [["City of Riga", "", "", "", "from the sheet"]]), "import")
    riga.refresh_from_db()
    assert riga.last_changes["notes"] == {"version": 2, "before": ""}


def test_the_same_file_twice_is_recognised_and_changes_nothing(client, cluster) -> None:
    imported(client, PARTNERS)
    row = bring(client, PARTNERS)
    assert "This very file was imported" in page(client, row)
    check(client, row)
    assert figures(row) == {"organisations.same": 2}


def test_somebody_edits_between_preview_and_import(client, riga, people) -> None:
    row = known(client, [["City of Riga", "", "", "", "from the sheet"], ["New", "", "", "", ""]])
    riga.notes = "typed meanwhile"
    riga.version += 1
    riga.save()
    do(client, row, "import")
    riga.refresh_from_db()
    assert riga.notes == "typed meanwhile"  # no longer empty, so it is not filled
    assert figures(row) == {"organisations.new": 1, "organisations.same": 1}


def test_an_import_that_breaks_off_leaves_nothing(client, cluster, monkeypatch) -> None:
    row = check(client, bring(client, [["Name"], ["A"], ["B"]]))

    def stop(*_args: object, **_options: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("octant.ecosystem.actions.sheets.writing.record", stop)
    with pytest.raises(RuntimeError):
        do(client, row, "import")
    monkeypatch.undo()
    row.refresh_from_db()
    assert row.status == Status.CHECKED
    assert not Organisation.objects.exists()
    assert "stopped half way" in page(client, row)
    do(client, row, "import")
    assert Organisation.objects.count() == 2


def test_of_two_who_press_import_one_imports(client, client_as, cluster) -> None:
    row = check(client, bring(client, [["Name"], ["A"]]))
    do(client, row, "import")
    do(client_as("coordinator"), row, "import")
    assert Entry.objects.filter(verb="sheet_imported").count() == 1


# ---------- Persons ----------


def test_persons_are_kept_apart_with_reason_and_day(client, cluster) -> None:
    row = bring(
        client, [["Name", "Ansprechpartner", "E-Mail", "Telefon"], ["A", "P One", "p@example.org", "+371 1"]]
    )
    check(client, row, lawful_basis="consent", contact_source="fair 2026")
    do(client, row, "import")
    person = Contact.objects.get()
    assert (person.name, person.email, person.phone) == ("P One", "p@example.org", "+371 1")
    assert (person.lawful_basis, person.source) == ("consent", "fair 2026")
    do(client, row, "undo")
    assert not Contact.objects.exists()  # erased, not hidden


# ---------- Undo ----------


def test_a_whole_import_is_undone(client, riga) -> None:
    row = known(client, [["City of Riga", "", "", "", "x"], ["New", "", "", "", ""]])
    do(client, row, "import")
    do(client, row, "undo")
    assert row.status == Status.UNDONE
    assert list(Organisation.kept.values_list("name", "notes")) == [("City of Riga", "")]
    assert "Everything is as it was before" in page(client, row)
    assert list(Entry.objects.filter(verb__startswith="sheet_").values_list("verb", flat=True)) == [
        "sheet_undone",
        "sheet_imported",
    ]
    imported(client, [["Name"], ["New"]])
    assert Organisation.kept.count() == 2


def test_what_was_changed_or_used_since_stays_and_is_named(client, riga, round_, people) -> None:
    rows = [
        ["City of Riga", "", "", "", "x"],
        *([name, "", "", "", ""] for name in ("Changed", "Used", "Tied", "Free")),
    ]
    row = known(client, rows)
    do(client, row, "import")
    named = {each.name: each for each in Organisation.objects.all()}
    register.change_organisation(
        organisation=named["Changed"], version=1, values={"notes": "mine"}, by=people["core"]
    )
    register.change_organisation(
        organisation=named["City of Riga"], version=2, values={"notes": "y"}, by=people["core"]
    )
    Finding.objects.create(round=round_, category="money", text="A grant", organisation=named["Used"])
    Relation.objects.create(cluster=riga.cluster, first=riga, second=named["Tied"], kind="knows")
    do(client, row, "undo")
    assert set(Organisation.kept.values_list("name", flat=True)) == {
        "City of Riga",
        "Changed",
        "Used",
        "Tied",
    }
    html = page(client, row)
    assert "4 entries stayed" in html
    assert "Free" not in html
    riga.refresh_from_db()
    assert riga.notes == "y"


# ---------- Relations and Kumu ----------

ELEMENTS = [
    ["Label", "Type", "Tags", "Description"],
    ["Alpha", "Company", "energy|youth", "First"],
    ["Beta", "", "", ""],
    ["Gamma", "", "", ""],
]
CONNECTIONS = [
    ["From", "To", "Direction", "Type", "Strength"],
    ["Alpha", "Beta", "undirected", "work together", "3"],
    ["Beta", "Alpha", "mutual", "work together", "1"],
    ["Alpha", "Alpha", "", "", ""],
    ["Alpha", "Nobody", "", "", ""],
    ["Alpha", "Gamma", "directed", "funds", ""],
    ["Gamma", "Alpha", "directed", "funds", ""],
    ["Beta", "Gamma", "", "", "17"],
]
EDGES = {
    ("Alpha", "Beta", "cooperates", 3, False),
    ("Alpha", "Gamma", "funds", 2, True),
    ("Gamma", "Alpha", "funds", 2, True),
}


def edges() -> set[tuple[object, ...]]:
    return set(Relation.kept.values_list("first__name", "second__name", "kind", "strength", "directed"))


def test_a_kumu_workbook_with_loops_dangling_and_parallel_edges(client, cluster) -> None:
    row = check(client, bring(client, xlsx({"Elements": ELEMENTS, "Connections": CONNECTIONS}), "kumu.xlsx"))
    assert {(p["row"], p["code"]) for p in row.result["problems"]} == {
        (3, "parallel"),
        (4, "loop"),
        (5, "missing_end"),
        (8, "strength"),
    }
    do(client, row, "import")
    assert edges() == EDGES
    alpha = Organisation.objects.get(name="Alpha")
    assert (alpha.kind, alpha.notes, alpha.fields_of_work) == ("company", "First", Words(["energy", "youth"]))
    do(client, row, "undo")
    assert not edges()
    assert not Organisation.kept.exists()


def test_a_relation_of_a_row_with_an_error_names_that_row(client, cluster) -> None:
    elements = [["Label", "Einfluss"], ["Alpha", "9"], ["Beta", "3"]]
    sheets = {"Elements": elements, "Connections": [["From", "To"], ["Beta", "Alpha"]]}
    row = check(client, bring(client, xlsx(sheets), "kumu.xlsx"))
    found = {(p["row"], p["column"], p["code"]): p["facts"] for p in row.result["problems"]}
    assert found[2, "To", "end_left_out"] == {"value": "Alpha", "row": "2"}
    assert "“Alpha” stands in row 2, which is left out" in page(client, row)


def test_elements_and_connections_as_two_files(client, cluster) -> None:
    imported(client, ELEMENTS)
    second = imported(client, CONNECTIONS, "connections.csv")
    assert edges() == EDGES
    again = check(client, bring(client, CONNECTIONS))
    assert figures(again) == {"relations.same": 3, "relations.error": 4}
    do(client, second, "undo")
    assert Organisation.kept.count() == 3
    assert not edges()


def test_another_strength_ends_the_relation_and_begins_a_new_one(client, cluster) -> None:
    imported(client, ELEMENTS)
    imported(client, [["From", "To", "Strength"], ["Alpha", "Beta", "1"]])
    row = check(client, bring(client, [["From", "To", "Strength"], ["Alpha", "Beta", "3"]]))
    send(client, form(client, row, "/rules/"), relation_rule="overwrite")
    do(client, row, "import")
    assert list(Relation.kept.current().values_list("strength", flat=True)) == [3]
    assert Relation.kept.filter(ended_on__isnull=False, strength=1).count() == 1
    do(client, row, "undo")
    assert list(Relation.kept.values_list("strength", "ended_on")) == [(1, None)]


# ---------- Out ----------


def exported(client: Client, ext: str) -> bytes:
    answer = client.get(f"{SHEETS}register.{ext}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("ext", ["csv", "xlsx"])
def test_an_export_comes_back_unchanged(client, cluster, people, ext: str) -> None:
    awkward = ["=1+1", "'quoted'", "-5", "A; B", "Two\nlines", "@home", "Žā 👩‍👩‍👧", *HOSTILE]
    for number, name in enumerate(awkward):
        values = {"notes": f"{name}\n- one\n+ two", "also_known_as": "x;y\nz" if number % 2 else "a, b"}
        values |= {"fields_of_work": Words(["Food, drink"]) if number % 3 else Words(["a", "b;c"])}
        values |= {"sdgs": Words(["7", "13"]), "roles": Words(["funding", "education"]), "influence": 3}
        values |= {"place": "Riga", "membership": "member", "web": "https://example.org/?a=b;c"}
        made = register.add(cluster=cluster, by=people["core"], name=name, **values)
        Offer.objects.create(
            organisation=made, category=next(iter(cells.services.names())), text="an offer: x; y"
        )
    first, second = Organisation.objects.all()[:2]
    Relation.objects.create(
        cluster=cluster, first=first, second=second, kind="funds", directed=True, evidence="=x"
    )
    row = check(client, bring(client, exported(client, ext), f"register.{ext}"))
    assert row.result["problems"] == []
    expected = {"organisations.same": len(awkward)} | ({"relations.same": 1} if ext == "xlsx" else {})
    assert figures(row) == expected
    before = list(Organisation.objects.order_by("pk").values())
    do(client, row, "import")
    assert list(Organisation.objects.order_by("pk").values()) == before
    assert Offer.objects.count() == len(awkward)


def test_a_changed_export_changes_what_was_changed(client, riga) -> None:
    text = exported(client, "csv").decode().replace("City of Riga", "Riga City")
    row = check(client, bring(client, text.encode()))
    assert figures(row) == {"organisations.change": 1}
    do(client, row, "import")
    riga.refresh_from_db()
    assert riga.name == "Riga City"


def test_numbers_of_another_cluster_are_not_taken_for_ones_own(client, riga) -> None:
    text = exported(client, "csv").decode().replace("north-", "south-").replace("City of Riga", "Elsewhere")
    row = check(client, bring(client, text.replace("https://riga.lv/", "").encode()))
    assert figures(row) == {"organisations.new": 1}


def test_no_persons_in_an_export(client, riga) -> None:
    Contact.objects.create(
        organisation=riga, name="Secret Person", lawful_basis="consent", delete_on="2030-01-01"
    )
    assert b"Secret Person" not in exported(client, "csv")


def test_what_only_the_core_team_sees_is_in_its_files_only(client, client_as, riga) -> None:
    Organisation.objects.update(notes="secret note", stance="opposes", influence=5)
    assert b"secret note" in exported(client, "csv")
    theirs = exported(client_as("viewer"), "csv").decode()
    assert "City of Riga" in theirs
    for word in ("secret note", "Stance", "Influence", "Is against it"):
        assert word not in theirs


# ---------- Who and how ----------


def test_only_those_who_edit_bring_sheets(client_as, client, cluster) -> None:
    row = check(client, bring(client, [["Name"], ["A"]]))
    for role, status in (("viewer", 403), ("contributor", 403), ("stranger", 404), ("", 302)):
        other = client_as(role)
        assert other.post(SHEETS, {"file": SimpleUploadedFile("a.csv", b"Name\nA")}).status_code == status
        assert other.post(f"{SHEETS}{row.pk}/import/").status_code == status
        assert other.get(f"{SHEETS}{row.pk}/").status_code == status
    assert client_as("viewer").get(f"{SHEETS}register.xlsx").status_code == 200
    assert client_as("viewer").get(f"{SHEETS}register.exe").status_code == 404


def test_an_import_of_another_cluster_is_out_of_reach(client, cluster, people) -> None:
    other = Cluster.objects.create(slug="other", name="Other", country="FI")
    row = SheetImport.objects.create(
        cluster=other, by=people["core"], file_name="x", digest="", status=Status.CHECKED
    )
    for path in ("import/", "undo/", "give-up/", "rules/", "read/"):
        assert client.post(f"{SHEETS}{row.pk}/{path}").status_code == 404
    for path in ("", "columns/", "problems.csv", "progress/"):
        assert client.get(f"{SHEETS}{row.pk}/{path}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_large_sheet_is_worked_on_in_the_background(client, cluster, monkeypatch) -> None:
    monkeypatch.setattr("octant.core.sheets.uploads.MANY_ROWS", 5)
    started = []
    monkeypatch.setattr("octant.core.sheets.uploads.in_background", started.append)
    row = bring(client, [["Name"], *([f"Name {n}"] for n in range(20))])
    send(client, form(client, row, "/columns/", "columns/"))
    row.refresh_from_db()
    assert row.status == Status.CHECKING
    assert "hx-get" in page(client, row)
    waiting = client.get(f"{SHEETS}{row.pk}/progress/", headers={"HX-Request": "true"})
    assert "being checked" in waiting.content.decode().lower()
    assert client.post(f"{SHEETS}{row.pk}/give-up/").status_code == 302
    row.refresh_from_db()
    assert row.status == Status.CHECKING  # not while it is worked on
    started[0]()
    row.refresh_from_db()
    assert row.status == Status.CHECKED
    done = client.get(f"{SHEETS}{row.pk}/progress/", headers={"HX-Request": "true"})
    assert done["HX-Redirect"] == f"{SHEETS}{row.pk}/"


def test_what_a_stopped_server_left_half_way_can_be_begun_again(client, cluster) -> None:
    row = check(client, bring(client, [["Name"], ["A"]]))
    SheetImport.objects.filter(pk=row.pk).update(status=Status.WRITING)
    row.progress.clear()
    assert "stopped half way" in page(client, row)
    do(client, row, "import")
    assert row.status == Status.DONE


def test_query_counts_do_not_grow(client, cluster) -> None:
    counts: dict[str, set[int]] = {"list": set(), "columns": set(), "checked": set(), "done": set()}
    for rows in (1, 3, 30):
        content = [["Name", *(f"c{n}" for n in range(rows))], *([f"{rows} {n}", "x"] for n in range(rows))]
        row = bring(client, content)
        counts["columns"].add(count_queries(client, f"{SHEETS}{row.pk}/"))
        check(client, row)
        counts["checked"].add(count_queries(client, f"{SHEETS}{row.pk}/"))
        do(client, row, "import")
        counts["done"].add(count_queries(client, f"{SHEETS}{row.pk}/"))
        counts["list"].add(count_queries(client, SHEETS))
    assert all(len(seen) == 1 and max(seen) <= 15 for seen in counts.values()), counts


def test_checking_costs_the_same_queries_for_any_number_of_rows(
    client, cluster, django_assert_max_num_queries
) -> None:
    row = bring(client, [["Name", "Place"], *([f"Name {n}", "Riga"] for n in range(300))])
    found = form(client, row, "/columns/", "columns/")
    with django_assert_max_num_queries(25):
        send(client, found)
    row.refresh_from_db()
    with django_assert_max_num_queries(35):
        do(client, row, "import")
    assert Organisation.objects.count() == 300


# ---------- Cells ----------

WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="|"), min_size=1
).filter(str.strip)


@settings(deadline=None)
@given(st.lists(WORD, max_size=4))
def test_several_words_in_a_cell_come_back(several: list[str]) -> None:
    wanted = Words(several)
    written = cells.together(wanted)
    assert (cells.words(written) if written.strip() else Words()) == wanted


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (cells.degree, "4 – high", 4),
        (cells.degree, "3.0", 3),
        (cells.latitude, "56,9", 56.9),
        (cells.country, "lv", "LV"),
        (cells.country, "Latvia", "LV"),
        (cells.web, "Example.org", "https://Example.org"),
        (cells.part_of_a_date, "17.05.2026", "2026-05-17"),
        (cells.sdgs, "Climate action", Words(["13"])),
        (cells.sdgs, "Goal 7; SDG13", Words(["7", "13"])),
        (cells.strength, "2.0", 2),
    ],
)
def test_cells_are_understood(reader, text: str, value: object) -> None:
    assert reader(text) == value


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (cells.degree, "45"),
        (cells.degree, "0"),
        (cells.latitude, "91"),
        (cells.latitude, "north"),
        (cells.number, "1e400x"),
        (cells.day, "31.02.2026"),
        (cells.day, "2026-13-01"),
        (cells.web, "javascript:alert(1)"),
        (cells.web, "two words"),
        (cells.email, "nobody"),
        (cells.country, "ZZZ"),
        (cells.strength, "4"),
        (cells.service_lines, "no kind here"),
        (cells.line(5), "a\x07"),
    ],
)
def test_cells_that_make_no_sense_are_refused(reader, text: str) -> None:
    with pytest.raises(CellError):
        reader(text)
