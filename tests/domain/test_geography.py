"""The flat map: projection, frame, clipping, groups."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octant.domain.geography import Frame, around, clipped, extent, gathered, on_map, thinned

degrees = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
points = st.tuples(st.floats(0, 1), st.floats(0, 1))
UNIT = Frame(0, 0, 1, 1)


@pytest.mark.parametrize(
    ("latitude", "longitude", "x", "y"),
    [
        # From the published definition of EPSG:3857: metres from the middle, the world 40,075,016.6856 wide.
        (0, 0, 0, 0),
        (24.381787, -100.0 - 1 / 3, -11169055.58, 2800000.00),  # EPSG guidance note 7-2
        (85.05112878, 180, 20037508.34, 20037508.34),
    ],
)
def test_the_projection_is_web_mercator(latitude, longitude, x, y) -> None:
    world = 2 * math.pi * 6378137
    east, south = on_map(latitude, longitude)
    assert ((east - 0.5) * world, (0.5 - south) * world) == pytest.approx((x, y), abs=35)


@given(degrees)
def test_every_place_on_earth_is_on_the_map(place) -> None:
    x, y = on_map(*place)
    assert 0 <= x <= 1
    assert -1e-6 <= y <= 1 + 1e-6


@pytest.mark.parametrize("place", [(90.1, 0), (0, -180.5), (math.nan, 0), (0, math.inf)])
def test_places_off_earth_are_refused(place) -> None:
    with pytest.raises(ValueError, match="no such place"):
        on_map(*place)


@given(st.lists(points, min_size=1))
def test_the_frame_shows_everybody_and_keeps_its_shape(found) -> None:
    frame = around(found, ratio=1.5, least=0.01, margin=0.1)
    assert frame.width / frame.height == pytest.approx(1.5)
    assert frame.width + 1e-12 >= 0.01
    assert frame.width <= 1 + 1e-12
    if frame.width < 1:
        assert all(frame.grown(1e-9).touches(Frame(*point, *point)) for point in found)


def test_without_points_there_is_no_frame() -> None:
    with pytest.raises(ValueError, match="no points"):
        around([], ratio=1, least=0.1, margin=0)


def test_clipping_gives_the_overlap() -> None:
    triangle = [(0.5, 0.5), (1.5, 0.5), (0.5, 1.5)]
    cut = clipped(triangle, UNIT)
    assert set(cut) == {(0.5, 0.5), (1.0, 0.5), (1.0, 1.0), (0.5, 1.0)}
    assert clipped([(2, 2), (3, 2), (2, 3)], UNIT) == []


@given(st.lists(st.tuples(st.floats(-2, 3), st.floats(-2, 3)), min_size=3, max_size=12))
def test_nothing_is_left_outside(ring) -> None:
    assert all(UNIT.grown(1e-9).touches(Frame(*point, *point)) for point in clipped(ring, UNIT))


def test_thinning_keeps_both_ends() -> None:
    assert thinned([(0, 0), (0.1, 0), (1, 0), (1.1, 0), (1.2, 0)], 0.5) == [(0, 0), (1, 0), (1.2, 0)]
    assert thinned([], 1) == []


@given(st.dictionaries(st.integers(), points), st.floats(0.01, 0.5))
def test_groups_hold_everybody_once_and_keep_their_distance(found, gap) -> None:
    groups = gathered(found, gap)
    assert sorted(key for _at, keys in groups for key in keys) == sorted(found)
    centres = [at for at, _keys in groups]
    assert all(math.dist(one, other) >= gap for at, one in enumerate(centres) for other in centres[at + 1 :])
    assert [len(keys) for _at, keys in groups] == sorted((len(keys) for _at, keys in groups), reverse=True)
    turned = gathered(dict(reversed(found.items())), gap)
    assert [(at, set(keys)) for at, keys in turned] == [(at, set(keys)) for at, keys in groups]


def test_a_gap_must_be_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        gathered({}, 0)


def test_the_extent_just_holds_all() -> None:
    assert extent([(0.2, 0.9), (0.4, 0.1)]) == Frame(0.2, 0.1, 0.4, 0.9)
