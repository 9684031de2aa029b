"""Many findings typed in at once from a sheet of paper."""

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.helpers import HOSTILE, count_queries

from octant.journal.models import Entry
from octant.rounds.forms.sheet import MOST_FINDINGS, lines_of
from octant.rounds.models import Finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(round_):
    return reverse("rounds:findings_sheet", args=["north", 1])


def stored() -> list[tuple[str, str, str]]:
    rows = Finding.kept.order_by("category", "position", "pk")
    return [(row.category, row.kind, row.text) for row in rows]


def test_every_line_becomes_a_finding(client_as, people, round_, url):
    Finding.objects.create(round=round_, category="people", text="There before", position=4)
    response = client_as("contributor").post(
        url,
        {
            "people-strength": "Two part-time staff\r\n\r\n  - A retired banker \n• Interns",
            "people-gap": "Nobody speaks Finnish",
            "finance-question": "Who pays in 2028?",
            "source": "Workshop in the town hall",
            "source_date": "2026-05-03",
        },
        follow=True,
    )
    assert response.redirect_chain == [(reverse("rounds:describe", args=["north", 1]), 302)]
    assert "5 findings added." in response.content.decode()
    assert stored() == [
        ("finance", "question", "Who pays in 2028?"),
        ("people", "strength", "There before"),
        ("people", "strength", "Two part-time staff"),
        ("people", "strength", "A retired banker"),
        ("people", "strength", "Interns"),
        ("people", "gap", "Nobody speaks Finnish"),
    ]
    row = Finding.objects.get(text="Interns")
    assert (row.source, row.source_date) == ("Workshop in the town hall", "2026-05-03")
    assert row.created_by == people["contributor"]
    entry = Entry.objects.get(verb="finding.sheet")
    assert len(entry.after["findings"].splitlines()) == 5


def test_a_sheet_sent_twice_counts_once(client_as, url):
    client = client_as("core")
    client.post(url, {"people-gap": "No time\nNo time\nNo money"})
    again = client.post(url, {"people-gap": "No time\nNo room"}, follow=True)
    assert [text for _category, _kind, text in stored()] == ["No time", "No money", "No room"]
    page = again.content.decode()
    assert "1 finding added." in page
    assert "1 line stood there already." in page


def test_the_journal_shows_what_was_entered(client_as, url):
    client_as("core").post(url, {"people-gap": "No time\nNo room", "source": "Town hall"})
    page = client_as("core").get(reverse("journal:list", args=["north"])).content.decode()
    entry = page[page.index('id="entry-') :]
    assert all(part in entry for part in ("entered findings from a sheet", "No time", "No room", "Town hall"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Write at least one finding"),
        ({"people-gap": " \n - \n"}, "Write at least one finding"),
        ({"people-gap": "x" * 2001}, "One line is longer than 2000 letters"),
        ({"people-gap": "\n".join(f"line {n}" for n in range(MOST_FINDINGS + 1))}, "at most 300 at a time"),
        ({"people-gap": "x\x07y"}, "invisible control characters"),
        ({"people-gap": "x", "source_date": "spring"}, "Write a year, a month or a day"),
        ({"people-gap": "x", "source": "x" * 301}, "300"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client_as, url, data, said):
    response = client_as("core").post(url, {"finance-strength": ""} | data)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    if typed := data.get("people-gap", "").strip(" \n-\x07"):
        assert typed[:5] in page
    assert not stored()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_lines_stay_text(client_as, url, text):
    response = client_as("core").post(url, {"culture-question": text}, follow=True)
    assert stored() == [("culture", "question", text)]
    assert "<script>alert(1)" not in response.content.decode()


def test_a_field_that_is_not_on_the_sheet_is_nothing(client_as, url):
    assert client_as("core").post(url, {"secrets-gap": "x"}).status_code == 422
    assert not stored()


def test_a_frozen_baseline_takes_no_sheet(client_as, round_, url):
    round_.baseline_at = timezone.now()
    round_.save()
    assert "The baseline is frozen" in client_as("core").get(url).content.decode()
    assert client_as("core").post(url, {"people-gap": "Late"}).status_code == 403
    assert not stored()


def test_viewers_enter_nothing(client_as, url):
    assert client_as("viewer").post(url, {"people-gap": "x"}).status_code == 403
    assert client_as("stranger").post(url, {"people-gap": "x"}).status_code == 404


def test_the_same_queries_however_much_is_there(client_as, round_, url):
    client = client_as("core")
    found = set()
    for n in (1, 3, 30):
        Finding.objects.bulk_create(
            Finding(round=round_, category="people", text=f"{n} {i}") for i in range(n)
        )
        found.add(count_queries(client, url))
    assert len(found) == 1
    assert found.pop() <= 15


def test_lines():
    assert lines_of("– one\n* two\r\n\n-three\n- \n  four  ") == ["one", "two", "-three", "four"]


def test_paper_and_screen_lead_to_each_other(client_as, url):
    canvases = reverse("reports:canvases", args=["north", 1])
    assert f'href="{canvases}#resources"' in client_as("core").get(url).content.decode()
    assert (
        f'href="{url}"'
        in client_as("core").get(reverse("rounds:describe", args=["north", 1])).content.decode()
    )
