"""QR codes as SVG that stands in the page: no request, no inline style, sharp at every size."""

import io
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from octant.later import Later

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")


@lru_cache(maxsize=128)  # always the same for the same address
def svg(text: str, *, title: str) -> SafeString:
    """An `<svg class="qr">` with a title; its size comes from the style sheet."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, light="#fff", svgclass=None
    )
    drawn = out.getvalue().decode()
    inside = drawn[drawn.index(">") + 1 : drawn.rindex("</svg>")]
    size = drawn.split('viewBox="')[1].split('"')[0]
    return format_html(
        '<svg class="qr" viewBox="{}" role="img" shape-rendering="crispEdges"><title>{}</title>{}</svg>',
        size,
        title,
        mark_safe(inside),  # made by segno, from numbers alone
    )
