"""Paper canvases: sheets to write on in a workshop, from A4 to A0, as print-ready PDF/UA.

`catalogue` says which there are, `contents` what stands on each, `making` sets them. An invitation and cards
with one-time codes are made from what the caller gives (`handouts`).
"""

from .catalogue import CANVASES, SIZES, Canvas, Rows
from .handouts import codes_sheet, invitation_sheet
from .making import Sheet, canvas_pdf, canvas_png

__all__ = [
    "CANVASES",
    "SIZES",
    "Canvas",
    "Rows",
    "Sheet",
    "canvas_pdf",
    "canvas_png",
    "codes_sheet",
    "invitation_sheet",
]
