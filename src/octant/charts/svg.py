"""A drawing that grows part by part and ends as SVG text: escaped, deterministic, without style or script."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape

from octant.charts.geometry import Box
from octant.charts.text import ASCENT, CAP_HEIGHT, Anchor, Block, clean, is_rtl
from octant.charts.theme import FONT, PALETTES, Colour, Theme

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
_MARGINS = {Theme.PAGE: 3.0, Theme.LIGHT: 20.0, Theme.DARK: 20.0, Theme.PRINT: 3.0}
_SWAPPED = {Anchor.START: Anchor.END, Anchor.END: Anchor.START, Anchor.MIDDLE: Anchor.MIDDLE}

type Point = tuple[float, float]
type Value = float | str | None


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """A coordinate with at most two decimals and no needless zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def points(corners: list[Point]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in corners)


class Drawing:
    """Collects shapes and texts in drawing order and closes them into one ``<svg>``."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._parts: list[str] = []

    def shape(
        self,
        tag: str,
        *,
        fill: Colour | None = None,
        stroke: Colour | None = None,
        hint: str = "",
        **attributes: Value,
    ) -> None:
        """Add a shape; underscores in attribute names become hyphens, attributes that are None are left out.

        ``hint`` is what a mouse pointer resting on the shape shows.
        """
        inside = f"<title>{_escaped(hint)}</title>" if hint else ""
        start = f"<{tag}{self._paint(fill, stroke)}{_attributes(attributes)}"
        self._parts.append(f"{start}>{inside}</{tag}>" if inside else f"{start}/>")

    def line(
        self, start: Point, end: Point, *, stroke: Colour, width: float, dash: str | None = None
    ) -> None:
        (x1, y1), (x2, y2) = start, end
        self.shape(
            "line", stroke=stroke, x1=x1, y1=y1, x2=x2, y2=y2, stroke_width=width, stroke_dasharray=dash
        )

    def text(
        self, block: Block, box: Box, *, anchor: Anchor = Anchor.START, fill: Colour = Colour.INK
    ) -> None:
        """Write ``block`` into ``box``, lines kept to one edge; a shortened text carries the whole one."""
        x = {Anchor.START: box.left, Anchor.MIDDLE: box.center[0], Anchor.END: box.right}[anchor]
        rtl = is_rtl(" ".join(block.lines))
        shared: dict[str, Value] = {
            "font_size": block.font_size,
            "font_weight": "600" if block.bold else None,
            "text_anchor": None if (side := _SWAPPED[anchor] if rtl else anchor) is Anchor.START else side,
            "direction": "rtl" if rtl else None,
            "unicode_bidi": "embed" if rtl else None,
        }
        written = "".join(
            f"<text{self._paint(fill, None)}{_attributes({'x': x, 'y': y, **shared})}>{_escaped(text)}</text>"
            for text, y in zip(block.lines, _baselines(block, box), strict=True)
            if text
        )
        self._parts.append(
            f"<g><title>{_escaped(block.full)}</title>{written}</g>" if block.full else written
        )

    def close(self, *, id: str, kind: str, title: str, description: str, view: Box) -> str:
        """The finished SVG. ``view`` is grown by a margin; files get their ground painted."""
        if not _ID.match(id):
            raise ValueError(f"id {id!r} must start with a letter and hold only letters, digits, '-' and '_'")
        page = self._theme is Theme.PAGE
        view = view.grown(_MARGINS[self._theme])
        root = _attributes(
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "class": f"oct-chart oct-{kind}" if page else None,
                "viewBox": " ".join(number(n) for n in (view.left, view.top, view.width, view.height)),
                "width": view.width,
                "height": view.height,
                "role": "img",
                "aria-labelledby": f"{id}-title {id}-desc",
                "font-family": FONT,
            }
        )
        ground = Drawing(self._theme)
        if self._theme in (Theme.LIGHT, Theme.DARK):
            ground.shape(
                "rect", fill=Colour.GROUND, x=view.left, y=view.top, width=view.width, height=view.height
            )
        parts = (
            f"<svg{root}>",
            f'<title id="{id}-title">{_escaped(title)}</title>',
            f'<desc id="{id}-desc">{_escaped(description)}</desc>',
            *ground._parts,
            *self._parts,
            "</svg>",
        )
        return "\n".join(part for part in parts if part) + "\n"

    def _paint(self, fill: Colour | None, stroke: Colour | None) -> str:
        return _paint(self._theme, fill, stroke)


@cache
def _paint(theme: Theme, fill: Colour | None, stroke: Colour | None) -> str:
    """The attributes for these colours; there are only a few combinations."""
    palette = PALETTES[theme]
    classes = [f"oct-fill-{fill}"] if fill else []
    classes += [f"oct-stroke-{stroke}"] if stroke else []
    return _attributes(
        {
            "class": " ".join(classes) if theme is Theme.PAGE and classes else None,
            "fill": palette[fill] if fill else ("none" if stroke else None),
            "stroke": palette[stroke] if stroke else None,
        }
    )


def _baselines(block: Block, box: Box) -> list[float]:
    """One line sits optically centred in its box, several lines run from the top."""
    if len(block.lines) == 1:
        return [box.center[1] + block.font_size * CAP_HEIGHT / 2]
    return [box.top + n * block.line_height + block.font_size * ASCENT for n in range(len(block.lines))]


def _attributes(values: dict[str, Value]) -> str:
    return "".join(
        [
            f' {_name(name)}="{_quoted(value) if isinstance(value, str) else number(value)}"'
            for name, value in values.items()
            if value is not None
        ]
    )


@cache
def _name(name: str) -> str:
    return name.replace("_", "-")


@lru_cache(maxsize=1024)
def _quoted(text: str) -> str:
    return escape(text)


def _escaped(text: str) -> str:
    return escape(clean(text), quote=False)
