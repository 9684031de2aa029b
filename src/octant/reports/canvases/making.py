"""Sets a canvas: its contents, the paper, the language. Everything shown is made printable first."""

import re
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from octant.frameworks.queries import framework
from octant.later import Later

from ..contents import Data, language, printable_data, shortened
from ..pdf import compile_pdf, compile_png
from ..printable import BREAK, printable
from .catalogue import CANVASES, SIZES
from .contents import contents

if TYPE_CHECKING:
    from PIL import Image
else:
    Image = Later("PIL.Image")

LONGEST_NAME = 90  # letters of a name in the corner of a sheet
LONGEST_TITLE = 160
MILLIMETRES_PER_INCH = 25.4
SHADES = 16
PARTS_OF_ADDRESS = re.compile(r"[^/?&=.@-]*[/?&=.@-]+|[^/?&=.@-]+")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is asked for: which canvas, on which paper, in which language, for whom.

    `rows` counts only where the canvas has rows. `address` is the page where a filled sheet is entered;
    without it there is no such line. Without `cluster` the sheet names nobody.
    """

    key: str
    framework: str
    edition: int
    language: str
    size: str = "A4"
    rows: int | None = None
    ask_sector: bool = False
    cluster: str = ""
    round_title: str = ""
    address: str = ""


def canvas_pdf(sheet: Sheet) -> bytes:
    """The canvas as PDF/UA on one page. KeyError for an unknown canvas or size, NotMadeError."""
    return compile_pdf(
        f"canvases/{sheet.key}.typ", {"canvas": data(sheet)}, on=timezone.localdate(), about=str(sheet)
    )


@lru_cache(maxsize=64)
def canvas_png(sheet: Sheet, width: int) -> bytes:
    """The canvas as a small picture, `width` pixels wide. Made once for all who look; NotMadeError."""
    made = data(sheet)
    ppi = width * MILLIMETRES_PER_INCH / made["width"]
    picture = compile_png(f"canvases/{sheet.key}.typ", {"canvas": made}, ppi=ppi, about=str(sheet))
    return _with_few_colours(picture)


def _with_few_colours(png: bytes) -> bytes:
    """Lines and letters need few shades: the file gets several times smaller."""
    small = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(SHADES).save(small, "PNG", optimize=True)
    return small.getvalue()


def data(sheet: Sheet) -> Data:
    """What the layout gets."""
    canvas = CANVASES[sheet.key]
    rows = canvas.rows.default if canvas.rows and sheet.rows is None else sheet.rows or 0
    guide = framework(sheet.framework, sheet.edition, sheet.language)
    cluster = shortened(printable(sheet.cluster), LONGEST_NAME)
    with translation.override(sheet.language):
        own = contents(sheet.key, guide, rows=rows, ask_sector=sheet.ask_sector)
        enter = _("Enter this sheet at %(address)s") % {"address": breakable(sheet.address)}
        return (
            paper(sheet.size, sheet.language, str(canvas.name), landscape=canvas.landscape)
            | {
                "cluster": cluster,
                "round": shortened(printable(sheet.round_title), LONGEST_NAME),
                "author": cluster or "Octant",
                "enter": enter if sheet.address else "",
            }
            | printable_data(own, breaks=False)
        )


def paper(size: str, code: str, title: str, *, landscape: bool = False) -> Data:
    """The sheet itself: its measures in millimetres, language, title. KeyError for an unknown size."""
    short, long = SIZES[size]
    width, height = (long, short) if landscape else (short, long)
    shown = shortened(printable(title), LONGEST_TITLE) or "–"  # PDF/UA wants a title
    return {
        "width": width,
        "height": height,
        "unit": short / SIZES["A4"][0],
        "title": shown,
        **language(code),
    }


def breakable(address: str) -> str:
    """The address as it is printed, without its scheme. A line may end after its signs, not within words."""
    shown = address.removeprefix("https://").removeprefix("http://").rstrip("/")
    return BREAK.join(printable(part) for part in PARTS_OF_ADDRESS.findall(shown))
