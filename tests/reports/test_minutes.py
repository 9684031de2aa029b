"""Minutes, invitations, codes and sheets as PDF."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader
from tests.helpers import HOSTILE

from octant.demo.load import load
from octant.reports import minutes, pdf
from octant.reports.printable import BREAK
from octant.surveys.actions.surveys import add_survey
from octant.surveys.models import Invitation
from octant.workshops.models import Activity, Idea, Proposal, Voice, Workshop


def text_of(made: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    return " ".join(text.replace(BREAK, "").replace("\xad", "").split())


@pytest.fixture
def held(db) -> Workshop:
    """The workshop of the demo."""
    load()
    workshop = Workshop.objects.select_related("round__cluster").get(status="ended")
    workshop.cluster = workshop.round.cluster
    return workshop


def test_everything_of_a_workshop_stands_in_it(held):
    made = minutes.minutes_pdf(held, "en")
    text = text_of(made)
    for wanted in (
        *("Why do we see collaboration so differently?", "23 June 2026", "100 minutes (90 minutes planned)"),
        *("22 people", "Sectors with few people are not shown", "no group of fewer than 5 people"),
        *("A welcome for those who are new", "24 dots", "Too costly for what it brings", "Not decided yet"),
        *("Small associations have nobody they can send", "Can live with it: 21.", "two camps"),
        *("How useful was this meeting", "A lunch date.", "Coffee helped", "is made up to show"),
    ):
        assert wanted in text, wanted
    assert "Academia" not in text
    assert "Private" not in text
    reader = PdfReader(BytesIO(made))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.metadata.title == "Minutes · Why do we see collaboration so differently?"


def test_in_german_dates_and_numbers_are_german(held):
    made = minutes.minutes_pdf(held, "de")
    assert "23. Juni 2026" in text_of(made)
    assert "2,7" in text_of(made)
    assert PdfReader(BytesIO(made)).trailer["/Root"]["/Lang"] == "de"


VERY_LONG = [*HOSTILE, "W" * 1000, "مرحبا " * 150, "\x00\u202e\ud800", " \n "]


@pytest.mark.parametrize("text", VERY_LONG)
def test_hostile_text_stays_text(round_, text):
    stored = text.encode(errors="ignore").decode().replace("\x00", "")
    workshop = Workshop.objects.create(
        cluster=round_.cluster, round=round_, title=stored[:120], notes=stored, status="ended",
        facilitator_name=stored[:200], anonymity="named",
    )  # fmt: skip
    ideas = Activity.objects.create(
        workshop=workshop, kind="ideas", title=stored[:120], prompt=stored, notes=stored, phase="done"
    )
    Idea.objects.create(activity=ideas, text=stored, outcome="set_aside", reason=stored[:500])
    consent = Activity.objects.create(workshop=workshop, kind="consent", title=stored[:120], phase="done")
    proposal = Proposal.objects.create(
        activity=consent, number=1, text=stored, status="adopted", reservations=stored
    )
    person = workshop.participants.create(token="t", name=stored[:120], organisation=stored[:200])
    Voice.objects.create(
        activity=consent, proposal=proposal, participant=person, stance="objection", text=stored
    )
    made = minutes.minutes_pdf(workshop, "en")
    assert made.startswith(b"%PDF")


def test_no_english_stands_in_the_layout():
    source = re.sub(r"//[^\n]*", "", (pdf.LAYOUT / "minutes.typ").read_text())
    texts = re.findall(r'"([^"\n]*)"', source) + re.findall(r"\[([^\]\n{}]*)\]", source)
    assert [text for text in texts if re.search(r"[A-Z][a-z]+ [a-z]", text)] == []


# ---------- Through the pages ----------


def address(name, pk):
    return reverse(f"reports:{name}", args=["north", 1, pk])


@pytest.mark.parametrize("name", ["workshop_minutes", "workshop_invitation"])
def test_files_of_a_workshop(client_as, round_, name):
    workshop = Workshop.objects.create(
        cluster=round_.cluster, round=round_, title="Kick-off", intro="Come and see"
    )
    response = client_as("viewer").get(address(name, workshop.pk) + "?language=de&download=1")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert "Kick-off" in text_of(response.content)
    nonsense = client_as("viewer").get(address(name, workshop.pk) + "?language=xx")
    assert nonsense.status_code == 200


def test_the_invitation_leads_to_the_workshop(client_as, round_):
    workshop = Workshop.objects.create(cluster=round_.cluster, round=round_, title="Kick-off", code="CDFGHJ")
    text = text_of(client_as("viewer").get(address("workshop_invitation", workshop.pk)).content)
    assert "CDFGHJ" in text.replace(" ", "")
    assert "testserver/join" in text
    assert "kept without your name" in text


def test_files_of_a_survey(client_as, round_):
    survey = add_survey(round=round_, by=None, anonymity="sector", title="What do you see?", code="CDFGHJ")
    core = client_as("core")
    text = text_of(core.get(address("survey_invitation", survey.pk)).content)
    assert "CDFGHJ" in text.replace(" ", "")
    assert "What do you see?" in text
    sheet = text_of(core.get(address("survey_sheet", survey.pk)).content)
    assert f"surveys/{survey.pk}/sheets" in sheet.replace(" ", "")
    assert core.get(address("survey_codes", survey.pk)).status_code == 404
    Invitation.objects.create(survey=survey, code="CDFGHJKMNPQR")
    Invitation.objects.create(survey=survey, code="RRRRRRRRRRRR", used=True)
    Invitation.objects.create(survey=survey, email="a@example.org", code="TTTTTTTTTTTT")
    codes = text_of(core.get(address("survey_codes", survey.pk)).content)
    assert "CDFGHJKMNPQR" in codes.replace(" ", "")
    assert "RRRR" not in codes
    assert "TTTT" not in codes


def test_no_sheet_or_poster_for_what_has_none(client_as, round_):
    survey = add_survey(
        round=round_, by=None, anonymity="sector", title="In depth", depth="statements", open_link=False
    )
    assert client_as("core").get(address("survey_sheet", survey.pk)).status_code == 404
    assert client_as("core").get(address("survey_invitation", survey.pk)).status_code == 404
