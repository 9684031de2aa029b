"""Results: sealed until revealed, small groups hidden in every output, waves compared per person."""

import csv
import io
import json
import re
import zipfile
from itertools import pairwise

import pytest
from django.test import Client
from python_calamine import load_workbook
from tests.helpers import HOSTILE, count_queries

from octant.clusters.export import write_export
from octant.domain import scoring
from octant.frameworks import queries as frameworks
from octant.journal.models import Entry
from octant.ratings.models import Respondent
from octant.rounds.models import Round
from octant.surveys.actions import surveys as survey_actions
from octant.surveys.actions.answers import NotOpen
from octant.surveys.actions.waves import ask_again, reveal
from octant.surveys.models import Ballot, Question, Survey
from octant.surveys.queries import results as queries
from octant.surveys.queries.counting import FIRST_TEXTS, count, summary
from octant.surveys.queries.surveys import questions

from .voting import vote, vote_again

FRAMEWORK = frameworks.framework("csei", 1, "en")
KEYS = [dimension.key for dimension in FRAMEWORK.dimensions]
FIRST, SECOND = KEYS[:2]


@pytest.fixture
def base(survey):
    return f"/clusters/north/rounds/1/surveys/{survey.pk}/results/"


def crowd(survey, **sizes):
    """So many people of each sector; public says 4, everybody else 2, academia 1."""
    levels = {"public": 4, "academic": 1}
    for sector, size in sizes.items():
        for _person in range(size):
            vote(survey, sector, now={FIRST: levels.get(sector, 2)}, wished={FIRST: 5})


def open_results(survey, number=1):
    waves = queries.waves_of(survey)
    return queries.results(survey, waves[number - 1], waves, FRAMEWORK, questions(survey))


def csv_of(client, base, query=""):
    text = b"".join(client.get(f"{base}export.csv{query}").streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


# ---------- Sealed ----------


def test_until_revealed_only_the_number_of_answers_is_shown(survey, base, client_as):
    crowd(survey, public=7)
    for role in ("viewer", "coordinator"):
        page = client_as(role).get(base).content.decode()
        assert "sealed" in page
        assert "7 answers" in page
        assert "Median" not in page
        assert "<meter" not in page
        for file in ("export.csv", "export.xlsx", "charts/octant.svg", f"charts/strip-now-{FIRST}.svg"):
            assert client_as(role).get(base + file).status_code == 404
        assert client_as(role).get(f"{base}comments/?about=now:{FIRST}").status_code == 404
    assert client_as("").get(f"/s/{survey.code}/results/").content.decode().count("<svg") < 3
    assert "not open yet" in client_as("").get(f"/s/{survey.code}/results/").content.decode()


def test_a_team_that_may_look_sees_the_total_but_no_sectors_and_no_words(round_, people, client_as):
    survey = survey_actions.add_survey(
        round=round_, by=None, anonymity="sector", title="Look", team_sees_before=True
    )
    survey_actions.open_survey(survey=survey, by=people["core"])
    for _person in range(6):
        vote(survey, "public", now={FIRST: 3}, comments={FIRST: "A word of mine"})
    base = f"/clusters/north/rounds/1/surveys/{survey.pk}/results/"
    page = client_as("core").get(base).content.decode()
    assert "Not revealed yet" in page
    assert "6 people gave a level" in page
    assert "A word of mine" not in page
    assert "By sector" not in page
    assert "sealed" in client_as("viewer").get(base).content.decode()
    rows = csv_of(client_as("core"), base)
    assert "A word of mine" not in str(rows)
    [answers] = [at for at, row in enumerate(rows) if row == ["Answers"]]
    assert rows[answers + 2] == []  # headings only: two files in a row would tell who came in between


def test_revealing_closes_the_survey_and_is_journaled(survey, base, client_as):
    crowd(survey, public=7)
    client = client_as("coordinator")
    assert client_as("core").post(f"{base}reveal/").status_code == 403
    client.post(f"{base}reveal/")
    survey.refresh_from_db()
    assert survey.status == "closed"
    with pytest.raises(NotOpen):
        vote(survey, "public", now={FIRST: 1})
    page = client.get(base).content.decode()
    assert "7 people gave a level" in page
    assert "What next" in page
    client.post(f"{base}reveal/")
    assert Entry.objects.filter(verb="survey.revealed").count() == 1


def test_a_survey_in_preparation_has_nothing_to_reveal(round_, client_as):
    survey = survey_actions.add_survey(round=round_, by=None, anonymity="sector", title="Later")
    response = client_as("coordinator").post(f"/clusters/north/rounds/1/surveys/{survey.pk}/results/reveal/")
    assert response.status_code == 403


def test_respondents_see_the_results_only_if_they_are_shared(survey, people, client_as):
    crowd(survey, public=7)
    reveal(survey=survey, by=people["coordinator"])
    url = f"/s/{survey.code}/results/"
    assert "7 people gave a level" in client_as("").get(url).content.decode()
    Survey.objects.filter(pk=survey.pk).update(shared_with_respondents=False)
    page = client_as("").get(url).content.decode()
    assert "for the team only" in page
    assert "gave a level" not in page


# ---------- Small groups ----------


def test_too_few_answers_show_nothing_at_all(survey, base, people, client_as):
    crowd(survey, public=4)
    reveal(survey=survey, by=people["coordinator"])
    client = client_as("coordinator")
    page = client.get(base).content.decode()
    assert "Too few answers to show" in page
    assert "gave a level" not in page
    for file in ("export.csv", "export.xlsx", "charts/octant.svg", f"charts/strip-now-{FIRST}.svg"):
        assert client.get(base + file).status_code == 404
    assert "gave a level" not in client_as("").get(f"/s/{survey.code}/results/").content.decode()
    take_over = f"/clusters/north/rounds/1/surveys/{survey.pk}/take-over/now/"
    assert client.get(take_over).status_code == 302


def test_a_small_sector_and_what_would_reveal_it_are_hidden_in_every_output(survey, base, people, client_as):
    crowd(survey, public=8, social=6, academic=2)
    reveal(survey=survey, by=people["coordinator"])
    client = client_as("coordinator")
    item = open_results(survey).dimension(FIRST).now
    assert list(item.groups) == ["public"]
    assert set(item.hidden) == {"private", "social", "academic", ""}
    assert item.histogram.counts == (2, 6, 0, 8, 0)
    for html in (
        client.get(base).content.decode(),
        client_as("").get(f"/s/{survey.code}/results/").content.decode(),
    ):
        assert "Public sector" in html
        assert "Academia" not in html
        assert "Social economy" not in html
    for sector, status in (("public", 200), ("social", 404), ("academic", 404), ("private", 404), ("", 404)):
        for ext in ("svg", "png"):
            answered = client.get(f"{base}charts/strip-now-{FIRST}.{ext}?sector={sector}")
            assert answered.status_code == status, sector
    rows = csv_of(client, base)
    assert any(row[2:3] == ["Public sector"] for row in rows)
    assert not any("Academia" in cell or "Social economy" in cell for row in rows for cell in row)
    book = load_workbook(io.BytesIO(client.get(f"{base}export.xlsx").content))
    cells = [
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert not any("Academia" in cell or "Social economy" in cell for cell in cells)


def test_subtracting_everything_shown_from_the_total_leaves_enough_people(survey, people):
    """Whatever the sizes: nobody is left when all shown groups are taken away, or enough people are."""
    crowd(survey, public=9, private=5, social=3, academic=1)
    vote(survey, "", now={FIRST: 3, SECOND: 2})
    for _person in range(5):
        vote(survey, "private", now={SECOND: 5})
    reveal(survey=survey, by=people["coordinator"])
    found = open_results(survey)
    items = [item for row in found.dimensions for item in (row.now, row.wished) if item.total]
    assert items
    for item in items:
        left = [
            everyone - sum(group.counts[level] for group in item.groups.values())
            for level, everyone in enumerate(item.total.counts)
        ]
        assert min(left) >= 0
        assert sum(left) == 0 or sum(left) >= survey.minimum_group
        assert all(group.n == 0 or group.n >= survey.minimum_group for group in item.groups.values())


def test_the_export_of_the_cluster_has_no_counts_of_small_groups(survey, people, cluster):
    crowd(survey, public=8, social=6, academic=2)
    reveal(survey=survey, by=people["coordinator"])
    file = io.BytesIO()
    write_export(cluster, file)
    with zipfile.ZipFile(file) as archive:
        [wave] = json.loads(archive.read("data/surveys.wave.json"))
        assert "summary" not in wave
        assert not any(b"academic" in archive.read(name) for name in archive.namelist())


def test_one_question_hides_a_sector_of_which_few_could_judge(survey, people):
    crowd(survey, public=9, social=8)
    for _person in range(7):
        vote(survey, "private", now={FIRST: None, SECOND: 3})
    for _person in range(5):
        vote(survey, "public", now={SECOND: 3})
    reveal(survey=survey, by=people["coordinator"])
    found = open_results(survey)
    assert set(found.visible) == {"public", "private", "social", "academic", ""}
    assert set(found.dimension(FIRST).now.groups) >= {"public", "social"}
    second = found.dimension(SECOND).now
    assert second.groups["private"].n == 7
    assert second.groups["public"].n == 5


def test_the_smallest_group_is_what_the_team_chose(round_, people):
    survey = survey_actions.add_survey(
        round=round_, by=None, anonymity="sector", title="Careful", minimum_group=10
    )
    survey_actions.open_survey(survey=survey, by=people["core"])
    for sector, size in (("public", 12), ("social", 9)):
        for _person in range(size):
            vote(survey, sector, now={FIRST: 3})
    reveal(survey=survey, by=people["coordinator"])
    assert open_results(survey).dimension(FIRST).now.groups == {}


@pytest.mark.parametrize("anonymity", ["anonymous", "sector"])
def test_no_file_has_a_name_a_time_or_a_number_of_a_person(anonymity, round_, people, client_as):
    survey = survey_actions.add_survey(round=round_, by=None, anonymity=anonymity, title="Secret")
    survey_actions.open_survey(survey=survey, by=people["core"])
    for level in (1, 2, 3, 4, 5, 5):
        vote(survey, "public", now={FIRST: level})
    reveal(survey=survey, by=people["coordinator"])
    base = f"/clusters/north/rounds/1/surveys/{survey.pk}/results/"
    rows = csv_of(client_as("coordinator"), base)
    text = str(rows)
    at = rows.index(["Answers"])
    assert not {"Name", "Organisation", "Sector"} & set(rows[at + 1])
    for number in (*Ballot.objects.values_list("pk", flat=True), *Respondent.objects.values_list("pk")):
        assert str(number) not in text
    assert not re.search(r"20\d\d-\d\d|\d\d:\d\d", text)
    if anonymity == "anonymous":
        assert "Public sector" not in text


def test_rows_of_two_waves_are_in_different_orders(survey, base, people, client_as):
    """Otherwise row 7 of one file and row 7 of the other would be the same person."""
    ballots = [vote(survey, "public", now={FIRST: 1 + n % 5, SECOND: 1 + n // 5}) for n in range(25)]
    reveal(survey=survey, by=people["coordinator"])
    ask_again(survey=survey, by=people["core"])
    for n, ballot in enumerate(ballots):
        vote_again(survey, ballot, now={FIRST: 1 + n % 5, SECOND: 1 + n // 5})
    reveal(survey=survey, by=people["coordinator"])
    client = client_as("coordinator")

    def answers(query):
        rows = csv_of(client, base, query)
        at = rows.index(["Answers"])
        return rows[at + 2 : at + 27]

    first, second = answers("?wave=1"), answers("?wave=2")
    assert sorted(first) == sorted(second)
    assert first != second
    assert first == answers("?wave=1")


def test_a_named_survey_keeps_the_names_in_the_file_of_the_team(round_, people, client_as):
    survey = survey_actions.add_survey(
        round=round_, by=None, anonymity="named", title="Open", asks_organisation="optional"
    )
    survey_actions.open_survey(survey=survey, by=people["core"])
    for number in range(6):
        ballot = vote(survey, "public", now={FIRST: 3})
        Ballot.objects.filter(pk=ballot.pk).update(name=f"=Person {number}", organisation="Harbour Works")
    reveal(survey=survey, by=people["coordinator"])
    rows = csv_of(client_as("core"), f"/clusters/north/rounds/1/surveys/{survey.pk}/results/")
    assert any(row[:1] == ["'=Person 3"] and row[1] == "Harbour Works" for row in rows)
    others = csv_of(client_as("viewer"), f"/clusters/north/rounds/1/surveys/{survey.pk}/results/")
    assert ["3"] in others
    assert "Person 3" not in str(others)
    assert "Harbour Works" not in str(others)
    shared = client_as("").get(f"/s/{survey.code}/results/").content.decode()
    assert "Person 3" not in shared


# ---------- Comments and own questions ----------


def test_comments_stand_with_their_dimension_if_enough_people_rated_it(survey, base, people, client_as):
    for _person in range(6):
        vote(survey, "public", now={FIRST: 3})
    vote(survey, "public", now={FIRST: 4, SECOND: 1}, comments={FIRST: "Seen by all", SECOND: "Only mine"})
    reveal(survey=survey, by=people["coordinator"])
    client = client_as("viewer")
    page = client.get(base).content.decode()
    assert "Seen by all" in page
    assert "Only mine" not in page
    assert client.get(f"{base}comments/?about=now:{FIRST}").status_code == 200
    assert client.get(f"{base}comments/?about=now:{SECOND}").status_code == 404
    assert client.get(f"{base}comments/?about=feasible:{FIRST}").status_code == 404
    assert "Only mine" not in str(csv_of(client_as("viewer"), base))
    assert "Only mine" not in client_as("").get(f"/s/{survey.code}/results/").content.decode()


def test_many_comments_are_shown_a_few_at_a_time(survey, base, people, client_as):
    for number in range(60):
        vote(survey, "public", now={FIRST: 3}, comments={FIRST: f"Comment {number}"})
    reveal(survey=survey, by=people["coordinator"])
    page = client_as("viewer").get(base).content.decode()
    assert page.count('<li dir="auto">Comment') == FIRST_TEXTS
    listed = client_as("viewer").get(f"{base}comments/?about=now:{FIRST}").content.decode()
    assert listed.count('<li dir="auto">Comment') == 50


def own(survey, kind, **values):
    options = [{"key": "a", "text": "Trams"}, {"key": "b", "text": "Boats"}, {"key": "c", "text": "Bikes"}]
    options = options if kind in ("single", "multiple", "ranking") else []
    return Question.objects.create(survey=survey, kind=kind, text=f"My {kind}", options=options, **values)


def test_own_questions_are_counted_by_kind(survey, base, people, client_as):
    single, multiple, scale, text, ranking = (
        own(survey, kind) for kind in ("single", "multiple", "scale", "text", "ranking")
    )
    for number in range(8):
        vote(
            survey,
            "public",
            questions={
                single.pk: "a" if number < 6 else "b",
                multiple.pk: ["a", "b"] if number % 2 else ["c"],
                scale.pk: 4,
                text.pk: f"Words {number}",
                ranking.pk: ["b", "a", "c"] if number < 5 else ["a", "b", "c"],
            },
        )
    reveal(survey=survey, by=people["coordinator"])
    found = {row.question.kind: row for row in open_results(survey).questions}
    assert [(option.text, option.people) for option in found["single"].options] == [
        ("Trams", 6),
        ("Boats", 2),
        ("Bikes", 0),
    ]
    assert [option.people for option in found["multiple"].options] == [4, 4, 4]
    assert found["multiple"].n == 8
    assert found["multiple"].options[0].share == 0.5
    assert found["scale"].histogram.counts == (0, 0, 0, 8, 0)
    assert [option.text for option in found["ranking"].options] == ["Boats", "Trams", "Bikes"]
    page = client_as("viewer").get(base).content.decode()
    assert "6 (75%)" in page
    assert "Words" in page
    assert client_as("viewer").get(f"{base}comments/?about=question:{text.pk}").status_code == 200
    assert client_as("viewer").get(f"{base}comments/?about=question:{single.pk}").status_code == 404
    assert sum(cell.startswith("Words ") for row in csv_of(client_as("viewer"), base) for cell in row) == 8


def test_a_question_that_few_answered_is_not_shown(survey, people, base, client_as):
    question = own(survey, "single")
    crowd(survey, public=6)
    for _person in range(3):
        vote(survey, "public", questions={question.pk: "b"})
    reveal(survey=survey, by=people["coordinator"])
    [row] = open_results(survey).questions
    assert not row.is_shown
    assert row.n == 0
    assert row.options == ()
    assert not any("Boats" in cell for each in csv_of(client_as("viewer"), base) for cell in each)


def test_influences_come_as_the_middle_answer(round_, people, client_as):
    survey = survey_actions.add_survey(
        round=round_, by=None, anonymity="anonymous", title="Levers", depth="none", asks_influence=True
    )
    survey_actions.open_survey(survey=survey, by=people["core"])
    for strength in (3, 3, 3, 2, 2):
        vote(survey, influence={(FIRST, SECOND): strength})
    for strength in (0, 0, 0, 3):
        vote(survey, influence={(SECOND, FIRST): strength})
    reveal(survey=survey, by=people["coordinator"])
    found = open_results(survey)
    assert set(found.influence) == {(FIRST, SECOND)}  # the other cell has four answers only
    assert found.influence[FIRST, SECOND].n == 5
    assert found.influence[FIRST, SECOND].median == scoring.rounded(2 + 1 / 6 + 0.5)
    base = f"/clusters/north/rounds/1/surveys/{survey.pk}/"
    client = client_as("coordinator")
    assert "What moves what" in client.get(f"{base}results/").content.decode()
    client.post(f"{base}take-influence/")
    assert round_.influence_groups.get().rows.get().values == {SECOND: 3}


# ---------- Order, split, now and wished for ----------


def test_where_opinions_differ_most_comes_first(survey, base, people, client_as):
    third = KEYS[2]
    for number in range(10):
        levels = {FIRST: 3, SECOND: 1 if number < 5 else 5, third: 2 + number % 3}
        vote(survey, "public", now=levels, wished={FIRST: 5})
    reveal(survey=survey, by=people["coordinator"])
    order = [row.key for row in open_results(survey).by_difference()]
    assert order[:3] == [SECOND, third, FIRST]
    page = client_as("viewer").get(base).content.decode()
    assert page.index(f'id="{SECOND}"') < page.index(f'id="{third}"') < page.index(f'id="{FIRST}"')
    assert "Two camps" in page
    listed = client_as("viewer").get(f"{base}?order=framework").content.decode()
    places = [listed.index(f'id="{key}"') for key in KEYS]
    assert all(before < after for before, after in pairwise(places))
    assert open_results(survey).dimension(FIRST).share_wide == 1.0
    assert "100% see two levels or more to go" in page


def test_the_share_of_wide_gaps_is_hidden_where_it_would_give_one_person_away(survey, people):
    crowd(survey, public=8)
    vote(survey, "public", now={FIRST: 1})  # nine said now, eight of them the wish as well
    reveal(survey=survey, by=people["coordinator"])
    assert open_results(survey).dimension(FIRST).share_wide is None


# ---------- Waves ----------


def two_waves(survey, people, first, second, *, newcomers=()):
    """People who answer twice, and some who come only the second time."""
    ballots = [vote(survey, "public", now={FIRST: level}) for level in first]
    reveal(survey=survey, by=people["coordinator"])
    ask_again(survey=survey, by=people["core"])
    survey.refresh_from_db()
    for ballot, level in zip(ballots, second, strict=False):
        vote_again(survey, ballot, now={FIRST: level})
    for level in newcomers:
        vote(survey, "public", now={FIRST: level})
    reveal(survey=survey, by=people["coordinator"])


def test_a_second_wave_says_how_many_changed_their_mind(survey, base, people, client_as):
    two_waves(survey, people, [1, 1, 1, 5, 5, 5], [2, 1, 1, 4, 4, 5])
    change = open_results(survey, 2).dimension(FIRST).change
    assert change.people.n == 6
    assert change.people.changed == 0.5
    assert change.people.up == pytest.approx(1 / 6)
    assert change.people.down == pytest.approx(1 / 3)
    assert change.agreement > 0
    page = client_as("viewer").get(base).content.decode()
    assert "Of 6 people who gave a level both times, 50% changed it" in page
    first = client_as("viewer").get(f"{base}?wave=1").content.decode()
    assert "both times" not in first
    assert client_as("viewer").get(f"{base}?wave=3").status_code == 404


def test_one_newcomer_cannot_be_found_by_comparing_the_waves(survey, base, people, client_as):
    two_waves(survey, people, [1, 1, 1, 5, 5, 5], [2, 1, 1, 4, 4, 5], newcomers=[3])
    assert open_results(survey, 2).dimension(FIRST).change.people is None
    page = client_as("viewer").get(base).content.decode()
    assert "Too few people took part in both rounds" in page
    assert "% changed it" not in page


def test_a_sector_hidden_in_one_wave_is_hidden_in_all(survey, people, base, client_as):
    crowd(survey, public=8, social=7)
    ballots = [vote(survey, "academic", now={FIRST: 1}) for _person in range(6)]
    reveal(survey=survey, by=people["coordinator"])
    assert set(open_results(survey).dimension(FIRST).now.groups) >= {"public", "social", "academic"}
    ask_again(survey=survey, by=people["core"])
    survey.refresh_from_db()
    crowd(survey, public=8, social=7)
    for ballot in ballots[:3]:
        vote_again(survey, ballot, now={FIRST: 1})
    reveal(survey=survey, by=people["coordinator"])
    client = client_as("viewer")
    for wave in (1, 2):
        assert "academic" not in open_results(survey, wave).dimension(FIRST).now.groups
        assert "Academia" not in client.get(f"{base}?wave={wave}").content.decode()
        assert not any("Academia" in cell for row in csv_of(client, base, f"?wave={wave}") for cell in row)
        chart = f"{base}charts/strip-now-{FIRST}.svg?wave={wave}&sector=academic"
        assert client.get(chart).status_code == 404


def test_asking_again_needs_revealed_results_and_happens_once(survey, base, people, client_as):
    client = client_as("core")
    assert client.post(f"{base}again/").status_code == 403
    crowd(survey, public=6)
    reveal(survey=survey, by=people["coordinator"])
    client.post(f"{base}again/")
    client.post(f"{base}again/")
    assert survey.waves.count() == 2
    survey.refresh_from_db()
    assert survey.is_open
    page = client.get(base).content.decode()
    assert "6 people gave a level" in page  # the last revealed one stays open while people answer again
    assert "sealed" in client.get(f"{base}?wave=2").content.decode()
    listed = client.get(f"/clusters/north/rounds/1/surveys/{survey.pk}/").content.decode()
    assert "0 people have answered" in listed
    page = Client().get(f"/s/{survey.code}/").content.decode()
    assert "We ask once more" in page
    assert f'href="/s/{survey.code}/results/"' in page
    assert "6 people have answered" in Client().get(f"/s/{survey.code}/results/").content.decode()


def test_the_first_time_nobody_reads_that_it_is_another(survey):
    assert "We ask once more" not in Client().get(f"/s/{survey.code}/").content.decode()


# ---------- Into the round ----------


def decided(**levels):
    return {"decided_on": "2026-11-20", "participants": "Core team", "text": "Yes", "reservations": ""} | {
        f"level-{key}": value for key, value in levels.items()
    }


def test_taking_over_needs_a_decision_and_keeps_what_is_shown(survey, people, client_as, round_):
    crowd(survey, public=8, social=6)
    reveal(survey=survey, by=people["coordinator"])
    url = f"/clusters/north/rounds/1/surveys/{survey.pk}/take-over/now/"
    client = client_as("coordinator")
    page = client.get(url).content.decode()
    assert 'value="3.6"' in page  # the interpolated median is suggested
    wrong = client.post(url, decided(**{FIRST: "5.5"}))
    assert wrong.status_code == 422
    assert "Core team" in wrong.content.decode()
    assert client.post(url, decided() | {"decided_on": "2199-01-01"}).status_code == 422
    assert not round_.adoptions.exists()
    client.post(url, decided(**{FIRST: "3.0"}))
    adoption = round_.adoptions.get()
    assert adoption.distribution == {FIRST: [0, 6, 0, 8, 0]}
    assert float(round_.agreed_levels.get().level) == 3.0
    assert adoption.decision.participants == "Core team"
    assert client.get(url).status_code == 302
    results = client.get(f"/clusters/north/rounds/1/surveys/{survey.pk}/results/").content.decode()
    assert "Counted in for “now”" in results
    assert "Nothing of this counts" not in results
    assert "Take over “how it is now”" not in results  # what has been taken over is not offered again
    assert "Take over “how it should be”" in results
    client.post(f"/clusters/north/rounds/1/surveys/{survey.pk}/take-back/{adoption.pk}/")
    assert not round_.adoptions.exists()
    assert not round_.agreed_levels.exists()


@pytest.mark.parametrize(
    ("moment", "reason", "open_way"),
    [
        ("baseline_at", "“how it is now”: The baseline is frozen", "wished"),
        ("profile_agreed_at", "“how it should be”: The ideal profile has been agreed", "now"),
        ("plan_agreed_at", "“how it should be”: The plan has been agreed", "now"),
    ],
)
def test_the_page_says_why_something_cannot_be_taken_over(
    base, survey, people, client_as, moment, reason, open_way
):
    crowd(survey, public=8)
    reveal(survey=survey, by=people["coordinator"])
    Round.objects.update(**{moment: survey.created_at})
    page = client_as("coordinator").get(base).content.decode()
    assert f"Take over {reason}" in page
    assert re.findall(r"/take-over/(\w+)/", page) == [open_way]


def test_wishes_become_targets(survey, people, client_as, round_):
    crowd(survey, public=8)
    reveal(survey=survey, by=people["coordinator"])
    url = f"/clusters/north/rounds/1/surveys/{survey.pk}/take-over/wished/"
    client_as("coordinator").post(url, decided(**{FIRST: "4.5"}))
    assert float(round_.dimension_visions.get().target) == 4.5
    assert client_as("coordinator").get(url.replace("wished", "feasible")).status_code == 404


def test_sealed_answers_cannot_be_taken_over(survey, client_as):
    crowd(survey, public=8)
    for path in ("take-over/now/", "take-over/wished/"):
        url = f"/clusters/north/rounds/1/surveys/{survey.pk}/{path}"
        assert client_as("coordinator").get(url).status_code == 404
        assert client_as("coordinator").post(url, decided()).status_code == 404


# ---------- How it is read ----------


def test_the_kept_summary_is_what_counting_anew_gives(survey, people):
    own(survey, "ranking")
    crowd(survey, public=8, social=6, academic=2)
    reveal(survey=survey, by=people["coordinator"])
    wave = queries.waves_of(survey)[0]
    assert summary(wave) == count(wave, final=True)
    wave.summary = None
    assert summary(wave) == count(wave, final=True)


def test_a_wave_that_was_covered_again_is_counted_anew(survey, people):
    """A workshop may go back: what was kept when it was first revealed no longer counts."""
    crowd(survey, public=8)
    reveal(survey=survey, by=people["coordinator"])
    wave = queries.waves_of(survey)[0]
    wave.revealed_at = None
    wave.save()
    survey_actions.open_survey(survey=survey, by=people["core"])
    crowd(survey, public=1)
    assert summary(wave).people == 9
    reveal(survey=survey, by=people["coordinator"])
    assert summary(queries.waves_of(survey)[0]).people == 9


def test_pages_make_the_same_queries_however_many_answered(survey, base, people, client_as):
    client = client_as("coordinator")
    text = own(survey, "text")
    counts = []
    for rounds in (6, 8, 30):
        for number in range(rounds):
            vote(
                survey,
                "public",
                now=dict.fromkeys(KEYS, 1 + number % 5),
                wished=dict.fromkeys(KEYS, 4),
                comments={FIRST: "A word"},
                questions={text.pk: "Words"},
            )
        reveal(survey=survey, by=people["coordinator"])
        pages = ("", "?order=framework", "charts/octant.svg", f"comments/?about=now:{FIRST}")
        counts.append([count_queries(client, base + page) for page in pages])
        ask_again(survey=survey, by=people["core"])
        survey.refresh_from_db()
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 15


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_in_results(text, survey, base, people, client_as):
    question = Question.objects.create(
        survey=survey, kind="single", text=text, options=[{"key": "a", "text": text}]
    )
    words = Question.objects.create(survey=survey, kind="text", text=text)
    scale = Question.objects.create(survey=survey, kind="scale", text=text)
    for _person in range(6):
        vote(
            survey,
            "public",
            now={FIRST: 3},
            comments={FIRST: text},
            questions={question.pk: "a", words.pk: text, scale.pk: 2},
        )
    reveal(survey=survey, by=people["coordinator"])
    client = client_as("viewer")
    for page in (base, f"{base}comments/?about=now:{FIRST}", f"/s/{survey.code}/results/"):
        html = client.get(page).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    cells = [cell for row in csv_of(client, base) for cell in row]
    assert not any(cell.startswith(("=", "@", "+")) for cell in cells)
    assert client.get(f"{base}export.xlsx").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "charts/strip-now-nothing.svg",
        "charts/strip-feasible-membership.svg",
        "charts/strip.svg",
        "charts/octant.svg?size=huge",
        "charts/octant.svg?wave=two",
        "comments/?about=now:nothing",
        "comments/?about=question:999",
        "comments/?about=question:x",
        "?wave=-1",
        "?wave=%00",
    ],
)
def test_addresses_that_lead_nowhere(path, survey, base, people, client_as):
    crowd(survey, public=6)
    reveal(survey=survey, by=people["coordinator"])
    assert client_as("viewer").get(base + path).status_code == 404
