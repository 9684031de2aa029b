"""Small groups: what is shown must not give away what is hidden.

The attacker of these tests is stronger than any reader of a page: besides everything that is shown, they know
the rule itself and how large each hidden group is. They win if every set of answers that leads to the very
same page puts the same number of a hidden group's respondents on a level.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octant.domain.scoring import MINIMA, MINIMUM, Suppression, suppress, visible_groups

type Table = dict[str, tuple[int, ...]]

minima = st.integers(MINIMA[0], MINIMA[-1])
table_sizes = st.lists(st.integers(0, 14) | st.integers(0, 300), min_size=1, max_size=7)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    cells = draw(st.integers(1, 6))
    counts = st.tuples(*[st.integers(0, 4) | st.integers(0, 40)] * cells)
    return {f"g{i}": c for i, c in enumerate(draw(st.lists(counts, min_size=1, max_size=7)))}


def shown_as(page: Suppression[str]) -> tuple[object, ...]:
    """Everything a reader gets, in a form that can be compared."""
    return tuple(page.shown.items()), page.hidden, page.total


def pool(page: Suppression[str]) -> tuple[int, ...]:
    """What subtraction gives for the hidden groups together."""
    assert page.total is not None
    return tuple(all_ - sum(shown) for all_, *shown in zip(page.total, *page.shown.values(), strict=True))


# Worked examples


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ([10, 8, 6], [10, 8, 6]),
        ([5, 5, 5], [5, 5, 5]),
        ([10, 8, 4], [10]),  # 4 alone could be had by subtraction: the next smallest goes too
        ([10, 8, 3, 2], [10, 8]),  # 3 and 2 cover each other
        ([10, 8, 3, 2, 0], [10, 8]),  # and an empty group is hidden with them
        ([10, 8, 2, 2], [10]),  # 2 and 2 are four people: not enough
        ([10, 8, 2, 0], [10]),  # an empty group is no cover, and is not told from a small one
        ([10, 8, 0], [10, 8, 0]),  # nobody is shown as nobody while nothing is hidden
        ([9, 0, 0], [9, 0, 0]),
        ([6, 1], []),  # only the total is left
        ([4, 4, 4], []),
        ([4], []),
        ([2, 2], []),
        ([0, 0], []),
        ([], []),
        ([3, 7, 7, 9], [7, 9]),  # of two equal groups one is enough
    ],
)
def test_which_groups_are_shown(sizes: list[int], shown: list[int]) -> None:
    groups = {i: (size,) for i, size in enumerate(sizes)}
    page = suppress(groups)
    assert [size for (size,) in page.shown.values()] == shown
    assert sorted([*page.shown, *page.hidden]) == sorted(groups)
    assert page.total == ((sum(sizes),) if sum(sizes) >= MINIMUM else None)


def test_worked_example_with_levels() -> None:
    page = suppress({"public": (0, 2, 5, 1, 0), "civil": (1, 3, 2, 0, 0), "academia": (0, 0, 0, 3, 1)})
    assert page == Suppression(
        shown={"public": (0, 2, 5, 1, 0)}, hidden=("civil", "academia"), total=(1, 5, 7, 4, 1)
    )
    assert pool(page) == (1, 3, 2, 3, 1)


def test_the_minimum_can_be_chosen() -> None:
    groups = {"a": (9,), "b": (4,), "c": (3,)}
    assert suppress(groups, 3).hidden == ()
    assert suppress(groups, 5).hidden == ("b", "c")
    assert suppress(groups, 8).hidden == ("a", "b", "c")
    assert suppress(groups, 8).total == (16,)


# One table, every possible world


def worlds(groups: int, cells: int, people: int) -> Iterator[Table]:
    def fill(left: int, places: int) -> Iterator[tuple[int, ...]]:
        if not places:
            yield ()
            return
        for here in range(left + 1):
            for rest in fill(left - here, places - 1):
                yield (here, *rest)

    for flat in fill(people, groups * cells):
        yield {str(g): flat[g * cells : (g + 1) * cells] for g in range(groups)}


@pytest.mark.parametrize(
    ("groups", "cells", "people", "minimum"),
    [(2, 3, 8, 3), (3, 2, 10, 3), (3, 2, 10, 4), (4, 2, 7, 3), (3, 3, 6, 3)],
)
def test_no_attacker_learns_a_hidden_count_whatever_the_answers(
    groups: int, cells: int, people: int, minimum: int
) -> None:
    """Only what holds for all hidden respondents together (nobody or all on a level) is known of one."""
    same_page = defaultdict(list)
    pages = {}
    for world in worlds(groups, cells, people):
        page = suppress(world, minimum)
        key = shown_as(page), tuple(map(sum, world.values()))
        same_page[key].append(world)
        pages[key] = page
    attacked = 0
    for key, possible in same_page.items():
        page = pages[key]
        for group in page.hidden:
            size = sum(possible[0][group])
            if not size:
                continue
            if page.total is None:
                # Nothing is shown: every way to spread the group over the levels is possible.
                assert len({world[group] for world in possible}) == _ways(size, cells)
                continue
            together = pool(page)
            for cell, count in enumerate(together):
                attacked += 1
                known = len({world[group][cell] for world in possible}) == 1
                assert known == (count in (0, sum(together)))
    assert attacked > 100


def _ways(size: int, cells: int) -> int:
    return sum(sum(spread) == size for spread in product(range(size + 1), repeat=cells))


# One table of any size


@given(tables(), minima)
def test_hidden_groups_cover_each_other(table: Table, minimum: int) -> None:
    page = suppress(table, minimum)
    assert [group for group in table if group in page.shown] == list(page.shown)
    assert [group for group in table if group not in page.shown] == list(page.hidden)
    assert all(page.shown[group] == table[group] for group in page.shown)
    everyone = sum(map(sum, table.values()))
    assert (page.total is None) == (everyone < minimum)
    if page.total is None:
        assert not page.shown
        return
    assert page.total == tuple(map(sum, zip(*table.values(), strict=True)))
    together = pool(page)
    if page.hidden:
        assert sum(together) >= minimum
        assert sum(sum(table[group]) > 0 for group in page.hidden) >= 2
    for counts in page.shown.values():
        assert sum(counts) >= minimum or (sum(counts) == 0 and not page.hidden)


@given(table_sizes, minima)
def test_no_more_is_hidden_than_needed(sizes: list[int], minimum: int) -> None:
    groups = dict(enumerate(sizes))
    visible = visible_groups(groups, minimum)
    hidden = [sizes[g] for g in groups if g not in visible]
    if sum(sizes) >= minimum:
        extra = sorted(size for size in hidden if size >= minimum)
        if extra:
            assert sum(hidden) - extra[-1] < minimum
            assert extra[-1] <= min((sizes[g] for g in visible if sizes[g]), default=extra[-1])
        assert all(size == 0 or size >= minimum for size in sizes) == (hidden == [])


@given(tables(), minima, st.randoms(use_true_random=False))
def test_answers_can_change_places_among_hidden_respondents(
    table: Table, minimum: int, dice: random.Random
) -> None:
    """Deal the hidden answers out anew, each group as many as before: the page does not change."""
    page = suppress(table, minimum)
    cells = len(next(iter(table.values())))
    answers = [cell for g in page.hidden for cell in range(cells) for _ in range(table[g][cell])]
    dice.shuffle(answers)
    other = dict(table)
    for group in page.hidden:
        hand = [answers.pop() for _ in range(sum(table[group]))]
        other[group] = tuple(hand.count(cell) for cell in range(cells))
    if page.total is None:
        assert suppress(other, minimum).total is None
    else:
        assert shown_as(suppress(other, minimum)) == shown_as(page)


@given(tables(), minima, st.randoms(use_true_random=False))
def test_the_order_of_the_groups_does_not_matter(table: Table, minimum: int, dice: random.Random) -> None:
    """A page that hid one of two equal groups and a file that hid the other would reveal the small one."""
    order = list(table)
    dice.shuffle(order)
    again = suppress({group: table[group] for group in order}, minimum)
    assert again.shown == suppress(table, minimum).shown
    assert list(again.shown) == [group for group in order if group in again.shown]


# Several tables on the same people


class Person(NamedTuple):
    group: str
    answers: tuple[int | None, ...]  # one per item: a level from 0, None for "can't judge"


LEVELS = 3


@st.composite
def surveys(draw: st.DrawFn) -> list[Person]:
    items = draw(st.integers(1, 4))
    answer = st.sampled_from([0, 1, 2, None, None])
    sheets = st.lists(st.tuples(*[answer] * items), max_size=14)
    groups = [f"g{i}" for i in range(draw(st.integers(1, 5)))]
    return [Person(group, sheet) for group in groups for sheet in draw(sheets)]


def table_of(people: Sequence[Person], groups: Sequence[str], item: int) -> Table:
    given_levels = [(p.group, p.answers[item]) for p in people]
    return {g: tuple(given_levels.count((g, level)) for level in range(LEVELS)) for g in groups}


def publish(people: Sequence[Person], minimum: int) -> tuple[list[Suppression[str]], object]:
    """All the figures of a survey: sizes of groups, each item by group, and "can't judge" where shown."""
    groups = sorted({p.group for p in people})
    sizes = {g: sum(p.group == g for p in people) for g in groups}
    visible = visible_groups(sizes, minimum)
    pages = [
        suppress(table_of(people, groups, item), minimum, among=visible)
        for item in range(len(people[0].answers) if people else 0)
    ]
    unsure = [
        (
            sum(p.answers[item] is None for p in people),
            {g: sum(p.group == g and p.answers[item] is None for p in people) for g in page.shown},
        )
        for item, page in enumerate(pages)
    ]
    seen = (len(people), {g: sizes[g] for g in groups if g in visible}, unsure, list(map(shown_as, pages)))
    return pages, seen


@given(surveys(), minima)
def test_no_hidden_count_of_any_item_can_be_worked_out_from_all_of_them(
    people: list[Person], minimum: int
) -> None:
    """For every count of a hidden small group another survey with another count gives the same pages."""
    pages, seen = publish(people, minimum)
    for item, page in enumerate(pages):
        if page.total is None:
            continue
        together = pool(page)
        assert sum(together) == 0 or sum(together) >= minimum
        rated = [i for i, p in enumerate(people) if p.group in page.hidden and p.answers[item] is not None]
        for group in page.hidden:
            inside = [i for i in rated if people[i].group == group]
            outside = [i for i in rated if people[i].group != group]
            if not 0 < len(inside) < minimum:
                continue
            for level, count in enumerate(together):
                if count in (0, sum(together)):
                    continue  # nobody or everybody: known of all hidden respondents together
                a, b = next(
                    (a, b)
                    for a in inside
                    for b in outside
                    if (people[a].answers[item] == level) != (people[b].answers[item] == level)
                )
                other = list(people)
                other[a] = _with_answer(people[a], item, people[b].answers[item])
                other[b] = _with_answer(people[b], item, people[a].answers[item])
                assert table_of(other, [group], item) != table_of(people, [group], item)
                assert publish(other, minimum)[1] == seen


def _with_answer(person: Person, item: int, answer: int | None) -> Person:
    return person._replace(answers=(*person.answers[:item], answer, *person.answers[item + 1 :]))


@given(surveys(), minima, st.randoms(use_true_random=False))
def test_whole_answer_sheets_can_change_places_among_hidden_groups(
    people: list[Person], minimum: int, dice: random.Random
) -> None:
    """Not even all answers of one person together say to which of the hidden groups they belong."""
    groups = sorted({p.group for p in people})
    sizes = {g: sum(p.group == g for p in people) for g in groups}
    hidden = set(groups) - visible_groups(sizes, minimum)
    if len(people) < minimum:
        return
    sheets = [p.answers for p in people if p.group in hidden]
    dice.shuffle(sheets)
    other = [p._replace(answers=sheets.pop()) if p.group in hidden else p for p in people]
    assert publish(other, minimum)[1] == publish(people, minimum)[1]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=6), minima)
def test_groups_visible_in_both_waves_cover_each_other_in_both(
    waves: list[tuple[int, int]], minimum: int
) -> None:
    first, second = (dict(enumerate(sizes)) for sizes in zip(*waves, strict=True))
    visible = visible_groups(first, minimum) & visible_groups(second, minimum)
    for wave in (first, second):
        page = suppress({g: (size,) for g, size in wave.items()}, minimum, among=visible)
        assert {g for g in page.shown if wave[g]} == {g for g in visible if wave[g]}
        if page.total is not None:
            together = page.total[0] - sum(size for (size,) in page.shown.values())
            assert together == 0 or together >= minimum


def test_an_item_that_few_of_a_group_could_judge_is_hidden_with_cover() -> None:
    sizes = {"public": 12, "private": 9, "civil": 8, "academia": 2}
    visible = visible_groups(sizes)
    assert visible == {"public", "private"}
    item = {"public": (3, 4, 5), "private": (1, 0, 1), "civil": (2, 3, 2), "academia": (0, 0, 2)}
    assert suppress(item, among=visible) == Suppression(
        shown={"public": (3, 4, 5)}, hidden=("private", "civil", "academia"), total=(6, 7, 10)
    )
    # Few of the hidden groups could judge: their three answers need the smallest shown group as cover.
    item = {"public": (3, 4, 5), "private": (3, 3, 3), "civil": (1, 0, 0), "academia": (0, 0, 2)}
    assert set(suppress(item, among=visible).shown) == {"public"}
    # None of them could: there is nothing to cover, but they stay hidden.
    item = {"public": (3, 4, 5), "private": (3, 3, 3), "civil": (0, 0, 0), "academia": (0, 0, 0)}
    assert suppress(item, among=visible).hidden == ("civil", "academia")


# Bad input


@pytest.mark.parametrize("minimum", [-1, 0, 1, 2, 11, 100, 4.5, None])
def test_a_minimum_outside_the_range_is_refused(minimum: int) -> None:
    with pytest.raises(ValueError, match="from 3 to 10"):
        suppress({"a": (9,), "b": (9,)}, minimum)
    with pytest.raises(ValueError, match="from 3 to 10"):
        visible_groups({"a": 9}, minimum)


@pytest.mark.parametrize("groups", [{"a": (1, 2), "b": (1,)}, {"a": (-1,)}, {"a": (0.5,)}, {"a": (None,)}])
def test_bad_tables_are_refused(groups: Table) -> None:
    with pytest.raises(ValueError, match=r"count|argument"):
        suppress(groups)


def test_bad_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        visible_groups({"a": 9, "b": -1})
