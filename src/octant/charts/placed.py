"""Texts that know where they stand, and the two axes that charts with points share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from octant.charts.geometry import Box
from octant.charts.svg import Point
from octant.charts.text import Block, line
from octant.charts.theme import Colour


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text, the box it fills, and its colour."""

    block: Block
    box: Box
    fill: Colour


def put(block: Block, left: float, top: float, fill: Colour) -> PlacedText:
    """The text with its upper left corner there."""
    return PlacedText(block, Box(left, top, block.width, block.height), fill)


def axis_texts(
    ticks: Iterable[tuple[str, Point]],
    *,
    upward: str,
    onward: str,
    plot: Box,
    font: float,
    tick_width: float,
    gap: float,
) -> list[PlacedText]:
    """The figures below and beside the plot, and the names of both axes.

    Each tick is its figure and the point of the diagonal that it belongs to, since both axes have the same
    ticks. ``font`` is the size of the chart's text, ``tick_width`` how wide a figure may be, ``gap`` what
    lies between the plot and the name of the upward axis; all in the units of the plot.
    """
    small, large = font * 0.86, font * 0.93
    texts: list[PlacedText] = []
    for figure, (x, y) in ticks:
        block = line(figure, small, width=tick_width)
        texts.append(put(block, x - block.width / 2, plot.bottom + small * 0.5, Colour.MUTED))
        texts.append(put(block, -small * 0.6 - block.width, y - block.height / 2, Colour.MUTED))
    name = line(f"↑ {upward}", large, width=plot.width)
    texts.append(put(name, 0, plot.top - gap - name.height, Colour.INK))
    name = line(f"{onward} →", large, width=plot.width)
    texts.append(put(name, plot.right - name.width, plot.bottom + small * 2.1, Colour.INK))
    return texts
