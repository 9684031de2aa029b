"""The timeline of a plan: the chart, its sentence and its rows as a table, all from the same parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from octant.charts.theme import Size, Theme
from octant.charts.timeline import (
    Milestone,
    TimelineData,
    TimelineGroup,
    TimelineRow,
    TimelineWords,
    timeline_chart,
)

from .document import GoalPart, MeasurePart
from .models import Round
from .queries.measures import measures
from .queries.plan import timeline_parts
from .views.page import framework_of
from .words import day

NO_URLS: Mapping[int, str] = {}


@dataclass(frozen=True, slots=True)
class TableRow:
    """A measure in the table beside the chart, as it is written. `url` is empty where it has no page."""

    name: str
    url: str
    owner: str
    start: str
    end: str
    milestones: str
    after: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """`svg` holds the chart twice, for wide and for narrow screens. `rows` are sorted by start."""

    title: str
    svg: SafeString
    sentence: str
    rows: tuple[TableRow, ...]


def timeline_chart_for(round_: Round, *, theme: Theme = Theme.LIGHT, size: Size = Size.NORMAL) -> str:
    """The timeline of a round as an SVG file."""
    framework = framework_of(round_)
    goals = timeline_parts(round_, framework, measures(round_, framework))
    return draw(goals, today=timezone.localdate(), theme=theme, size=size)


def timeline(
    goals: Sequence[GoalPart],
    *,
    today: date | None,
    urls: Mapping[int, str] = NO_URLS,
    id: str = "timeline",
) -> Timeline:
    """The timeline for a page; `urls` are the pages of the measures by their numbers."""
    rows = tuple(sorted((row for goal in goals for row in goal.measures), key=_place_in_time))
    svg = format_html(
        '<div class="wide-only">{}</div><div class="narrow-only">{}</div>',
        mark_safe(draw(goals, today=today, theme=Theme.PAGE, id=id)),
        mark_safe(draw(goals, today=today, theme=Theme.PAGE, size=Size.SMALL, id=f"{id}-small")),
    )
    table = tuple(_table_row(row, urls.get(row.number, "")) for row in rows)
    return Timeline(_("Timeline of the measures"), svg, sentence(rows), table)


def _table_row(row: MeasurePart, url: str) -> TableRow:
    return TableRow(
        name=f"{row.number}. {row.title}",
        url=url,
        owner=row.owner or "–",
        start=day(row.starts_on),
        end=day(row.ends_on),
        milestones=", ".join(day(milestone.due) for milestone in row.milestones) or "–",
        after=", ".join(str(number) for number in row.needs) or "–",
    )


def draw(
    goals: Sequence[GoalPart],
    *,
    today: date | None,
    theme: Theme,
    size: Size = Size.NORMAL,
    id: str = "timeline",
) -> str:
    """The chart. `today` draws a line; documents that stay as they are have none."""
    groups = tuple(
        TimelineGroup(goal.dimension_name, tuple(_row(measure) for measure in goal.measures))
        for goal in goals
        if goal.measures
    )
    rows = tuple(row for goal in goals for row in goal.measures)
    data = TimelineData(groups, today=today)
    return timeline_chart(data, words=_words(sentence(rows)), size=size, theme=theme, id=id)


def sentence(rows: Sequence[MeasurePart]) -> str:
    """What the chart shows, in words."""
    if not rows:
        return _("There are no measures yet.")
    count = ngettext("%(n)s measure", "%(n)s measures", len(rows)) % {"n": len(rows)}
    days = [day for row in rows for day in (row.starts_on, row.ends_on) if day]
    if not days:
        return _("%(measures)s, none with a date yet.") % {"measures": count}
    text = _("%(measures)s, from %(first)s to %(last)s.") % {
        "measures": count,
        "first": date_format(min(days), "SHORT_DATE_FORMAT"),
        "last": date_format(max(days), "SHORT_DATE_FORMAT"),
    }
    without = sum(not (row.starts_on and row.ends_on) for row in rows)
    if without:
        text += " " + ngettext(
            "%(n)s of them lacks its start or its end.",
            "%(n)s of them lack their start or their end.",
            without,
        ) % {"n": without}
    return text


def _place_in_time(row: MeasurePart) -> tuple[bool, object, int]:
    day = row.starts_on or row.ends_on
    return (day is None, day or row.number, row.number)


def _row(measure: MeasurePart) -> TimelineRow:
    return TimelineRow(
        key=str(measure.number),
        label=f"{measure.number}  {measure.title}",
        start=measure.starts_on,
        end=measure.ends_on,
        milestones=tuple(Milestone(row.title, row.due) for row in measure.milestones),
        after=tuple(str(number) for number in measure.needs),
    )


def _words(description: str) -> TimelineWords:
    return TimelineWords(
        title=_("Timeline of the measures"),
        description=description,
        today=_("today"),
        no_dates=_("no dates yet"),
        planned=_("planned"),
        done=_("done"),
        milestone=_("milestone"),
        milestone_done=_("milestone reached"),
        months=tuple(str(MONTHS_3[number]).title() for number in range(1, 13)),
        quarter=_("Q{number}"),
        month_year="{month} {year}",
    )
