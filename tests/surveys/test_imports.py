"""Answers from other programs, through the pages. The headings are those the programs write."""

import re
from functools import partial
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.at_once import at_once
from tests.forms import Form, forms_of
from tests.helpers import HOSTILE, count_queries

from octant.core.sheets.uploads import Status
from octant.core.sheets.writing import csv_lines, xlsx
from octant.frameworks import queries as frameworks
from octant.journal.models import Entry
from octant.ratings.models import Comment, Rating, Respondent
from octant.surveys.actions import imports
from octant.surveys.actions.answers import Answers, answer, ballot_on_paper
from octant.surveys.actions.surveys import add_survey, open_survey
from octant.surveys.imports.pairs import pair
from octant.surveys.imports.plan import Reader
from octant.surveys.imports.programs import dropped, program, variants
from octant.surveys.imports.targets import dimension_names, influence_key, proposals
from octant.surveys.models import Answer, AnswerImport, Ballot, Influence, Question, Source, Survey
from octant.surveys.queries.answers import current_wave

pytestmark = pytest.mark.django_db
DIMENSIONS = frameworks.framework("csei", 1, "en").dimensions
NAMES = [dimension.name for dimension in DIMENSIONS]
KEYS = [dimension.key for dimension in DIMENSIONS]


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def client(client_as) -> Client:
    return client_as("core")


def make(round_, people, anonymity: str = "sector", questions: tuple[dict, ...] = (), **values) -> Survey:
    survey = add_survey(
        round=round_, by=people["core"], anonymity=anonymity, title="What do you see?", **values
    )
    for question in questions:
        Question.objects.create(survey=survey, **question)
    return open_survey(survey=survey, by=people["core"])


def address(survey: Survey, row: AnswerImport | None = None, what: str = "") -> str:
    base = f"/clusters/north/rounds/1/surveys/{survey.pk}/imports/"
    return f"{base}{row.pk}/{what}" if row else base


def bring(
    client: Client, survey: Survey, content: bytes | list[list[object]], name: str = "answers.csv"
) -> AnswerImport:
    if isinstance(content, list):
        content = "".join(csv_lines(content)).encode()
    response = client.post(address(survey), {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.content.decode()
    row = AnswerImport.objects.first()
    assert row is not None
    return row


def page(client: Client, row: AnswerImport, what: str = "") -> str:
    response = client.get(address(row.survey, row, what))
    assert response.status_code == 200
    return response.content.decode()


def form(client: Client, row: AnswerImport, ending: str, what: str = "") -> Form:
    url = address(row.survey, row)
    return next(
        each
        for each in forms_of(url, page(client, row, what))
        if each.action.endswith(ending) and each.method == "post"
    )


def check(client: Client, row: AnswerImport, **changed: str) -> AnswerImport:
    found = form(client, row, "/columns/", "columns/")
    response = client.post(found.action, dict(found.filled(**changed)))
    assert response.status_code == 302, re.findall("ds-validation-message[^<]*<", response.content.decode())
    row.refresh_from_db()
    assert row.status == Status.CHECKED
    return row


def do(client: Client, row: AnswerImport, what: str, status: int = 302) -> AnswerImport:
    assert client.post(address(row.survey, row, f"{what}/")).status_code == status
    row.refresh_from_db()
    return row


def levels(aspect: str = "now") -> list[tuple[str, int | None]]:
    return sorted(Rating.objects.filter(aspect=aspect).values_list("item", "level"), key=str)


GOOGLE = [
    ["Timestamp", "Email Address", *(f"Please rate [{name}]" for name in NAMES), "Sector"],
    [
        "5/17/2026 9:12:33",
        "one@example.org",
        "1",
        "2",
        "3",
        "4",
        "5",
        "1",
        "2",
        "don't know",
        "Public sector",
    ],
    ["5/17/2026 9:14:02", "two@example.org", "5", "", "", "", "", "", "", "", "Private sector"],
    ["5/17/2026 9:15:40", "three@example.org", "", "", "", "", "", "", "", "", ""],
]
MICROSOFT = [
    ["ID", "Start time", "Completion time", "Email", "Name", *NAMES],
    *(
        [n, "2026-05-17 09:00", "2026-05-17 09:05", "anonymous", "A Person", *([n % 5 + 1] * 8)]
        for n in range(6)
    ),
]
LIMESURVEY = [
    [
        "id. Response ID",
        "submitdate. Date submitted",
        "lastpage. Last page",
        "startlanguage. Start language",
        "seed. Seed",
        "ipaddr. IP address",
        *(f"G01Q{n:02}. {name}" for n, name in enumerate(NAMES, start=1)),
    ],
    [1, "2026-05-17 09:12:33", 3, "en", 17, "192.0.2.7", *(f"A{n % 5 + 1}" for n in range(8))],
]
EUSURVEY = [
    [
        "Invitation number",
        "Contribution ID",
        "User name",
        "Languages",
        "Creation date",
        "Last update",
        *NAMES,
    ],
    ["", "7f6", "someone", "EN", "17/05/2026 09:12", "17/05/2026 09:14", *("4 - good" for _n in range(8))],
]


@pytest.mark.parametrize(
    ("name", "content", "people_count"),
    [
        ("Google Forms", GOOGLE, 2),
        ("Microsoft Forms", MICROSOFT, 6),
        ("LimeSurvey", LIMESURVEY, 1),
        ("EUSurvey", EUSURVEY, 1),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exports_of_four_programs(
    client, round_, people, name, content, people_count: int, kind: str
) -> None:
    survey = make(round_, people)
    file = xlsx({"Form1": content}) if kind == "xlsx" else "".join(csv_lines(content)).encode()
    row = bring(client, survey, file, f"answers.{kind}")
    html = page(client, row)
    assert f"This looks like a file from {name}." in html
    check(client, row)
    assert set(row.choices["columns"].values()) - {"sector"} == {f"now:{key}" for key in KEYS}
    do(client, row, "import")
    assert row.status == Status.DONE
    assert Ballot.objects.filter(survey=survey, source=Source.IMPORT).count() == people_count
    assert Respondent.objects.count() == people_count
    assert set(Rating.objects.values_list("item", flat=True)) == set(KEYS)


def test_levels_and_sectors_arrive(client, round_, people) -> None:
    survey = make(round_, people)
    do(client, check(client, bring(client, survey, GOOGLE)), "import")
    assert set(Respondent.objects.values_list("sector", flat=True)) == {"public", "private"}
    first = Respondent.objects.get(sector="public")
    found = dict(first.ratings.values_list("item", "level"))
    assert found == dict(zip(KEYS, [1, 2, 3, 4, 5, 1, 2, None], strict=True))
    assert Ballot.objects.get(pk=first.voice).sector == "public"
    entry = Entry.objects.get(verb="survey.answers_imported")
    assert entry.after == {"answers": 2}


def test_what_an_anonymous_survey_must_not_keep_is_gone_from_the_file_at_once(
    client, round_, people, media
) -> None:
    survey = make(round_, people, "anonymous")
    row = bring(client, survey, xlsx({"Form1": MICROSOFT}), "answers.xlsx")
    html = page(client, row)
    assert "have been taken out of the file" in html
    for heading in ("Start time", "Completion time", "Email", "Name"):
        assert heading in html
    kept = b"".join(path.read_bytes() for path in media.rglob("*") if path.is_file())
    assert b"A Person" not in kept
    assert b"2026-05-17" not in kept
    offered = re.findall(r'name="column-(\d+)"', html)
    assert offered == [str(place) for place in range(5, 13)]


def test_people_in_columns_without_a_telling_heading_are_found(client, round_, people, media) -> None:
    survey = make(round_, people, "anonymous")
    content = [["Q1", "Q2", "Q3", NAMES[0]], ["a@example.org", "2026-05-17 09:12", "192.0.2.7", "3"]] * 1
    row = bring(client, survey, content)
    assert [why for _place, _heading, why in row.choices["dropped"][""]] == ["person", "time", "person"]
    check(client, row)
    assert not row.source.exists()  # the untouched file goes once the columns are said
    kept = b"".join(path.read_bytes() for path in media.rglob("*") if path.is_file())
    assert b"a@example.org" not in kept


def test_nothing_connects_a_row_of_the_file_with_a_ballot(client, round_, people) -> None:
    survey = make(round_, people)
    content = [[*NAMES], *([n % 5 + 1] * 8 for n in range(40))]
    row = do(client, check(client, bring(client, survey, content)), "import")
    assert row.undo["ballots"] == sorted(row.undo["ballots"])
    in_file = [n % 5 + 1 for n in range(40)]
    by_number = list(Rating.objects.filter(item=KEYS[0]).order_by("pk").values_list("level", flat=True))
    assert sorted(by_number) == sorted(in_file)
    assert by_number != in_file
    assert "problems" not in row.result


def test_a_named_survey_keeps_the_name_and_never_the_time(client, round_, people) -> None:
    survey = make(round_, people, "named", asks_organisation="optional")
    content = [
        ["Start time", "Name", "Organisation", NAMES[0]],
        ["2026-05-17 09:12", "P One", "Harbour", "3"],
    ]
    row = bring(client, survey, content)
    assert "are no answers and are left out" in page(client, row)
    do(client, check(client, row), "import")
    assert Ballot.objects.values_list("name", "organisation").get() == ("P One", "Harbour")


def test_now_and_wished_for_stand_side_by_side_as_in_a_file_of_octants_own(client, round_, people) -> None:
    survey = make(round_, people, asks_wished=True)
    head = [f"{name} (now)" for name in NAMES] + [f"{name} (wished for)" for name in NAMES]
    do(client, check(client, bring(client, survey, [head, [2] * 8 + [4] * 8])), "import")
    assert {level for _item, level in levels("now")} == {2}
    assert {level for _item, level in levels("wished")} == {4}


def test_statements_give_their_dimension_a_level(client, round_, people) -> None:
    survey = make(round_, people, depth="statements")
    statements = DIMENSIONS[0].statements
    do(
        client,
        check(
            client,
            bring(client, survey, [[each.text for each in statements], ["fully true"] * len(statements)]),
        ),
        "import",
    )
    found = dict(levels())
    assert found[KEYS[0]] == 5
    assert all(found[each.id] == 5 for each in statements)
    by_hand = ballot_on_paper(survey=survey, source=Source.PAPER)
    wave = current_wave(survey)
    answer(
        ballot=by_hand, wave=wave, answers=Answers({"now": {each.id: 5 for each in statements}}), by_team=True
    )
    mine = Rating.objects.filter(respondent__voice=by_hand.pk).values_list("item", "level")
    assert dict(mine) == found  # the same as if it had been typed in


def test_levels_in_words_of_the_framework_in_any_language(client, round_, people) -> None:
    survey = make(round_, people)
    german = frameworks.framework("csei", 1, "de").dimensions
    content = [
        NAMES[:2],
        [german[0].levels[1].label, german[1].levels[4].text],
        [DIMENSIONS[0].levels[2].text, "x"],
    ]
    row = check(client, bring(client, survey, content))
    assert row.result["levels"] == {f"now:{KEYS[0]}": {"2": 1, "3": 1}, f"now:{KEYS[1]}": {"5": 1, "x": 1}}


def test_a_person_says_what_other_words_mean(client, round_, people) -> None:
    survey = make(round_, people)
    content = [
        [NAMES[0], NAMES[1], "Sector"],
        ["Stimme zu", "Stimme ZU", "Klub X"],
        ["Egal", "3", ""],
        ["k. A.", "2", ""],
    ]
    row = check(client, bring(client, survey, content))
    assert row.result["figures"] == {"rows.error": 2, "rows.new": 1}
    found = form(client, row, "/words/")
    data = dict(found.filled(**{"word-levels-0": "4", "word-levels-1": "x", "word-sector-0": "social"}))
    assert len(found.others) >= 3
    words = {word for word, _n in row.result["unknown"]["levels"]}
    assert words == {"Stimme zu", "Stimme ZU", "Egal"}
    for name, (word, _times) in enumerate(row.result["unknown"]["levels"]):
        data[f"word-levels-{name}"] = "x" if word == "Egal" else "4"
    assert client.post(found.action, data).status_code == 302
    row.refresh_from_db()
    assert row.result["figures"] == {"rows.new": 3}
    do(client, row, "import")
    assert levels() == sorted(
        [(KEYS[0], 4), (KEYS[1], 4), (KEYS[0], None), (KEYS[1], 3), (KEYS[1], 2)], key=str
    )
    assert set(Respondent.objects.values_list("sector", flat=True)) == {"social", ""}


QUESTIONS = (
    {
        "kind": "single",
        "text": "How did you hear of us?",
        "options": [{"key": "a", "text": "A friend"}, {"key": "b", "text": "Radio, paper"}],
    },
    {
        "kind": "multiple",
        "text": "What do you need?",
        "options": [{"key": "a", "text": "Money"}, {"key": "b", "text": "People, rooms"}],
    },
    {"kind": "scale", "text": "How useful?", "low": "not", "high": "very"},
    {"kind": "text", "text": "Anything else?"},
    {
        "kind": "ranking",
        "text": "What first?",
        "options": [{"key": "a", "text": "Rooms"}, {"key": "b", "text": "Rules"}],
    },
)


def test_own_questions_of_every_kind(client, round_, people) -> None:
    survey = make(round_, people, depth="none", questions=QUESTIONS)
    head = ["How did you hear of us?", "What do you need?", "How useful?", "Anything else?", "What first?"]
    content = [
        head,
        ["radio, paper", "Money;People, rooms;", "4", "=1+1 thanks", "Rules;Rooms;"],
        ["A friend", "Money, People, rooms", "x", "", ""],
    ]
    do(client, check(client, bring(client, survey, content)), "import")
    single, multiple, scale, text, ranking = Question.objects.filter(survey=survey).order_by("pk")

    def of(question: Question) -> list[tuple[str, int | None, str]]:
        rows = Answer.objects.filter(question=question).values_list("option", "number", "text")
        return sorted(rows, key=str)

    assert of(single) == [("a", None, ""), ("b", None, "")]
    assert of(multiple) == [("a", None, ""), ("a", None, ""), ("b", None, ""), ("b", None, "")]
    assert of(scale) == [("", 4, "")]
    assert of(text) == [("", None, "=1+1 thanks")]
    assert of(ranking) == [("a", 2, ""), ("b", 1, "")]


def test_one_column_for_each_answer_and_each_place(client, round_, people) -> None:
    survey = make(round_, people, depth="none", questions=QUESTIONS)
    _single, multiple, _scale, _text, ranking = Question.objects.filter(survey=survey).order_by("pk")
    content = [
        [
            "Q2[SQ001]. What do you need? [Money]",
            "Q2[SQ002]. What do you need? [People, rooms]",
            "First",
            "Second",
        ],
        ["Yes", "No", "Rules", "Rooms"],
        ["", "Y", "Rules", "Rules"],
    ]
    row = bring(client, survey, content)
    check(client, row, **{"column-2": f"q{ranking.pk}:#1", "column-3": f"q{ranking.pk}:#2"})
    assert row.choices["columns"]["0"] == f"q{multiple.pk}:a"
    assert [(p["row"], p["code"]) for p in row.result["problems"]] == [(3, "twice_ranked")]
    do(client, row, "import")
    assert set(Answer.objects.values_list("question", "option", "number")) == {
        (multiple.pk, "a", None),
        (ranking.pk, "b", 1),
        (ranking.pk, "a", 2),
    }


def test_errors_are_told_by_row_and_column(client, round_, people) -> None:
    survey = make(round_, people)
    row = check(
        client,
        bring(
            client,
            survey,
            [[NAMES[0], f"Comment on “{NAMES[0]}”"], ["7", "a\x07"], ["3", "good"]],
        ),
        **{"column-1": f"comment:{KEYS[0]}"},
    )
    assert {(p["row"], p["column"], p["code"]) for p in row.result["problems"]} == {
        (2, NAMES[0], "level"),
        (2, f"Comment on “{NAMES[0]}”", "control"),
    }
    assert "is no level from 1 to 5" in page(client, row)
    assert "no level" in b"".join(client.get(address(survey, row, "problems.csv")).streaming_content).decode()
    do(client, row, "import")
    assert Comment.objects.get().text == "good"


def test_an_import_is_undone_as_a_whole(client, round_, people) -> None:
    survey = make(round_, people, questions=QUESTIONS[:1])
    paper = ballot_on_paper(survey=survey, source=Source.PAPER)
    answer(ballot=paper, wave=current_wave(survey), answers=Answers({"now": {KEYS[0]: 3}}), by_team=True)
    row = do(client, check(client, bring(client, survey, [*GOOGLE])), "import")
    do(client, row, "undo")
    assert row.status == Status.UNDONE
    assert list(Ballot.objects.all()) == [paper]
    assert levels() == [(KEYS[0], 3)]
    assert not Answer.objects.exists()
    do(client, check(client, bring(client, survey, GOOGLE)), "import")
    assert Ballot.objects.count() == 3


def test_the_same_file_counts_once(client, round_, people) -> None:
    survey = make(round_, people)
    do(client, check(client, bring(client, survey, GOOGLE)), "import")
    again = check(client, bring(client, survey, GOOGLE))
    assert "nobody counts twice" in page(client, again)
    do(client, again, "import", status=403)
    assert Ballot.objects.count() == 2


def test_only_an_open_question_takes_answers(client, round_, people) -> None:
    draft = add_survey(round=round_, by=people["core"], anonymity="sector", title="Not yet")
    refused = client.post(address(draft), {"file": SimpleUploadedFile("a.csv", b"a,b\n1,2")})
    assert refused.status_code == 403
    assert "still in preparation" in client.get(address(draft)).content.decode()
    survey = make(round_, people)
    row = do(client, check(client, bring(client, survey, GOOGLE)), "import")
    late = check(client, bring(client, survey, MICROSOFT))
    wave = current_wave(survey)
    wave.revealed_at = survey.created_at
    wave.save()
    do(client, late, "import", status=403)
    do(client, row, "undo", status=403)
    assert Ballot.objects.count() == 2
    assert "can no longer be undone" in page(client, row)


def test_columns_that_make_no_sense_are_refused(client, round_, people) -> None:
    survey = make(round_, people)
    row = bring(client, survey, [[NAMES[0], "Else"], ["3", "x"]])
    found = form(client, row, "/columns/", "columns/")
    for changed, text in (
        ({"column-0": ""}, "at least one column"),
        ({"column-1": f"now:{KEYS[0]}"}, "has this meaning already"),
        ({"column-1": "now:nonsense"}, "is not one of"),
    ):
        response = client.post(found.action, dict(found.filled(**changed)))
        assert response.status_code == 422
        assert text in response.content.decode()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_and_never_run(client, round_, people, text: str) -> None:
    survey = make(round_, people)
    row = bring(client, survey, [[NAMES[0], text], [text, "x"]])
    for html in (page(client, row), page(client, check(client, row))):
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_giving_up_and_broken_files(client, round_, people, media) -> None:
    survey = make(round_, people)
    row = bring(client, survey, GOOGLE)
    do(client, row, "give-up")
    assert not list(media.rglob("source"))
    broken = bring(client, survey, b"%PDF-1.7")
    assert "This is a PDF" in page(client, broken)
    letters = bring(client, survey, "Wert;Größe\nü;ö\n".encode("cp1252"))
    found = form(client, letters, "/read/")
    assert client.post(found.action, {"encoding": "utf-8", "separator": ""}).status_code == 302
    assert "breaks off" in page(client, letters)


def test_who_may(client_as, client, round_, people) -> None:
    survey = make(round_, people)
    row = bring(client, survey, GOOGLE)
    for role, status in (("viewer", 403), ("contributor", 403), ("stranger", 404), ("", 302)):
        assert client_as(role).get(address(survey)).status_code == status
        assert client_as(role).post(address(survey, row, "import/")).status_code == status
    other = make(round_, people)
    assert client.get(address(other, row)).status_code == 404


def test_query_counts_do_not_grow(client, round_, people) -> None:
    survey = make(round_, people)
    counts: dict[str, set[int]] = {"list": set(), "columns": set(), "checked": set(), "done": set()}
    for rows in (1, 3, 30):
        row = bring(client, survey, [[*NAMES[:2]], *([n % 5 + 1, rows % 5 + 1] for n in range(rows))])
        counts["columns"].add(count_queries(client, address(survey, row)))
        check(client, row)
        counts["checked"].add(count_queries(client, address(survey, row)))
        do(client, row, "import")
        counts["done"].add(count_queries(client, address(survey, row)))
        counts["list"].add(count_queries(client, address(survey)))
    assert all(len(seen) == 1 and max(seen) <= 15 for seen in counts.values()), counts


# ---------- Pure parts ----------


@pytest.mark.parametrize(
    ("heading", "values", "why"),
    [
        ("Timestamp", [], "time"),
        ("id. Response ID", [], "technical"),
        ("Vollständiger Name", [], "person"),
        ("Anything", ["a@example.org", "b@example.org", ""], "person"),
        ("Anything", ["17.05.2026 09:12", "17.05.2026, 10:12:13"], "time"),
        ("Anything", ["2001:db8::1", "::1:2:3"], "person"),
        ("Name the main problem", ["Money"], None),
        ("When was it founded?", ["2026-05-17"], None),
        ("Purpose", ["3", "4"], None),
    ],
)
def test_columns_that_are_no_answers(heading: str, values: list[str], why: str | None) -> None:
    assert dropped(heading, values) == why


def test_headings_and_their_programs() -> None:
    assert variants("G01Q02[SQ001]. What? [Purpose]") == [
        "G01Q02[SQ001]. What? [Purpose]",
        "What? [Purpose]",
        "G01Q02[SQ001]",
        "Purpose",
        "SQ001",
    ]
    assert program(["Question", "Other"]) == ""


@settings(deadline=None)
@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_level(value: str) -> None:
    reader = object.__new__(Reader)
    reader.words, reader.meaning = {}, {}
    try:
        level = reader._level(value, "purpose")
    except ValueError:
        return
    assert level in (None, 1, 2, 3, 4, 5, "-")


@pytest.mark.parametrize(
    ("value", "level"),
    [
        ("3", 3),
        ("4.0", 4),
        ("5 – always", 5),
        ("A2", 2),
        ("4 of 5", 4),
        ("1: not at all", 1),
        ("x", None),
        ("Weiß nicht", None),
        ("k. A.", "-"),
    ],
)
def test_levels_as_programs_write_them(value: str, level: object) -> None:
    reader = object.__new__(Reader)
    reader.words, reader.meaning = {}, {}
    assert reader._level(value, "purpose") == level


@pytest.mark.parametrize("value", ["0", "6", "12", "1-2", "4/5", "1.5", "-1", "٣"])
def test_what_is_no_level(value: str) -> None:
    reader = object.__new__(Reader)
    reader.words, reader.meaning = {}, {}
    with pytest.raises(ValueError, match="level"):
        reader._level(value, "purpose")


@pytest.mark.django_db(transaction=True)
def test_one_file_that_two_people_bring_in_at_once_counts_once(client, round_, people) -> None:
    survey = make(round_, people)
    rows = [check(client, bring(client, survey, GOOGLE)) for _person in range(2)]
    both = AnswerImport.objects.select_related("survey__round", "cluster").filter(pk__in=[r.pk for r in rows])
    found = at_once(*(partial(imports.start, row=row, by=people["core"]) for row in both))
    assert sum(isinstance(each, PermissionDenied) for each in found) == 1
    assert AnswerImport.objects.filter(status=Status.DONE).count() == 1
    assert Ballot.objects.count() == 2  # the third row is empty


# ---------- What moves what ----------


A, B, C = NAMES[:3]
PAIRS = [(KEYS[0], KEYS[1]), (KEYS[1], KEYS[0]), (KEYS[0], KEYS[2])]


@pytest.mark.parametrize(
    "headings",
    [
        [f"{A} > {B}", f"{B} → {A}", f"{A.upper()} -> {C}"],
        [f"G03Q01[SQ001_SQ002]. How strongly? [{A}][{B}]", f"How? [{B}] [{A}]", f"How strongly? [{A} | {C}]"],
        [f"How strongly does “{A}” act on … [{B}]", f"How strongly does {B} act on [{A}]", f"{A}: on [{C}]"],
        [f"1. {A} → 2. {B}", f"{B} acts on {A}", f"What moves what: {A} > {C}"],
    ],
)
def test_columns_of_an_influence_matrix_are_found(round_, people, headings: list[str]) -> None:
    survey = make(round_, people, asks_influence=True)
    found = proposals(survey, frameworks.framework("csei", 1, "en"), [], headings)
    assert found == {place: influence_key(*two) for place, two in enumerate(PAIRS)}
    german = [each.name for each in frameworks.framework("csei", 1, "de").dimensions[:3]]
    found = proposals(survey, frameworks.framework("csei", 1, "en"), [], [f"{german[0]} > {german[2]}"])
    assert found == {0: influence_key(KEYS[0], KEYS[2])}


@pytest.mark.parametrize(
    "heading", [f"{A} > {A}", "Costs > Benefits", f"Why do {A} and {B} matter? [{C}]", f"[{B}]"]
)
def test_what_is_no_pair_of_dimensions(heading: str) -> None:
    assert pair(heading, dimension_names(frameworks.framework("csei", 1, "en"))) is None


def test_an_influence_matrix_arrives_and_goes_again(client, round_, people) -> None:
    survey = make(round_, people, asks_influence=True)
    content = [
        [f"{A} > {B}", f"{B} > {A}", f"{A} > {C}", A],
        ["3", "0 – none", "strong", "4"],
        ["", "2,0", "kann ich nicht beurteilen", ""],
        ["4", "1", "very much", "1"],
    ]
    row = check(client, bring(client, survey, content))
    assert row.result["figures"] == {"rows.new": 2, "rows.error": 1}
    assert {(p["row"], p["column"], p["code"]) for p in row.result["problems"]} == {
        (4, f"{A} > {B}", "strength"),
        (4, f"{A} > {C}", "strength"),
    }
    html = page(client, row)
    assert "is no strength from 0 to 3" in html
    assert f"{A} → {B}" in html
    words = {word: place for place, (word, _n) in enumerate(row.result["unknown"]["influence"])}
    found = form(client, row, "/words/")
    said = {f"word-influence-{words['very much']}": "3", f"word-influence-{words['4']}": "-"}
    assert client.post(found.action, dict(found.filled(**said))).status_code == 302
    row.refresh_from_db()
    assert row.result["figures"] == {"rows.new": 3}
    assert "“very much” (said before)" in page(client, row)
    do(client, row, "import")
    rows = Influence.objects.values_list("source", "target", "strength")
    assert sorted(rows) == sorted(
        [(*PAIRS[0], 3), (*PAIRS[1], 0), (*PAIRS[2], 3), (*PAIRS[1], 2), (*PAIRS[1], 1), (*PAIRS[2], 3)]
    )
    by_hand = ballot_on_paper(survey=survey, source=Source.PAPER)
    answer(ballot=by_hand, wave=current_wave(survey), answers=Answers(influence={PAIRS[0]: 1}), by_team=True)
    do(client, row, "undo")
    assert [(each.ballot, each.strength) for each in Influence.objects.all()] == [(by_hand, 1)]


def test_a_survey_that_does_not_ask_for_it_takes_no_influence(client, round_, people) -> None:
    survey = make(round_, people)
    row = bring(client, survey, [[f"{A} > {B}", A], ["3", "4"]])
    assert "influence:" not in page(client, row)


def test_what_words_mean_is_remembered_for_the_next_file(client, round_, people) -> None:
    survey = make(round_, people)
    first = check(client, bring(client, survey, [[A], ["Egal"]]))
    found = form(client, first, "/words/")
    assert client.post(found.action, dict(found.filled(**{"word-levels-0": "2"}))).status_code == 302
    do(client, first, "import")
    second = check(client, bring(client, survey, [[A], ["EGAL"], ["3"]]))
    assert second.result["figures"] == {"rows.new": 2}
    found = form(client, second, "/words/")
    assert dict(found.filled())["said-levels-0"] == "2"


def test_an_import_that_breaks_off_leaves_nothing(client, round_, people, monkeypatch) -> None:
    survey = make(round_, people)
    row = check(client, bring(client, survey, GOOGLE))

    def stop(**_values: object) -> None:
        assert Ballot.objects.exists()
        raise RuntimeError("the server stops")

    with monkeypatch.context() as patch:
        patch.setattr("octant.surveys.actions.imports.writing.record", stop)
        with pytest.raises(RuntimeError):
            client.post(address(survey, row, "import/"))
    assert not Ballot.objects.exists()
    assert not Rating.objects.exists()
    assert "stopped half way" in page(client, row)
    do(client, row, "import")
    assert Ballot.objects.count() == 2


def test_the_order_of_the_file_is_in_no_number(client, round_, people) -> None:
    survey = make(round_, people, asks_influence=True, questions=QUESTIONS[2:3])
    head = [A, f"{A} > {B}", "How useful?"]
    content = [head, *([n % 5 + 1, n % 4, n % 5 + 1] for n in range(60))]
    do(client, check(client, bring(client, survey, content)), "import")
    for rows, in_file in (
        (Rating.objects.order_by("pk").values_list("level", flat=True), [n % 5 + 1 for n in range(60)]),
        (Influence.objects.order_by("pk").values_list("strength", flat=True), [n % 4 for n in range(60)]),
        (Answer.objects.order_by("pk").values_list("number", flat=True), [n % 5 + 1 for n in range(60)]),
    ):
        assert sorted(rows) == sorted(in_file)
        assert list(rows) != in_file
