"""Matching: worked examples, and properties of lists and of rounds of meetings."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octant.domain.matching import (
    Entry,
    Guest,
    Reason,
    distance_km,
    likeness,
    match,
    meeting_rounds,
    whom_to_meet,
)

BERLIN, POTSDAM, MUNICH = (52.52, 13.405), (52.39, 13.06), (48.137, 11.575)


def need(**values) -> Entry:
    return Entry(
        **({"key": "n", "owner": "club", "category": "training", "text": "Course in bookkeeping"} | values)
    )


def offer(key: str, **values) -> Entry:
    return Entry(**({"key": key, "owner": f"owner-{key}", "category": "training"} | values))


# ---------- Offers for a need ----------


def test_all_reasons_of_a_worked_example() -> None:
    wanted = need(place=BERLIN, sdgs=frozenset({"4", "8"}), target_groups=frozenset({"youth"}))
    given_offer = offer(
        "o",
        text="We give a course in bookkeeping",
        place=POTSDAM,
        sdgs=frozenset({"4"}),
        target_groups=frozenset({"youth", "elders"}),
    )
    ties = [("club", "town"), ("town", "owner-o"), ("club", "shop")]
    (found,) = match([wanted], [given_offer], ties)
    assert found.reasons == (
        Reason.SAME_CATEGORY,
        Reason.SIMILAR_TEXT,
        Reason.NEAR,
        Reason.TARGET_GROUP,
        Reason.COMMON_PARTNER,
        Reason.SHARED_SDG,
        Reason.NO_TIE,
    )
    assert found.partners == ("town",)
    assert (found.target_groups, found.sdgs) == (("youth",), ("4",))
    assert found.km == pytest.approx(27.4, abs=0.5)
    nearness = 8 * (100 - found.km) / 75
    assert found.points == pytest.approx(40 + 30 * found.likeness + 6 + 3 + nearness + 5 + 3)


def test_who_has_a_tie_needs_no_introduction() -> None:
    (found,) = match([need()], [offer("o")], [("owner-o", "club"), ("club", "town"), ("town", "owner-o")])
    assert found.reasons == (Reason.SAME_CATEGORY, Reason.TIED)
    assert found.partners == ()


def test_nearness_alone_answers_nothing() -> None:
    near = offer("o", category="rooms", text="A hall for dances", place=BERLIN, sdgs=frozenset("4"))
    assert match([need(place=BERLIN, sdgs=frozenset("4"))], [near]) == []


def test_alike_texts_answer_across_categories() -> None:
    (found,) = match([need()], [offer("o", category="advice", text="bookkeeping course")])
    assert found.reasons[0] == Reason.SIMILAR_TEXT


def test_own_offers_are_left_out() -> None:
    assert match([need()], [offer("o", owner="club")]) == []


def test_without_category_and_text_nothing_matches() -> None:
    assert match([need(category="", text="")], [offer("o", category="", text="")]) == []


def test_words_that_all_offers_have_say_nothing() -> None:
    offers = [offer(str(i), category="x", text=f"offer for association number{i}") for i in range(30)]
    offers.append(offer("fits", category="x", text="bookkeeping for association"))
    found = match([need(text="bookkeeping for association")], offers)
    assert [each.offer.key for each in found] == ["fits"]


def test_texts_of_any_script_are_compared() -> None:
    assert likeness("Räume für Vereine", "für Vereine: Räume!") == 1
    assert likeness("обучение волонтёров", "Обучение волонтёров") == 1
    assert likeness("", "anything") == 0


def test_distance_of_cities() -> None:
    assert distance_km(BERLIN, MUNICH) == pytest.approx(504, abs=2)
    assert distance_km((0, 179.5), (0, -179.5)) == pytest.approx(111.2, abs=0.1)
    assert distance_km((90, 0), (-90, 120)) == pytest.approx(20015, abs=1)


words = st.sampled_from(["course", "room", "money", "advice", "Räume", "=1+1", "<b>", "مرحبا", ""])
entries = st.builds(
    Entry,
    key=st.integers(0, 99),
    owner=st.integers(0, 5),
    category=st.sampled_from(["", "training", "rooms"]),
    text=st.lists(words, max_size=4).map(" ".join),
    target_groups=st.frozensets(st.sampled_from("ab")),
    sdgs=st.frozensets(st.sampled_from(["1", "2"])),
    place=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
)
people_ties = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8)


@settings(deadline=None)
@given(st.lists(entries, max_size=4), st.lists(entries, max_size=25), people_ties)
def test_lists_are_ordered_short_and_never_of_oneself(needs, offers, ties) -> None:
    found = match(needs, offers, ties, most=3)
    assert len(found) <= 3 * len(needs)
    for each in found:
        assert each.need.owner != each.offer.owner
        assert each.points > 0
        assert {Reason.SAME_CATEGORY, Reason.SIMILAR_TEXT} & set(each.reasons)
        assert (Reason.TIED in each.reasons) != (Reason.NO_TIE in each.reasons)
        assert not (each.partners and Reason.TIED in each.reasons)
    for wanted in needs:
        alone = match([wanted], offers, ties, most=3)
        assert [each.points for each in alone] == sorted((each.points for each in alone), reverse=True)
        assert all(each in found for each in alone)


@settings(deadline=None)
@given(st.lists(entries, max_size=10), st.lists(entries, max_size=10), people_ties)
def test_whom_to_meet_looks_both_ways(needs, offers, ties) -> None:
    found = whom_to_meet(0, needs, offers, ties)
    assert [meeting.points for meeting in found] == sorted((each.points for each in found), reverse=True)
    for meeting in found:
        assert meeting.other != 0
        assert meeting.points == pytest.approx(sum(each.points for each in meeting.matches))
        for each in meeting.matches:
            assert {each.need.owner, each.offer.owner} == {0, meeting.other}
            assert each.need in needs
            assert each.offer in offers


# ---------- Rounds of meetings ----------


def guests(count: int, sectors: int = 3) -> list[Guest]:
    return [Guest(number, "abcd"[number % sectors]) for number in range(count)]


def meetings(plan) -> Counter:
    return Counter(
        frozenset(pair) for tables in plan.rounds for seated in tables for pair in combinations(seated, 2)
    )


@pytest.mark.parametrize("count", [2, 3, 4, 7, 8, 20])
def test_everybody_meets_everybody_once_in_as_many_rounds_as_that_takes(count: int) -> None:
    plan = meeting_rounds(guests(count), 99)
    assert len(plan.rounds) == count - 1 + count % 2
    assert set(meetings(plan).values()) == {1}
    assert len(meetings(plan)) == count * (count - 1) / 2


@settings(deadline=None)
@given(st.integers(0, 24), st.integers(0, 8), st.integers(1, 4))
def test_pairs_never_meet_twice(count: int, rounds: int, sectors: int) -> None:
    plan = meeting_rounds(guests(count, sectors), rounds)
    assert plan.repeats == 0
    assert max(meetings(plan).values(), default=1) == 1
    for tables, pausing in zip(plan.rounds, plan.pausing, strict=True):
        assert sorted([guest for seated in tables for guest in seated] + list(pausing)) == list(range(count))
        assert len(pausing) == count % 2
    pauses = Counter(guest for pausing in plan.pausing for guest in pausing)
    assert max(pauses.values(), default=0) <= 1


@settings(deadline=None)
@given(st.integers(2, 20), st.integers(1, 4), st.integers(3, 6))
def test_tables_seat_everybody_and_differ_by_one(count: int, rounds: int, table: int) -> None:
    plan = meeting_rounds(guests(count), rounds, table=table)
    assert len(plan.rounds) == rounds
    for tables in plan.rounds:
        sizes = [len(seated) for seated in tables]
        assert max(sizes) <= table
        assert max(sizes) - min(sizes) <= 1
        assert sorted(guest for seated in tables for guest in seated) == list(range(count))
    assert plan.repeats == sum(times - 1 for times in meetings(plan).values())


def test_large_tables_do_not_repeat_where_that_is_easy() -> None:
    plan = meeting_rounds(guests(24, 4), 4, table=4)
    assert plan.repeats == 0


def test_sectors_mix_where_they_can() -> None:
    plan = meeting_rounds(guests(16, 4), 6)
    assert plan.across == 1.0


def test_mixing_is_fair_where_equals_have_to_meet() -> None:
    """Ten of twelve are of one sector: in six rounds ten different people meet one of the two others."""
    people = [Guest(number, "a" if number < 10 else "b") for number in range(12)]
    plan = meeting_rounds(people, 5)
    across = Counter(guest for pair in meetings(plan) for guest in pair if max(pair) > 9 and min(pair) < 10)
    assert [across[number] for number in range(10)] == [1] * 10


def test_colleagues_and_acquaintances_are_kept_apart() -> None:
    people = [Guest(number, organisation=number // 2) for number in range(8)]
    plan = meeting_rounds(people, 3, acquainted=[(0, 2)])
    met = meetings(plan)
    assert not any(frozenset((number, number + 1)) in met for number in range(0, 8, 2))
    assert frozenset((0, 2)) not in met


def test_the_same_people_give_the_same_plan() -> None:
    assert meeting_rounds(guests(15), 4, table=4) == meeting_rounds(guests(15), 4, table=4)


def test_plans_that_cannot_be() -> None:
    assert meeting_rounds([], 3).rounds == ()
    assert meeting_rounds(guests(1), 3).across is None
    for wrong in [lambda: meeting_rounds(guests(4), 1, table=1), lambda: meeting_rounds(guests(4), -1)]:
        with pytest.raises(ValueError, match="seats"):
            wrong()
    with pytest.raises(ValueError, match="once"):
        meeting_rounds([Guest(1), Guest(1)], 1)
