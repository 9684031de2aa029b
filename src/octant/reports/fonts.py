"""The fonts of the PDF, and which characters each of them has.

PDF/UA-1 allows no character without a shape, so a text must be made of characters that the fonts have before
it is set (see `printable`). What a font has is read from the font itself, so that the two cannot disagree:
every font file lists its characters in the table named "cmap" (OpenType specification, chapter cmap).
"""

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "fonts"
LISTED_IN_SEGMENTS, LISTED_IN_GROUPS = 4, 12  # the formats of "cmap" that fonts of today use


@cache
def families() -> tuple[frozenset[int], ...]:
    """The code points of each family, in the order in which they are tried for a text."""
    return tuple(
        code_points(FOLDER / name)
        for name in (
            "Inter-Regular.ttf",
            "NotoSansArabic-Regular.ttf",
            "NotoSansHebrew-Regular.ttf",
            "NotoEmoji-Regular.ttf",
        )
    )


def code_points(path: Path) -> frozenset[int]:
    """Every code point that the font has a shape for. ValueError if it lists none in a known way."""
    font = path.read_bytes()
    table = _table(font, b"cmap")
    listed = [_subtable(table[offset:]) for offset in _subtable_offsets(table)]
    if not any(listed):
        raise ValueError(f"{path.name} lists its characters in no known format")
    return frozenset().union(*listed)


def _table(font: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for n in range(count):
        name, _checksum, offset, length = struct.unpack_from(">4sLLL", font, 12 + 16 * n)
        if name == tag:
            return font[offset : offset + length]
    raise ValueError(f"the font has no table {tag!r}")


def _subtable_offsets(table: bytes) -> set[int]:
    """Where the lists for Unicode start: platform 0, or platform 3 with encoding 1 or 10."""
    (count,) = struct.unpack_from(">H", table, 2)
    records = (struct.unpack_from(">HHL", table, 4 + 8 * n) for n in range(count))
    return {
        offset for platform, kind, offset in records if platform == 0 or (platform == 3 and kind in (1, 10))
    }


def _subtable(table: bytes) -> set[int]:
    (form,) = struct.unpack_from(">H", table)
    if form == LISTED_IN_GROUPS:
        return set(_from_groups(table))
    if form == LISTED_IN_SEGMENTS:
        return set(_from_segments(table))
    return set()


def _from_groups(table: bytes) -> Iterator[int]:
    (count,) = struct.unpack_from(">L", table, 12)
    for n in range(count):
        first, last, glyph = struct.unpack_from(">LLL", table, 16 + 12 * n)
        yield from range(first + (glyph == 0), last + 1)


def _from_segments(table: bytes) -> Iterator[int]:
    (twice,) = struct.unpack_from(">H", table, 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", table, 14)
    starts = struct.unpack_from(f">{count}H", table, 16 + twice)
    shifts = struct.unpack_from(f">{count}H", table, 16 + 2 * twice)
    jumps_at = 16 + 3 * twice
    for n in range(count):
        (jump,) = struct.unpack_from(">H", table, jumps_at + 2 * n)
        for code in range(starts[n], min(ends[n], 0xFFFE) + 1):
            glyph = code
            if jump:  # the glyphs stand in a list of their own, counted from where the jump itself stands
                (glyph,) = struct.unpack_from(">H", table, jumps_at + 2 * n + jump + 2 * (code - starts[n]))
            if jump and glyph == 0:
                continue
            if (glyph + shifts[n]) & 0xFFFF:
                yield code
