"""Rectangles, in the SVG's own units (x to the right, y down)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def center(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2

    def moved(self, *, dx: float = 0, dy: float = 0) -> Box:
        return Box(self.left + dx, self.top + dy, self.width, self.height)

    def grown(self, margin: float) -> Box:
        """The box with ``margin`` added on all four sides."""
        return Box(self.left - margin, self.top - margin, self.width + 2 * margin, self.height + 2 * margin)

    def overlaps(self, other: Box, *, gap: float = 0) -> bool:
        """True when the boxes come nearer than ``gap`` in both directions; touching is no overlap."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def contains(self, other: Box, *, tolerance: float = 1e-6) -> bool:
        return (
            self.left <= other.left + tolerance
            and self.top <= other.top + tolerance
            and self.right >= other.right - tolerance
            and self.bottom >= other.bottom - tolerance
        )


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of ``boxes``; ValueError when there are none."""
    held = tuple(boxes)
    left = min(box.left for box in held)
    top = min(box.top for box in held)
    right = max(box.right for box in held)
    bottom = max(box.bottom for box in held)
    return Box(left, top, right - left, bottom - top)


def segment_meets(start: tuple[float, float], end: tuple[float, float], box: Box) -> bool:
    """True when the line from ``start`` to ``end`` passes through ``box`` (Liang and Barsky 1984)."""
    enter, leave = 0.0, 1.0
    for origin, delta, low, high in (
        (start[0], end[0] - start[0], box.left, box.right),
        (start[1], end[1] - start[1], box.top, box.bottom),
    ):
        if delta == 0:
            if not low <= origin <= high:
                return False
            continue
        first, second = sorted(((low - origin) / delta, (high - origin) / delta))
        enter, leave = max(enter, first), min(leave, second)
    return enter <= leave
