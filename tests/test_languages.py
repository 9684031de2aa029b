"""Octant in the languages it offers: complete catalogues, pages, PDF and the chooser of languages."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from octant.clusters.models import Role
from octant.core import catalogues
from octant.frameworks.queries import framework
from octant.journal import verbs
from octant.journal.actions import record
from octant.journal.models import Visibility
from octant.ratings.models import Aspect, Rating, Respondent
from octant.rounds.models import FocusChoice, Goal, Measure, Round

pytestmark = pytest.mark.django_db
GERMAN = {"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"}
LEVELS = {"membership": (2, 3, 3), "purpose": (4, 4, 5), "financial_model": (1, 2, 2)}


@pytest.fixture
def full_round(round_: Round, people) -> Round:
    """Ratings of three people, a focus, a goal, a measure and a journal entry."""
    keys = [dimension.key for dimension in framework("csei", 1, "en").dimensions]
    for place, role in enumerate((Role.COORDINATOR, Role.CORE, Role.CONTRIBUTOR)):
        person = Respondent.objects.create(rating_set=round_.ratings, user=people[role])
        Rating.objects.bulk_create(
            Rating(
                rating_set=round_.ratings, respondent=person, aspect=Aspect.NOW, item=key,
                level=LEVELS.get(key, (3, 3, 3))[place],
            )
            for key in keys
        )  # fmt: skip
    FocusChoice.objects.create(round=round_, dimension="financial_model", rationale="Alles hängt daran.")
    goal = Goal.objects.create(round=round_, dimension="financial_model", title="Eigene Einnahmen")
    Measure.objects.create(goal=goal, title="Zwei bezahlte Angebote")
    record(
        cluster=round_.cluster, by=people[Role.CORE], verb="measure.added",
        subject="Zwei bezahlte Angebote", round_number=1, visibility=Visibility.MEMBERS,
    )  # fmt: skip
    return round_


def german(client: Client, url: str) -> str:
    answer = client.get(url, headers=GERMAN)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert '<html lang="de"' in page
    return page


# ---------- Catalogues ----------


def test_every_offered_language_is_complete() -> None:
    offered = {code for code, _name in settings.LANGUAGES}
    assert offered <= {"en", *catalogues.languages()}
    assert catalogues.problems() == []


def test_no_function_that_translates_goes_by_a_name_that_is_not_looked_for() -> None:
    """Texts in `gettext as something` would never reach the catalogue; only `_` is known there."""
    renamed = re.compile(r"import \w*gettext\w* as (?!_$)\w+", re.MULTILINE)
    assert not [path for path in catalogues.PACKAGE.rglob("*.py") if renamed.search(path.read_text())]


def test_nothing_chosen_is_a_dash_in_every_language(client_as, cluster) -> None:
    page = german(client_as("core"), reverse("ecosystem:add", args=[cluster.slug]))
    assert '<option value="" selected>—</option>' in page
    assert "Select" not in page


def test_german_writes_german_quotes() -> None:
    for message in catalogues.read("de"):
        texts = message.string if isinstance(message.string, list | tuple) else [message.string]
        for text in texts if message.id else []:
            assert text.count("„") == text.count("“"), text
            assert not set("”’").intersection(text), text


def test_german_sentences_of_the_journal_have_at_most_one_place_for_their_subject() -> None:
    with translation.override("de"):
        sentences = list(verbs.known().values())
    assert len(sentences) > 50
    for sentence in sentences:
        assert sentence.startswith("hat "), sentence
        assert sentence.count(verbs.PLACE) <= 1, sentence


# ---------- Pages ----------


def test_the_overview_is_german(client_as, full_round: Round) -> None:
    page = german(client_as("coordinator"), reverse("rounds:overview", args=["north", 1]))
    for text in (
        "Finanzierung", "Mitgliedschaft", "Tragfähiger Zweck", "Schwerpunkte", "Maßnahmen", "Als Nächstes",
        "Wo wir stehen und wo wir hinwollen", "Am stärksten ist jetzt Tragfähiger Zweck (4,",
        "Jetzt (Median)",
        "hat die Maßnahme „<bdi>Zwei bezahlte Angebote</bdi>“ ergänzt",
    ):  # fmt: skip
        assert text in page
    for text in ("Viable purpose", "Measures", "Where we are", "Now (median)", "added the measure"):
        assert text not in page


def test_the_guide_is_german(client: Client) -> None:
    page = german(client, reverse("guide:index"))
    for text in ("Acht Dimensionen", "Fünf Schritte", "Erkenntnisse aus der Praxis", "Im Leitfaden suchen"):
        assert text in page
    assert "steht er hier auf Englisch" not in page


def test_a_goal_is_german(client_as, full_round: Round) -> None:
    page = german(client_as("core"), reverse("rounds:goal", args=["north", 1, "financial_model"]))
    for text in ("Ziel für „Finanzierung“", "Alle Ziele", "Ziel speichern", "Nennen Sie, wer für das Ziel"):
        assert text in page
    assert "Save the goal" not in page


def test_the_journal_puts_the_subject_where_german_wants_it(client_as, full_round: Round) -> None:
    client, url = client_as("core"), reverse("journal:list", args=["north"])
    assert "hat die Maßnahme „<bdi>Zwei bezahlte Angebote</bdi>“ ergänzt" in german(client, url)
    assert "added the measure “<bdi>Zwei bezahlte Angebote</bdi>”" in client.get(url).content.decode()


def test_the_journal_names_what_changed_and_writes_days_in_german(client_as, full_round, people) -> None:
    record(
        cluster=full_round.cluster, by=people[Role.CORE], verb="decision.plan", subject=full_round,
        after={"decided_on": date(2026, 3, 1), "participants": "Vorstand"},
    )  # fmt: skip
    page = german(client_as("core"), reverse("journal:list", args=["north"]))
    for text in ("Entschieden am", "01.03.2026", "Wer entschieden hat"):
        assert text in page
    assert "decided on" not in page.lower()


def test_a_refused_form_says_why_in_german(client_as, full_round: Round) -> None:
    answer = client_as("coordinator").post("/clusters/new/", {"name": ""}, headers=GERMAN)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Dieses Feld" in page
    assert "This field" not in page


# ---------- PDF ----------


def test_the_pdf_of_a_german_cluster_is_german(client_as, full_round: Round) -> None:
    cluster = full_round.cluster
    cluster.language = "de"
    cluster.save()
    answer = client_as("viewer").get(reverse("reports:plan_pdf", args=["north", 1]))  # an English browser
    pdf = PdfReader(BytesIO(answer.content))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert pdf.root_object["/Lang"] == "de"
    for heading in (
        "Aktionsplan", "Ausgangslage: wo wir stehen", "Vision: wo wir hinwollen",
        "Schwerpunkte: was zuerst kommt",
        "Maßnahmen: wer was bis wann tut", "Unterschriften", "Finanzierung", "Wie die Zahlen zu lesen sind",
    ):  # fmt: skip
        assert heading in text
    for word in ("Signatures", "Financial model", "Baseline", "Decisions", "Draft of"):
        assert word not in text


# ---------- The chooser ----------


def test_the_chooser_names_each_language_in_itself(client: Client) -> None:
    for language in ("en", "de"):
        page = client.get("/", headers={"Accept-Language": language}).content.decode()
        chooser = page.split('id="language-panel"')[1].split("</form>")[0]
        assert ">English</button>" in chooser
        assert ">Deutsch</button>" in chooser


def test_choosing_a_language_sets_the_cookie(client: Client) -> None:
    answer = client.post(reverse("set_language"), {"language": "de", "next": reverse("guide:index")})
    assert answer.url == reverse("guide:index")
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "de"
    assert '<html lang="de"' in client.get("/").content.decode()


def test_choosing_a_language_keeps_it_for_the_person(client_as, people) -> None:
    client_as("core").post(reverse("set_language"), {"language": "de", "next": "/"})
    people["core"].refresh_from_db()
    assert people["core"].language == "de"


@pytest.mark.parametrize("language", ["xx", "", "de\r\nX: 1", "../de"])
def test_a_language_that_is_not_offered_changes_nothing(client_as, people, language: str) -> None:
    client = client_as("core")
    answer = client.post(reverse("set_language"), {"language": language, "next": "/"})
    assert answer.status_code == 302
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies
    people["core"].refresh_from_db()
    assert people["core"].language == ""


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil"],
)
def test_the_chooser_leads_nowhere_else(client: Client, address: str) -> None:
    answer = client.post(reverse("set_language"), {"language": "de", "next": address})
    assert answer.status_code == 302
    assert answer.url == "/"


def test_a_language_is_chosen_by_post_only(client: Client) -> None:
    assert client.get(reverse("set_language"), {"language": "de"}).status_code == 405
