"""The action plan as PDF/UA-1: what stands in it (`contents`), set by typst as `typst/plan.typ` lays it out.

Typst gets one JSON string. User text arrives in it as values, is shown as text and is never read as markup.
It may read files below `typst/` only, uses our own fonts only, and fetches nothing.
"""

import json
import logging
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import typst
from django.utils import translation

from octant.rounds.document import PlanDocument

from . import charts, fonts
from .contents import contents
from .printable import printable_parts

LAYOUT = Path(__file__).resolve().parent / "typst"
logger = logging.getLogger(__name__)


class NotMadeError(Exception):
    """The PDF could not be made; the log says why."""


def plan_pdf(document: PlanDocument, *, reopened_on: date | None = None) -> bytes:
    """The plan as a tagged PDF in the document's own language. Raises NotMadeError."""
    data = plan_data(document, reopened_on=reopened_on)
    day = document.agreed_on or document.made_on
    try:
        return _compile(json.dumps(data, ensure_ascii=False), datetime.combine(day, time(12), UTC))
    except RuntimeError as error:  # typst.TypstError is one of them
        logger.exception("The PDF of the plan of %r was not made", document.cluster.name)
        raise NotMadeError(str(error)) from error


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


def _compile(data: str, made_at: datetime) -> bytes:
    made = typst.compile(
        LAYOUT / "plan.typ",
        root=LAYOUT,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"plan": data},
        timestamp=made_at,
    )
    if not isinstance(made, bytes):
        raise NotMadeError("typst made no single file")
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts.FOLDER])
