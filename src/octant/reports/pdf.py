"""Documents as PDF/UA-1, such as the action plan: `contents`, set as `typst/plan.typ` lays it out.

Typst gets one JSON string. User text arrives in it as values, is shown as text and is never read as markup.
It may read files below `typst/` only, uses our own fonts only, and fetches nothing.
"""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import translation

from octant.later import Later
from octant.rounds.document import PlanDocument

from . import charts, fonts
from .contents import contents
from .printable import printable_parts

if TYPE_CHECKING:
    import typst
else:
    typst = Later("typst")

LAYOUT = Path(__file__).resolve().parent / "typst"
logger = logging.getLogger(__name__)


class NotMadeError(Exception):
    """The PDF could not be made; the log says why."""


def plan_pdf(document: PlanDocument, *, reopened_on: date | None = None) -> bytes:
    """The plan as a tagged PDF in the document's own language. Raises NotMadeError."""
    data = plan_data(document, reopened_on=reopened_on)
    day = document.agreed_on or document.made_on
    return compile_pdf("plan.typ", {"plan": data}, on=day, about=f"the plan of {document.cluster.name!r}")


def plan_data(document: PlanDocument, *, reopened_on: date | None = None) -> dict[str, object]:
    """What the layout gets: contents and charts in the document's language."""
    with translation.override(document.language):
        drawn = printable_parts(document)
        return contents(
            document,
            octant=charts.octant(drawn),
            gaps=charts.gaps(drawn),
            timelines=charts.timelines(drawn),
            reopened_on=reopened_on,
        )


def compile_pdf(layout: str, inputs: Mapping[str, object], *, on: date, about: str) -> bytes:
    """Each input goes to the layout (a file below `typst/`) as JSON. `about` is for the log. NotMadeError."""
    made_at = datetime.combine(on, time(12), UTC)
    return _compile(layout, inputs, about, format="pdf", pdf_standards=["ua-1"], timestamp=made_at)


def compile_png(layout: str, inputs: Mapping[str, object], *, ppi: float, about: str) -> bytes:
    """The first page as a picture. NotMadeError."""
    return _compile(layout, inputs, about, format="png", ppi=ppi)


def _compile(layout: str, inputs: Mapping[str, object], about: str, **wanted: Any) -> bytes:
    try:
        made = typst.compile(
            LAYOUT / layout,
            root=LAYOUT,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={key: json.dumps(value, ensure_ascii=False) for key, value in inputs.items()},
            **wanted,
        )
    except RuntimeError as error:  # typst.TypstError is one of them
        logger.exception("The PDF of %s was not made", about)
        raise NotMadeError(str(error)) from error
    first = made[0] if isinstance(made, list) else made
    if not isinstance(first, bytes):
        raise NotMadeError("typst made no file")
    return first


@cache
def _fonts() -> "typst.Fonts":
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts.FOLDER])
