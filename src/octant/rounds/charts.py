"""Charts of a round: what the database says as `octant.charts` wants it, in words of the reader's language.

The drawings escape every text themselves, so they may stand in a page as they are.
"""

from collections.abc import Callable

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from octant.charts.gaps import GapData, GapRow, GapWords, gap_chart
from octant.charts.octant import OctantAxis, OctantData, OctantWords, octant_chart
from octant.charts.strip import StripData, StripWords, strip_chart
from octant.charts.theme import Size, Theme
from octant.core.languages import once_in_each_language
from octant.ratings.queries import Histogram

from . import sentences, words
from .queries.ratings import Profile

type Draw = Callable[[Size, Theme], str]
"""Draws a chart as SVG text in the wanted size and theme."""


def octant(
    profile: Profile, size: Size = Size.NORMAL, theme: Theme = Theme.PAGE, *, id: str = "octant"
) -> SafeString:
    axes = tuple(
        OctantAxis(
            label=row.name,
            now=row.level,
            lower=row.now.lower,
            upper=row.now.upper,
            target=row.target,
            earlier=row.earlier,
            focus=row.focus_phase == 1,
            short=str(row.number),
        )
        for row in profile.rows
    )
    earlier = profile.earlier_round
    drawn = octant_chart(
        OctantData(axes),
        words=OctantWords(
            title=_("Where we are and where we want to be"),
            description=sentences.octant(profile),
            now=_("Now (median)"),
            middle=_("Middle half of the answers"),
            target=target_name(profile),
            earlier=_("Baseline of %(round)s") % {"round": earlier} if earlier else "",
            focus=_("In focus"),
            separator=words.decimal_separator(),
        ),
        size=size,
        theme=theme,
        id=id,
    )
    return mark_safe(drawn)


def target_name(profile: Profile) -> str:
    return _("Wished for (median)") if profile.target_is_wish else pgettext("level", "Target")


def gaps(
    profile: Profile, size: Size = Size.NORMAL, theme: Theme = Theme.PAGE, *, id: str = "gaps"
) -> SafeString:
    rows = tuple(GapRow(row.name, row.level, row.target, focus=row.focus_phase == 1) for row in profile.rows)
    drawn = gap_chart(
        GapData(rows),
        words=GapWords(
            title=_("Gaps, largest first"),
            description=sentences.gaps(profile),
            now=_("Now (median)"),
            target=target_name(profile),
            gap=_("Gap"),
            focus=_("In focus"),
            none="–",
            separator=words.decimal_separator(),
        ),
        size=size,
        theme=theme,
        id=id,
    )
    return mark_safe(drawn)


@once_in_each_language(512)
def strip(
    name: str, histogram: Histogram, size: Size = Size.NORMAL, theme: Theme = Theme.PAGE, *, id: str
) -> SafeString:
    drawn = strip_chart(
        StripData(
            label=name,
            counts=histogram.counts,
            cannot_judge=histogram.cannot_judge,
            median=histogram.median,
            lower=histogram.lower,
            upper=histogram.upper,
        ),
        words=StripWords(
            title=_("Answers to %(name)s") % {"name": name},
            description=sentences.strip(histogram),
            cannot_judge=_("can’t judge"),
            median=_("Middle answer"),
            middle=_("Middle half"),
        ),
        size=size,
        theme=theme,
        id=id,
    )
    return mark_safe(drawn)
