"""Ranking of items, and how firm its top is when weights change."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octant.domain.priorities import rank, stability

CRITERIA = ("gap", "bottleneck", "leverage", "feasibility")
EQUAL = dict.fromkeys(CRITERIA, 1.0)

# The worked example of docs/methods/priorities.md.
EXAMPLE = {
    "governance": {"gap": 2.0, "bottleneck": 0.5, "leverage": 0.7, "feasibility": 4},
    "funding": {"gap": 2.5, "bottleneck": 0.4, "leverage": 0.4, "feasibility": 2},
    "network": {"gap": 1.0, "bottleneck": 0.3, "leverage": 0.6, "feasibility": 4},
    "visibility": {"gap": 1.5, "bottleneck": 0.1, "leverage": 0.2, "feasibility": None},
    "skills": {"gap": 0.5, "bottleneck": 0.2, "leverage": 0.5, "feasibility": 5},
}

values = st.none() | st.floats(-10, 10) | st.integers(0, 3)
tables = st.dictionaries(
    st.integers(0, 50), st.fixed_dictionaries(dict.fromkeys(CRITERIA, values)), min_size=1, max_size=8
)
weightings = st.fixed_dictionaries(dict.fromkeys(CRITERIA, st.integers(0, 5))).filter(
    lambda w: any(w.values())
)


def test_worked_example() -> None:
    result = rank(EXAMPLE, EQUAL)
    assert [(r.item, r.rank) for r in result] == [
        ("governance", 1),
        ("funding", 2),
        ("network", 2),
        ("skills", 4),
        ("visibility", 5),
    ]
    assert [r.score for r in result] == pytest.approx([0.8125, 0.5, 0.5, 0.4375, 0.25])
    governance = result[0]
    assert governance.contributions == pytest.approx(
        {"gap": 0.1875, "bottleneck": 0.25, "leverage": 0.25, "feasibility": 0.125}
    )
    assert governance.score == pytest.approx(0.8125)
    visibility = result[-1]
    assert visibility.missing == ("feasibility",)
    assert visibility.contributions["feasibility"] == 0.125


def test_stability_of_the_worked_example() -> None:
    result = stability(EXAMPLE, EQUAL)
    assert result.top == ("governance", "funding", "network")
    assert result.same_top == pytest.approx(0.65, abs=0.005)
    assert result.in_top["governance"] == 1
    assert result.in_top["network"] == pytest.approx(0.98, abs=0.005)
    assert result.in_top["funding"] == pytest.approx(0.67, abs=0.005)
    assert result.in_top["skills"] == pytest.approx(0.35, abs=0.005)


def test_a_weight_of_zero_leaves_a_criterion_out() -> None:
    result = rank(EXAMPLE, {"gap": 1, "bottleneck": 0, "leverage": 0, "feasibility": 0})
    assert [r.item for r in result] == ["funding", "governance", "visibility", "network", "skills"]
    assert [r.score for r in result] == [1, 0.75, 0.5, 0.25, 0]


def test_ties_share_a_rank_and_keep_the_order_given() -> None:
    table = {"b": {"x": 1.0}, "a": {"x": 1.0}, "top": {"x": 2.0}, "low": {"x": 0.0}}
    assert [(r.item, r.rank) for r in rank(table, {"x": 1})] == [("top", 1), ("b", 2), ("a", 2), ("low", 4)]


def test_rounding_noise_does_not_break_a_tie() -> None:
    # c and d both have 6 of 9 places; added up, the thirds differ in the last digit.
    places = {"a": (0, 0, 1), "b": (1, 1, 3), "c": (2, 2, 2), "d": (3, 3, 0)}
    table = {item: dict(zip("xyz", row, strict=True)) for item, row in places.items()}
    result = rank(table, dict.fromkeys("xyz", 0.1))
    assert result[0].score != result[1].score
    assert [(r.item, r.rank) for r in result] == [("c", 1), ("d", 1), ("b", 3), ("a", 4)]


def test_unknown_values_are_neutral_and_named() -> None:
    (only,) = rank({"a": {}}, EQUAL)
    assert (only.rank, only.score, only.missing) == (1, 0.5, CRITERIA)
    low, high, unknown = ({"x": 1.0}, {"x": 3.0}, {"x": None})
    assert [r.item for r in rank({"u": unknown, "l": low, "h": high}, {"x": 1})] == ["h", "u", "l"]


def test_no_items_no_ranking() -> None:
    assert rank({}, EQUAL) == []
    assert stability({}, EQUAL).top == ()


@given(tables, weightings)
def test_scores_add_up_and_fall(table: dict[int, dict[str, float | None]], weights: dict[str, float]) -> None:
    result = rank(table, weights)
    assert {r.item for r in result} == set(table)
    assert result[0].rank == 1
    for r in result:
        assert r.score == pytest.approx(sum(r.contributions.values()))
        assert -1e-9 <= r.score <= 1 + 1e-9
        assert set(r.missing) == {c for c in CRITERIA if weights[c] and table[r.item][c] is None}
    for better, worse in pairwise(result):
        assert better.score >= worse.score - 1e-11
        assert better.rank <= worse.rank


@given(tables, weightings, st.integers(1, 1000))
def test_only_the_proportion_of_weights_matters(
    table: dict[int, dict[str, float | None]], weights: dict[str, float], factor: int
) -> None:
    scaled = {name: weight * factor for name, weight in weights.items()}
    assert [(r.item, r.rank) for r in rank(table, weights)] == [(r.item, r.rank) for r in rank(table, scaled)]


@given(tables, weightings)
def test_only_the_order_of_values_matters(
    table: dict[int, dict[str, float | None]], weights: dict[str, float]
) -> None:
    stretched = {
        item: {name: None if value is None else value * 8 for name, value in row.items()}
        for item, row in table.items()
    }
    assert rank(stretched, weights) == rank(table, weights)


@given(tables, weightings)
def test_an_item_best_in_everything_comes_first(
    table: dict[int, dict[str, float | None]], weights: dict[str, float]
) -> None:
    result = rank({**table, "best": dict.fromkeys(CRITERIA, 11.0)}, weights)
    assert next(r for r in result if r.item == "best").rank == 1


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"x": 0.0}, "above 0"),
        ({}, "above 0"),
        ({"x": -1.0}, "from 0 upward"),
        ({"x": float("nan")}, "from 0 upward"),
        ({"x": float("inf")}, "from 0 upward"),
        ({"y": 1.0}, "no weight for: x"),
    ],
)
def test_bad_weights_are_refused(weights: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rank({"a": {"x": 1.0}}, weights)
    with pytest.raises(ValueError, match=message):
        stability({"a": {"x": 1.0}}, weights)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_values_without_an_order_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        rank({"a": {"x": value}, "b": {"x": 1.0}}, {"x": 1})


@pytest.mark.parametrize("wrong", [{"top": 0}, {"spread": 1.0}, {"spread": -0.1}, {"samples": -1}])
def test_stability_refuses_impossible_settings(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="stability needs"):
        stability(EXAMPLE, EQUAL, **wrong)


def test_a_clear_top_is_stable_and_a_tie_of_criteria_is_not() -> None:
    clear = {name: {"x": value, "y": value} for name, value in zip("abcdef", range(6, 0, -1), strict=True)}
    firm = stability(clear, {"x": 1, "y": 1})
    assert firm.top == ("a", "b", "c")
    assert firm.same_top == 1
    assert firm.in_top == {"a": 1, "b": 1, "c": 1, "d": 0, "e": 0, "f": 0}
    opposed = {name: {"x": i, "y": -i} for i, name in enumerate("abcdef")}
    shaky = stability(opposed, {"x": 1.1, "y": 1})
    assert shaky.top == ("f", "e", "d")
    assert 0.4 < shaky.same_top < 0.75
    # Where x weighs more d, e, f lead, where y weighs more a, b, c do.
    assert shaky.in_top["a"] == pytest.approx(1 - shaky.in_top["f"])


def test_the_share_is_that_of_the_weights_that_decide() -> None:
    """Two criteria: the top flips where y's factor exceeds 1.2 times x's; its area can be worked out."""
    opposed = {"a": {"x": 1, "y": 0}, "b": {"x": 0, "y": 1}}
    result = stability(opposed, {"x": 1.2, "y": 1}, top=1, samples=20_000)
    # Factors in [0.5, 1.5]^2; a leads where 1.2 x > y, the complement is a triangle of width 0.75 by 0.9.
    assert result.same_top == pytest.approx(1 - 0.75 * 0.9 / 2, abs=0.002)


def test_without_spread_nothing_moves() -> None:
    assert stability(EXAMPLE, EQUAL, spread=0).same_top == 1


def test_corners_are_always_tried() -> None:
    result = stability(EXAMPLE, EQUAL, samples=0)
    assert result.trials == 16
    assert stability(EXAMPLE, EQUAL).trials == 16 + 256


def test_fewer_items_than_places_are_always_on_top() -> None:
    result = stability({"a": {"x": 1.0}, "b": {"x": 2.0}}, {"x": 1})
    assert (result.top, result.same_top, result.in_top) == (("b", "a"), 1, {"a": 1, "b": 1})


@settings(max_examples=30)
@given(tables, weightings, st.integers(1, 4))
def test_stability_is_repeatable_and_consistent(
    table: dict[int, dict[str, float | None]], weights: dict[str, float], top: int
) -> None:
    result = stability(table, weights, top=top, samples=32)
    assert result == stability(table, weights, top=top, samples=32)
    assert result.top == tuple(r.item for r in rank(table, weights))[:top]
    assert 0 <= result.same_top <= 1
    assert sum(result.in_top.values()) == pytest.approx(min(top, len(table)))
    assert all(share >= result.same_top - 1e-9 for item, share in result.in_top.items() if item in result.top)
