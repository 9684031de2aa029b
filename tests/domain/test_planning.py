"""Circles, milestones, vague wording, workload and dates that contradict dependencies."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from octant.domain.planning import (
    MOST_MILESTONES,
    Conflict,
    OwnerMonth,
    Pattern,
    PlannedMeasure,
    Vague,
    conflicts,
    find_cycle,
    is_vague,
    milestone_dates,
    workload,
    would_close_circle,
)

ids = st.integers(1, 8)
graphs = st.dictionaries(ids, st.lists(ids, max_size=3), max_size=8)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def has_cycle_by_removal(graph: dict[int, list[int]]) -> bool:
    """Kahn: take away measures that need nothing any more; what stays is in or behind a circle."""
    nodes = set(graph) | {needed for needs in graph.values() for needed in needs}
    while free := {node for node in nodes if not nodes & set(graph.get(node, ()))}:
        nodes -= free
    return bool(nodes)


def assert_is_circle(circle: list[int], graph: dict[int, list[int]]) -> None:
    assert len(circle) >= 2
    assert circle[0] == circle[-1]
    assert len(set(circle)) == len(circle) - 1
    for measure, needed in pairwise(circle):
        assert needed in graph.get(measure, ())


def test_find_cycle_worked_example() -> None:
    # 1 hire, 2 charter, 3 office, 4 launch: the charter needs the office, the office the hire, and so on.
    assert find_cycle({1: [2], 2: [3], 3: [1], 4: [1]}) == [1, 2, 3, 1]
    assert find_cycle({1: [2], 2: [3], 4: [1, 3]}) is None


def test_find_cycle_small_cases() -> None:
    assert find_cycle({}) is None
    assert find_cycle({1: []}) is None
    assert find_cycle({1: [1]}) == [1, 1]
    assert find_cycle({5: [1], 1: [2], 2: [1]}) == [1, 2, 1]


def test_a_long_chain_does_not_exhaust_the_stack() -> None:
    chain = {i: [i + 1] for i in range(20_000)}
    assert find_cycle(chain) is None
    circle = find_cycle({**chain, 20_000: [0]})
    assert circle is not None
    assert len(circle) == 20_002


def test_many_ways_to_the_same_place_are_walked_once() -> None:
    # A ladder of diamonds has 2**200 paths.
    ladder = {i: [2 * (i // 2) + 2, 2 * (i // 2) + 3] for i in range(400)}
    assert find_cycle(ladder) is None
    assert would_close_circle(ladder, 1000, 0) is None


@given(graphs)
def test_a_circle_is_found_exactly_when_there_is_one(graph: dict[int, list[int]]) -> None:
    circle = find_cycle(graph)
    assert (circle is not None) == has_cycle_by_removal(graph)
    if circle is not None:
        assert_is_circle(circle, graph)
    assert circle == find_cycle(graph)


def test_would_close_circle_worked_example() -> None:
    dependencies = {2: [3], 3: [4]}
    assert would_close_circle(dependencies, 4, 2) == [4, 2, 3, 4]
    assert would_close_circle(dependencies, 2, 4) is None
    assert would_close_circle({}, 7, 7) == [7, 7]


def test_the_shortest_circle_is_shown() -> None:
    assert would_close_circle({1: [2, 3], 2: [4], 4: [3], 3: [9]}, 9, 1) == [9, 1, 3, 9]


@given(graphs, ids, ids)
def test_a_refused_dependency_is_one_that_makes_a_circle(
    graph: dict[int, list[int]], measure: int, needs: int
) -> None:
    assume(find_cycle(graph) is None)
    extended = {**graph, measure: [*graph.get(measure, []), needs]}
    circle = would_close_circle(graph, measure, needs)
    assert (circle is None) == (find_cycle(extended) is None)
    if circle is not None:
        assert circle[:2] == [measure, needs]
        assert_is_circle(circle, extended)


def test_milestones_after_30_60_90_days() -> None:
    assert milestone_dates(date(2026, 1, 15), date(2026, 12, 31), "30/60/90") == [
        date(2026, 2, 14),
        date(2026, 3, 16),
        date(2026, 4, 15),
    ]
    assert milestone_dates(date(2026, 1, 15), date(2026, 3, 16), Pattern.DAYS) == [
        date(2026, 2, 14),
        date(2026, 3, 16),
    ]
    assert milestone_dates(date(2026, 1, 15), date(2026, 1, 20), Pattern.DAYS) == []


def test_milestones_at_the_ends_of_quarters() -> None:
    assert milestone_dates(date(2026, 5, 4), date(2027, 3, 31), "quarters") == [
        date(2026, 6, 30),
        date(2026, 9, 30),
        date(2026, 12, 31),
        date(2027, 3, 31),
    ]
    assert milestone_dates(date(2026, 6, 30), date(2026, 9, 29), Pattern.QUARTERS) == []


def test_milestones_at_the_end_of_time() -> None:
    assert milestone_dates(date.max, date.max, Pattern.DAYS) == []
    assert milestone_dates(date(9999, 11, 1), date.max, Pattern.QUARTERS) == [date.max]
    assert len(milestone_dates(date(2026, 2, 1), date.max, Pattern.QUARTERS)) == MOST_MILESTONES


@given(days, st.integers(0, 2000), st.sampled_from(Pattern))
def test_milestones_rise_between_start_and_end(start: date, length: int, pattern: Pattern) -> None:
    end = start + timedelta(days=length)
    dates = milestone_dates(start, end, pattern)
    assert dates == sorted(set(dates))
    assert all(start < day <= end for day in dates)


def test_impossible_milestones_are_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        milestone_dates(date(2026, 2, 1), date(2026, 1, 31), Pattern.DAYS)
    with pytest.raises(ValueError, match="weekly"):
        milestone_dates(date(2026, 1, 1), date(2026, 2, 1), "weekly")


@pytest.mark.parametrize(
    ("description", "signs"),
    [
        ("", [Vague.EMPTY]),
        (" … \n", [Vague.EMPTY]),
        ("Build capacity", [Vague.FEW_WORDS, Vague.NO_NUMBER]),
        ("Pilot 2", [Vague.FEW_WORDS]),
        ("Run 3 partner roundtables", []),
        ("Test 2 use cases", []),
        ("3 apaļā galda sarunas", []),
        ("٣ ورش عمل", []),
        # Concrete all the same: the limits of a rule that cannot read.
        ("Agree on a governance charter", [Vague.NO_NUMBER]),
        ("Steuerungs-Charta beschließen", [Vague.NO_NUMBER]),
    ],
)
def test_signs_of_vague_wording(description: str, signs: list[Vague]) -> None:
    assert is_vague(description) == signs


@given(st.text(max_size=200))
def test_signs_of_vague_wording_for_any_text(description: str) -> None:
    signs = is_vague(description)
    assert len(set(signs)) == len(signs)
    assert (Vague.EMPTY in signs) == (not any(character.isalnum() for character in description))
    if any(character.isdigit() for character in description):
        assert Vague.NO_NUMBER not in signs


def test_workload_worked_example() -> None:
    measures = [
        PlannedMeasure(1, date(2026, 3, 1), date(2026, 4, 30), owner=7, time=61),
        PlannedMeasure(2, date(2026, 4, 10), date(2026, 4, 10), owner=7),
        PlannedMeasure(3, date(2026, 4, 16), date(2026, 5, 15), owner=None, time=10),
        PlannedMeasure(4, owner=7, time=5),
    ]
    assert workload(measures) == [
        OwnerMonth(7, date(2026, 3, 1), (1,), pytest.approx(31), 0),
        OwnerMonth(7, date(2026, 4, 1), (1, 2), pytest.approx(30), 1),
        OwnerMonth(None, date(2026, 4, 1), (3,), pytest.approx(5), 0),
        OwnerMonth(None, date(2026, 5, 1), (3,), pytest.approx(5), 0),
    ]


def test_half_dated_measures_count_on_the_day_known() -> None:
    measures = [PlannedMeasure(1, start=date(2026, 1, 31)), PlannedMeasure(2, end=date.max, time=3)]
    assert [(row.month, row.measures, row.time) for row in workload(measures)] == [
        (date(2026, 1, 1), (1,), None),
        (date(9999, 12, 1), (2,), 3),
    ]


def test_workload_refuses_reversed_dates() -> None:
    with pytest.raises(ValueError, match="measure 5"):
        workload([PlannedMeasure(5, date(2026, 2, 1), date(2026, 1, 1))])


planned = st.builds(
    lambda number, start, length, owner, time: PlannedMeasure(
        number, start, start + timedelta(days=length), owner, time
    ),
    ids,
    days,
    st.integers(0, 900),
    st.sampled_from([None, 1, "office"]),
    st.none() | st.integers(0, 500),
)


@given(st.lists(planned, max_size=10))
def test_workload_keeps_every_hour_and_every_month(measures: list[PlannedMeasure]) -> None:
    rows = workload(measures)
    assert sum(row.time or 0 for row in rows) == pytest.approx(sum(m.time or 0 for m in measures))
    running: defaultdict[tuple[int | str | None, date], list[int]] = defaultdict(list)
    for m in measures:
        assert m.start is not None
        assert m.end is not None
        for month in {
            (m.start + timedelta(days=d)).replace(day=1) for d in range((m.end - m.start).days + 1)
        }:
            running[(m.owner, month)].append(m.id)
    assert {(row.owner, row.month): list(row.measures) for row in rows} == running


def test_conflicts_worked_example() -> None:
    measures = [
        PlannedMeasure(1, date(2026, 1, 1), date(2026, 3, 31)),
        PlannedMeasure(2, date(2026, 3, 1), date(2026, 6, 30)),
        PlannedMeasure(3, date(2026, 3, 31), date(2026, 4, 30)),
        PlannedMeasure(4, date(2026, 1, 1), None),
        PlannedMeasure(5),
    ]
    dependencies = {2: [1, 4, 99], 3: [1], 5: [1], 98: [1]}
    (only,) = conflicts(measures, dependencies)
    assert only == Conflict(measure=2, needs=1, starts=date(2026, 3, 1), needed_ends=date(2026, 3, 31))
    assert only.days == 30


@given(st.lists(planned, max_size=6, unique_by=lambda m: m.id), graphs)
def test_a_conflict_is_always_at_least_one_day(
    measures: list[PlannedMeasure], dependencies: dict[int, list[int]]
) -> None:
    for conflict in conflicts(measures, dependencies):
        assert conflict.days >= 1
        assert conflict.needs in dependencies[conflict.measure]
