"""Sizes, themes and colours. The style sheet for pages is made from the same table as the colours in files.

Meaning is never in a colour alone: "now" is a solid line with round points, the target a dashed line with
diamonds, an earlier round a dotted line. Text colours reach a contrast of 4.5:1 on all grounds of their
theme, colours that draw a value reach 3:1 (WCAG 2.2, 1.4.3 and 1.4.11); tests hold both.
"""

from __future__ import annotations

from enum import StrEnum


class Size(StrEnum):
    """How large a chart is drawn: a thumbnail or table cell, part of a page, a wall."""

    SMALL = "small"
    NORMAL = "normal"
    POSTER = "poster"


class Theme(StrEnum):
    """PAGE is styled by charts.css: light, dark and print; the others are files with fixed colours."""

    PAGE = "page"
    LIGHT = "light"
    DARK = "dark"
    PRINT = "print"


class Colour(StrEnum):
    """What a colour stands for."""

    GROUND = "ground"  # behind the whole chart
    SURFACE = "surface"  # inside hollow points and bars
    INK = "ink"  # text
    MUTED = "muted"  # second-rank text
    FRAME = "frame"  # axes that must be seen
    GRID = "grid"  # help lines
    SHADE = "shade"  # a quiet area
    NOW = "now"
    NOW_SOFT = "now-soft"  # area of the present shape, middle half of answers
    NOW_EDGE = "now-edge"  # outline of the middle half
    TARGET = "target"
    TARGET_SOFT = "target-soft"
    EARLIER = "earlier"


_LIGHT = {
    Colour.GROUND: "#fbf9f5",
    Colour.SURFACE: "#ffffff",
    Colour.INK: "#12293a",
    Colour.MUTED: "#51626e",
    Colour.FRAME: "#7c858b",
    Colour.GRID: "#d9d6cd",
    Colour.SHADE: "#f3f0e8",
    Colour.NOW: "#0f6f74",
    Colour.NOW_SOFT: "#cfe4e3",
    Colour.NOW_EDGE: "#4d9499",
    Colour.TARGET: "#c2620c",
    Colour.TARGET_SOFT: "#f6dfc6",
    Colour.EARLIER: "#6c7880",
}
_DARK = {
    Colour.GROUND: "#0f2738",
    Colour.SURFACE: "#152f41",
    Colour.INK: "#f1f5f6",
    Colour.MUTED: "#b3c2cb",
    Colour.FRAME: "#7f95a3",
    Colour.GRID: "#345063",
    Colour.SHADE: "#183447",
    Colour.NOW: "#45c9cd",
    Colour.NOW_SOFT: "#1f5963",
    Colour.NOW_EDGE: "#4fa6ac",
    Colour.TARGET: "#f5a860",
    Colour.TARGET_SOFT: "#5f4a34",
    Colour.EARLIER: "#a3b2bb",
}
_PRINT = {
    Colour.GROUND: "#ffffff",
    Colour.SURFACE: "#ffffff",
    Colour.INK: "#000000",
    Colour.MUTED: "#3b4348",
    Colour.FRAME: "#6a7175",
    Colour.GRID: "#cccccc",
    Colour.SHADE: "#f2f2f2",
    Colour.NOW: "#07585d",
    Colour.NOW_SOFT: "#d3e4e4",
    Colour.NOW_EDGE: "#3f8388",
    Colour.TARGET: "#a84f00",
    Colour.TARGET_SOFT: "#f4e0cb",
    Colour.EARLIER: "#5d666c",
}
PALETTES = {Theme.PAGE: _LIGHT, Theme.LIGHT: _LIGHT, Theme.DARK: _DARK, Theme.PRINT: _PRINT}
WARM_GROUNDS = {Theme.LIGHT: "#f6f3ec", Theme.DARK: "#0f2738", Theme.PRINT: "#ffffff"}
FONT = "Inter, 'Noto Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"


def stylesheet() -> str:
    """The text of ``static/octant/charts.css``."""
    return "\n".join(
        (
            "/* Made by octant.charts.theme.stylesheet(); a test compares the two. */",
            *_variables(":root,\n[data-color-scheme=light]", _LIGHT),
            *_variables("[data-color-scheme=dark]", _DARK),
            "@media (prefers-color-scheme: dark) {",
            *_variables(":root[data-color-scheme=auto]", _DARK),
            "}",
            "@media print {",
            *_variables(":root,\n:root[data-color-scheme],\n[data-color-scheme]", _PRINT),
            "}",
            ".oct-chart { display: block; max-width: 100%; height: auto; }",
            *(f".oct-fill-{colour} {{ fill: var(--oct-{colour}); }}" for colour in Colour),
            *(f".oct-stroke-{colour} {{ stroke: var(--oct-{colour}); }}" for colour in Colour),
            "@media (forced-colors: active) {",
            *_variables(":root[data-color-scheme],\n:root,\n[data-color-scheme]", _FORCED),
            "}",
            "",
        )
    )


_BEHIND = (Colour.GROUND, Colour.SURFACE, Colour.SHADE, Colour.NOW_SOFT, Colour.TARGET_SOFT)
_FORCED = {colour: "Canvas" if colour in _BEHIND else "CanvasText" for colour in Colour} | {
    Colour.GRID: "GrayText"
}


def _variables(selector: str, palette: dict[Colour, str]) -> tuple[str, ...]:
    return (f"{selector} {{", *(f"  --oct-{colour}: {value};" for colour, value in palette.items()), "}")
