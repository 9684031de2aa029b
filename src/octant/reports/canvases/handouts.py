"""Paper for those who are asked: an invitation with a QR code, and cards with one-time codes to cut out."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from octant.later import Later

from ..contents import Data, printable_data
from ..pdf import compile_pdf
from ..printable import BREAK, printable

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")
from .catalogue import ON_A_TABLE, SIZES
from .making import breakable, paper

CARD = (92, 52)  # millimetres: two across on A4, five down
MOST_CODES = 2000
LONGEST_TEXT = 1500
LONGEST_CODE = 40


def invitation_sheet(
    *,
    title: str,
    text: str,
    address: str,
    code: str = "",
    language: str,
    size: str = "A4",
    link: str = "",
    cluster: str = "",
) -> bytes:
    """A poster or hand-out, one page: title, text, QR code, address to type and perhaps a short code.

    `address` is what people type; the QR code holds `link`, or the address when there is none. Paragraphs of
    the text are parted by an empty line; of a text above 1,500 letters the rest is left out. KeyError for an
    unknown size, ValueError for an address that no QR code can hold, NotMadeError.
    """
    with translation.override(language):
        data = paper(size, language, title) | {
            "cluster": printable(cluster)[:200],
            "author": printable(cluster)[:200] or "Octant",
            "text": printable(text)[:LONGEST_TEXT].split("\n\n"),
            "address": breakable(address),
            "code": printable(code)[:LONGEST_CODE],
            **_qr(link or address),
            "words": printable_data(
                {
                    "scan": _("Point your phone’s camera at the square."),
                    "or_type": _("Or type this address:"),
                    "code": pgettext("to join with", "Code"),
                }
            ),
        }
    return compile_pdf(
        "canvases/invitation.typ", {"canvas": data}, on=timezone.localdate(), about="an invitation"
    )


def codes_sheet(
    *,
    title: str,
    address: str,
    codes: Sequence[str],
    language: str,
    size: str = "A4",
    link: Callable[[str], str] | None = None,
) -> bytes:
    """Cards of 92 × 52 mm to cut out, one for each code: ten on a page of A4, 24 on A3.

    The QR code of a card holds `link(code)`, or the address when no `link` is given. KeyError for a size that
    is not A4 or A3, ValueError for no code or more than 2,000, NotMadeError.
    """
    if size not in ON_A_TABLE:
        raise KeyError(size)
    if not 1 <= len(codes) <= MOST_CODES:
        raise ValueError(f"a sheet has 1 to {MOST_CODES} codes, not {len(codes)}")
    with translation.override(language):
        data = (
            paper(size, language, title)
            | _cards(size)
            | {
                "author": "Octant",
                "address": breakable(address),
                "cards": [
                    {"code": printable(code)[:LONGEST_CODE], **_qr(link(code) if link else address)}
                    for code in codes
                ],
                "words": {"once": printable(_("This code works once."))},
            }
        )
    return compile_pdf(
        "canvases/codes.typ", {"canvas": data}, on=timezone.localdate(), about="a sheet of codes"
    )


def cards_on(size: str) -> int:
    """How many cards stand on one page."""
    cards = _cards(size)
    return int(cards["across"] * cards["down"])


def _cards(size: str) -> Data:
    """How the cards lie on the paper, all measures in millimetres: upright, in the middle."""
    (width, height), (wide, high) = SIZES[size], CARD
    across, down = width // wide, height // high
    return {
        "across": across,
        "down": down,
        "card_width": wide,
        "card_height": high,
        "margin_x": (width - across * wide) / 2,
        "margin_y": (height - down * high) / 2,
    }


def _qr(address: str) -> Data:
    """The QR code as SVG with the quiet zone of four modules that the standard (ISO/IEC 18004) asks for."""
    try:
        code = segno.make(address, error="m", micro=False)
    except segno.DataOverflowError as error:
        raise ValueError("the address is too long for a QR code") from error
    svg = BytesIO()
    code.save(svg, kind="svg", xmldecl=False, border=4, dark="#000", light=None)
    return {
        "qr_raw": svg.getvalue().decode(),
        "qr_alt": printable(_("QR code with the address %(address)s") % {"address": address}).replace(
            BREAK, ""
        ),
    }
