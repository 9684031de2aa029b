import pytest

from octant.charts.numbers import format_level, format_number


@pytest.mark.parametrize(
    ("value", "separator", "expected"),
    [(1.5, ".", "1.5"), (2, ",", "2,0"), (-0.5, ".", "−0.5"), (-0.01, ".", "0.0"), (0.25, ",", "0,2")],
)
def test_format_number(value, separator, expected):
    assert format_number(value, separator=separator) == expected


@pytest.mark.parametrize(("value", "expected"), [(4, "4"), (2.46, "2,5"), (3.02, "3"), (10, "10")])
def test_format_level(value, expected):
    assert format_level(value, separator=",") == expected
