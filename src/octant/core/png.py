"""Charts as pictures. Typst draws the SVG with the fonts that also stand in the PDF; nothing is fetched."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from octant.later import Later

if TYPE_CHECKING:
    import typst
else:
    typst = Later("typst")

FONTS = Path(__file__).resolve().parent.parent / "reports" / "fonts"
POINTS_PER_INCH = 72
PAGE_WIDTH = 600  # points
DOCUMENT = f"""
#set page(width: {PAGE_WIDTH}pt, height: auto, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""


def svg_to_png(svg: str, width_px: int) -> bytes:
    """The drawing as PNG, `width_px` wide and as high as its shape asks for."""
    source: Any = DOCUMENT.encode()  # its stub asks for one type in all arguments
    picture: bytes = typst.compile(
        source,
        format="png",
        ppi=POINTS_PER_INCH * width_px / PAGE_WIDTH,
        sys_inputs={"svg": svg},
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )
    return picture


@cache
def _fonts() -> "typst.Fonts":
    """Ours only. Typst's own serif would stand in wherever a drawing asks for a font it does not find."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
