"""The journal page: who reads what, filters, export, entries by hand."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from tests.helpers import HOSTILE, count_queries

from octant.accounts.models import User
from octant.clusters.models import Cluster, Membership
from octant.core.sheets.writing import safe_cell
from octant.journal.actions import record, write
from octant.journal.models import Entry, EntryKind, Visibility
from octant.journal.queries import changes

pytestmark = pytest.mark.django_db
JOURNAL = "/clusters/north/journal/"


def note(cluster: Cluster, by: User, title: str, visibility: Visibility = Visibility.TEAM, **more) -> Entry:
    values = {"kind": EntryKind.NOTE, "text": "", "title": title, "visibility": visibility} | more
    return write(cluster=cluster, by=by, **values)


def rows_of(client, query: str = "") -> list[dict[str, str]]:
    text = b"".join(client.get(f"{JOURNAL}journal.csv{query}").streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_each_role_reads_what_is_meant_for_it(client_as, people, cluster) -> None:
    for visibility in Visibility:
        note(cluster, people["core"], f"for {visibility}", visibility)
    everything = {"for team", "for members", "for public"}
    expected = {
        "coordinator": everything,
        "core": everything,
        "contributor": everything - {"for team"},
        "viewer": everything - {"for team"},
    }
    for role, readable in expected.items():
        client = client_as(role)
        page = client.get(JOURNAL).content.decode()
        assert {title for title in everything if title in page} == readable
        assert {row["Subject"] for row in rows_of(client)} == readable
        assert {e["subject"] for e in client.get(JOURNAL + "journal.json").json()["entries"]} == readable
        if role in {"contributor", "viewer"}:
            page = client.get(JOURNAL, {"q": "for team"}).content.decode()
            assert "Nothing fits" in page
    for path in ("", "journal.csv", "journal.json", "new/"):
        assert client_as("stranger").get(JOURNAL + path).status_code == 404


def test_only_who_edits_the_round_writes(client_as, people, cluster) -> None:
    typed = {"kind": "decision", "title": "We meet monthly", "text": "All agreed.", "visibility": "members"}
    for role, status in {"coordinator": 302, "core": 302, "contributor": 403, "viewer": 403}.items():
        assert client_as(role).post(JOURNAL + "new/", typed).status_code == status
    entry = Entry.objects.first()
    assert (entry.kind, entry.verb, entry.visibility) == ("decision", "decision_noted", "members")
    assert "We meet monthly" in client_as("viewer").get(JOURNAL).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "event"), ("kind", ""), ("title", ""), ("title", "x" * 201), ("visibility", "all"),
     ("text", "x" * 5001), ("text", "a\x00")],
)  # fmt: skip
def test_an_entry_that_makes_no_sense_is_refused_and_stays_typed(client_as, field: str, value: str) -> None:
    typed = {"kind": "note", "title": "Kept title", "text": "Kept text", "visibility": "team", field: value}
    answer = client_as("core").post(JOURNAL + "new/", typed)
    assert answer.status_code == 422
    assert "Kept" in answer.content.decode()
    assert not Entry.objects.exists()


def test_entries_never_change(people, cluster) -> None:
    entry = note(cluster, people["core"], "Once")
    entry.subject = "Twice"
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_filters(client_as, people, cluster) -> None:
    old = note(cluster, people["core"], "old note")
    Entry.objects.filter(pk=old.pk).update(at=datetime(2024, 3, 1, 12, tzinfo=UTC))
    note(
        cluster, people["coordinator"], "a decision", kind=EntryKind.DECISION, text="with Details inside, Älg"
    )
    record(cluster=cluster, by=people["core"], verb="fact_added", subject="in round 2", round_number=2)
    client = client_as("core")
    assert "(optional)" not in client.get(JOURNAL).content.decode()  # every part of the filter is

    def found(**query: object) -> set[str]:
        return {
            row["Subject"] for row in rows_of(client, "?" + "&".join(f"{k}={v}" for k, v in query.items()))
        }

    assert found() == {"old note", "a decision", "in round 2"}
    assert found(kind="decision") == {"a decision"}
    assert found(verb="fact_added") == {"in round 2"}
    assert found(person=people["coordinator"].pk) == {"a decision"}
    assert found(q="details") == {"a decision"}
    assert found(q="älg") == {"a decision"}
    assert found(until="2024-12-31") == {"old note"}
    assert found(since="2024-12-31") == {"a decision", "in round 2"}
    assert found(since="2024-03-01", until="2024-03-01") == {"old note"}


@pytest.mark.parametrize(
    "query",
    [
        "kind=x",
        "person=x",
        "person=999999",
        "round=-1",
        "since=tomorrow",
        "until=2024-02-30",
        "page=x",
        "page=999",
        "q=%00",
    ],
)
def test_a_filter_that_makes_no_sense_is_left_out(client_as, people, cluster, query: str) -> None:
    note(cluster, people["core"], "Here")
    assert client_as("core").get(f"{JOURNAL}?{query}").status_code == 200


def test_people_and_rounds_can_be_chosen(client_as, people, cluster, round_) -> None:
    record(cluster=cluster, by=people["core"], verb="fact_added", subject="one", round_number=1)
    note(cluster, people["core"], "none")
    assert {row["Subject"] for row in rows_of(client_as("core"), "?round=1")} == {"one"}


def test_differences_are_readable(client_as, people, cluster) -> None:
    member = Membership.objects.get(user=people["viewer"])
    record(
        cluster=cluster,
        by=people["core"],
        verb="role_changed",
        subject=member,
        before={"role": "viewer", "text": "the old words stay", "empty": None},
        after={"role": "core", "text": "the new words stay", "empty": None},
    )
    role, text, _empty = changes(Entry.objects.get())
    assert (role.label, role.before, role.after) == ("role", "Viewer", "Core team")
    assert [(part.op, part.text_a, part.text_b) for part in text.difference if part.op != "equal"] == [
        ("replace", "old", "new")
    ]
    page = client_as("core").get(JOURNAL).content.decode()
    assert "<del>old</del><ins>new</ins>" in page


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_shown_and_never_run(client_as, people, cluster, text: str) -> None:
    note(cluster, people["core"], text, text=text)
    record(
        cluster=cluster,
        by=people["core"],
        verb=text[:60],
        subject=text,
        before={text: text},
        after={text: [text]},
    )
    page = client_as("core").get(JOURNAL).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    for row in rows_of(client_as("core")):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-A1", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["", "a=b", "1-2", "-1", "mail@example.org"])
def test_plain_cells_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def test_pages_and_query_counts(client_as, people, cluster) -> None:
    client = client_as("core")
    counts = set()
    for rows in (1, 3, 30):
        for n in range(Entry.objects.count(), rows):
            user = User.objects.create_user(f"w{n}@example.org", name=f"Writer {n}")
            Membership.objects.create(cluster=cluster, user=user, role="core")
            note(cluster, user, f"entry {n}")
        counts.add(count_queries(client, JOURNAL))
    assert len(counts) == 1
    assert max(counts) <= 15
    first, second = client.get(JOURNAL).content.decode(), client.get(JOURNAL + "?page=2").content.decode()
    assert "Page 1 of 2" in first
    assert "entry 29" in first
    assert "entry 29" not in second
    assert "“<bdi>entry 0</bdi>”" in second


def test_newest_first(client_as, people, cluster) -> None:
    entries = [note(cluster, people["core"], f"n{n}") for n in range(3)]
    for n, entry in enumerate(entries):
        Entry.objects.filter(pk=entry.pk).update(at=entry.at - timedelta(days=n))
    assert [row["Subject"] for row in rows_of(client_as("core"))] == ["n0", "n1", "n2"]
