"""Contrast by WCAG 2.2 and the style sheet made from the same colours."""

from __future__ import annotations

from pathlib import Path

import pytest

import octant
from octant.charts.theme import PALETTES, WARM_GROUNDS, Colour, Theme, stylesheet

TEXT = (Colour.INK, Colour.MUTED)
GRAPHIC = (Colour.NOW, Colour.TARGET, Colour.EARLIER, Colour.FRAME, Colour.NOW_EDGE)
FILES = (Theme.LIGHT, Theme.DARK, Theme.PRINT)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    shares = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def grounds(theme: Theme) -> set[str]:
    palette = PALETTES[theme]
    return {palette[Colour.GROUND], palette[Colour.SURFACE], palette[Colour.SHADE], WARM_GROUNDS[theme]}


def test_the_yardstick_is_right():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", FILES)
@pytest.mark.parametrize("colour", TEXT)
def test_text_can_be_read(theme, colour):
    for ground in grounds(theme):
        assert contrast(PALETTES[theme][colour], ground) >= 4.5, ground


@pytest.mark.parametrize("theme", FILES)
@pytest.mark.parametrize("colour", GRAPHIC)
def test_marks_can_be_seen(theme, colour):
    for ground in grounds(theme):
        assert contrast(PALETTES[theme][colour], ground) >= 3, ground


@pytest.mark.parametrize("theme", FILES)
def test_the_number_in_a_shared_point_can_be_read(theme):
    assert contrast(PALETTES[theme][Colour.SURFACE], PALETTES[theme][Colour.NOW]) >= 4.5


@pytest.mark.parametrize("theme", FILES)
def test_the_now_line_shows_on_its_own_area(theme):
    palette = PALETTES[theme]
    assert contrast(palette[Colour.NOW], palette[Colour.NOW_SOFT]) >= 3


def test_every_palette_has_every_colour():
    for palette in PALETTES.values():
        assert set(palette) == set(Colour)


def test_the_style_sheet_on_disk_is_the_one_made_from_the_palettes():
    path = Path(octant.__file__).parent / "static" / "octant" / "charts.css"
    assert path.read_text(encoding="utf-8") == stylesheet()
