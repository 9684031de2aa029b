"""What people write stands in every PDF letter for letter, and nothing in it is carried out.

Texts that would mean something to Typst, to a browser, to a spreadsheet or to the direction of writing are
put into every field that a document shows; then they are looked for in what the reader of the PDF gets.
"""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject
from tests.reports.sample import sample_plan, with_text

from octant.reports.pdf import plan_pdf
from octant.reports.printable import printable
from octant.rounds.models import Finding
from octant.surveys.actions.surveys import add_survey, open_survey
from octant.surveys.models import Invitation
from octant.workshops.models import Activity, Idea, Proposal, Voice, Workshop

# Short enough for every field, so that all of it has to be found.
TEXTS = {
    "typst code": '#panic("out") #eval("1+1") #sys.version',
    "typst file": '#read("/etc/passwd") #include "look.typ"',
    "typst page": "#pagebreak() #v(50cm) #place(top)[over]",
    "typst markup": "*bold* _it_ $x^2$ `raw` @ref <label> ~ --",
    "typst lists": "= Title + one / term: two // gone /* gone */",
    "typst link": '#link("https://evil.example")[safe] [] {} ]]',
    "backslashes": r"a\nb \u{41} \\ \" \# \{ ${7*7} %s {0}",
    "script": "<script>alert(1)</script><b>fat</b> &lt;i&gt;",
    "picture": '"><img src=x onerror=alert(1)>',
    "templates": "{{ settings.SECRET_KEY }} {% debug %}",
    "address": "javascript:alert(1) https://evil.example/x",
    "formula": '=HYPERLINK("http://evil.example";"x")',
    "PDF": "(x) Tj ET endstream endobj /JS (app.alert(1)) >>",
    "arabic": "مرحبا بالعالم",
    "hebrew": "שלום עולם",
    "mixed": "abc שלום 123 مرحبا xyz",
    "emoji": "Trams 🌱 and 🚋 run",
    "accents": "Žąsų ėdalas, õäöü, ļņķģ, łódź, øåæ, ß",
}
UNSEEN = "a\x01b\x1b[31mc\x7fd\u202ee\u2066f\u200bg"  # controls, turned direction, nothing wide
RIGHT_TO_LEFT = ("R", "AL")
HARMLESS = {"/Link"}
FORBIDDEN = {
    "/JS",
    "/JavaScript",
    "/Launch",
    "/OpenAction",
    "/AA",
    "/EmbeddedFiles",
    "/AcroForm",
    "/RichMedia",
}


def only_seen(text: str) -> str:
    """Without white space and what takes no room: the same signs in the same order, however lines fall."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in text if not sign.isspace() and unicodedata.category(sign)[0] != "C")


def text_of(reader: PdfReader) -> str:
    return only_seen("".join(page.extract_text() for page in reader.pages))


def is_in(wanted: str, found: str) -> bool:
    """Of words that run from right to left, pypdf gives the signs in no order: then all must be there."""
    signs = only_seen(wanted)
    if any(unicodedata.bidirectional(sign) in RIGHT_TO_LEFT for sign in signs):
        return set(signs) <= set(found)
    return signs in found


def everything(thing: Any, seen: set[int]) -> Iterator[DictionaryObject]:
    """Each dictionary in the file, whatever leads to it."""
    if isinstance(thing, IndirectObject):
        if thing.idnum in seen:
            return
        seen.add(thing.idnum)
        thing = thing.get_object()
    if isinstance(thing, DictionaryObject):
        yield thing
        for part in thing.values():
            yield from everything(part, seen)
    elif isinstance(thing, ArrayObject):
        for part in thing:
            yield from everything(part, seen)


def require_harmless(reader: PdfReader) -> None:
    """The file does nothing by itself, and leads to addresses of our own only."""
    for found in everything(reader.trailer, set()):
        assert not FORBIDDEN & found.keys(), found.keys()
        assert found.get("/S") not in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR")
        if "/URI" in found and found.get("/S") == "/URI":
            assert str(found["/URI"]).startswith(
                ("https://example.org/", "http://testserver/", "http://localhost")
            )


@pytest.fixture
def filled(cluster, round_) -> Callable[[str], dict[str, tuple[str, int]]]:
    """Put a text into all that the documents show; {document: (its address, how often it stands in it)}."""

    def fill(text: str) -> dict[str, tuple[str, int]]:
        stored = text.replace("\x00", "")
        cluster.name = round_.title = stored[:80]
        cluster.save()
        round_.baseline_at = datetime(2026, 1, 31, 12, tzinfo=UTC)  # nobody has to rate first any more
        round_.save()
        Finding.objects.create(round=round_, category="finance", text=stored, source=stored[:100])
        survey = add_survey(
            round=round_, by=None, anonymity="sector", title=stored[:120], intro=stored, closes_at=CLOSES
        )
        survey.questions.create(
            kind="single", text=stored, help=stored, options=[{"key": "a", "text": stored}]
        )
        open_survey(survey=survey, by=None)
        Invitation.objects.create(survey=survey)
        workshop = Workshop.objects.create(
            cluster=cluster, round=round_, title=stored[:120], intro=stored, notes=stored, status="ended",
            facilitator_name=stored[:200], anonymity="named",
        )  # fmt: skip
        ideas = Activity.objects.create(
            workshop=workshop, kind="ideas", title=stored[:120], prompt=stored, notes=stored, phase="done"
        )
        Idea.objects.create(activity=ideas, text=stored, outcome="set_aside", reason=stored[:500])
        consent = Activity.objects.create(workshop=workshop, kind="consent", title=stored[:120], phase="done")
        proposal = Proposal.objects.create(activity=consent, number=1, text=stored, status="adopted")
        person = workshop.participants.create(token="t", name=stored[:120], organisation=stored[:200])
        Voice.objects.create(
            activity=consent, proposal=proposal, participant=person, stance="objection", text=stored
        )
        where = [cluster.slug, round_.number]
        return {
            "plan": (reverse("reports:plan_pdf", args=where), 4),
            "canvas": (reverse("reports:canvas", args=[*where, "resources"]), 1),
            "minutes": (reverse("reports:workshop_minutes", args=[*where, workshop.pk]), 8),
            "workshop invitation": (reverse("reports:workshop_invitation", args=[*where, workshop.pk]), 2),
            "survey invitation": (reverse("reports:survey_invitation", args=[*where, survey.pk]), 2),
            "code cards": (reverse("reports:survey_codes", args=[*where, survey.pk]), 1),
            "paper sheet": (reverse("reports:survey_sheet", args=[*where, survey.pk]), 1),
        }

    return fill


CLOSES = datetime(2099, 1, 31, 12, tzinfo=UTC)


def read(client: Client, address: str) -> PdfReader:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(response.content))


@pytest.mark.django_db
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_it_stands_there_letter_for_letter_and_does_nothing(client_as, filled, text):
    client = client_as("core")
    missing = []
    for name, (address, least) in filled(text).items():
        reader = read(client, address)
        found = text_of(reader)
        if not is_in(printable(text), found):
            missing.append(name)
        if text.isascii() and found.count(only_seen(text)) < least:
            missing.append(f"{name}: {found.count(only_seen(text))} times, not {least}")
        assert "root:" not in found
        require_harmless(reader)
    assert missing == []


@pytest.mark.django_db
def test_what_nobody_can_see_is_left_out(client_as, filled):
    client = client_as("core")
    for name, (address, _least) in filled(UNSEEN).items():
        reader = read(client, address)
        found = "".join(page.extract_text() for page in reader.pages)
        assert "ab[31mcdefg" in only_seen(found), name
        unseen = {sign for sign in found if unicodedata.category(sign) in ("Cc", "Cf")}
        assert unseen <= {"\n", "\u200b", "\xad"}, name
        assert "\x1b" not in str(reader.metadata)
        assert "\u202e" not in str(reader.metadata)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_field_of_a_whole_plan(text):
    """Decisions, goals, measures, sources and charts too, and what is read aloud of the charts."""
    reader = PdfReader(BytesIO(plan_pdf(with_text(sample_plan(), text))))
    plain = PdfReader(BytesIO(plan_pdf(with_text(sample_plan(), "x" * len(text)))))
    assert is_in(printable(text), text_of(reader))
    if text.isascii():
        assert text_of(reader).count(only_seen(text)) >= 40
    assert abs(len(reader.pages) - len(plain.pages)) <= 2  # no page was broken, nothing was hidden
    assert only_seen(printable(text)) in only_seen(reader.metadata.title)
    require_harmless(reader)
