"""Charts of the room: the octant of a rating, on phones and on the wall."""

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from octant.charts.octant import OctantAxis, OctantData, OctantWords, octant_chart
from octant.charts.theme import Size, Theme
from octant.rounds import words

from . import sentences
from .queries.stage import Ratings


def octant(found: Ratings, *, poster: bool) -> SafeString:
    """Medians and middle halves, and what people wish for where it was asked."""
    axes = tuple(
        OctantAxis(
            label=row.dimension.short_name,
            now=row.now.median if row.now else None,
            lower=row.now.lower if row.now else None,
            upper=row.now.upper if row.now else None,
            target=row.wished.median if row.wished else None,
            short=str(row.dimension.number),
        )
        for row in found.rows
    )
    drawn = octant_chart(
        OctantData(axes),
        words=OctantWords(
            title=_("How the room sees it"),
            description=sentences.ratings(found),
            now=_("Now (median)"),
            middle=_("Middle half of the answers"),
            target=_("Wished for (median)"),
            earlier="",
            focus="",
            separator=words.decimal_separator(),
        ),
        size=Size.POSTER if poster else Size.NORMAL,
        theme=Theme.PAGE,
        id="room-octant",
    )
    return mark_safe(drawn)
