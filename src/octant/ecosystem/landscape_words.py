"""The power–interest grid as a picture and in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from octant.charts.scatter import InfluenceData, InfluencePoint, InfluenceWords, influence_chart
from octant.charts.theme import Size, Theme

from .queries.landscape import Stand

MIDDLE = 3.0  # of five steps
MOST_POINTS = 40  # more names than these nobody can read in one picture


def field_of(influence: int, interest: int) -> str:
    """What to do with somebody who stands there."""
    if influence > MIDDLE:
        return _("Work closely with them") if interest > MIDDLE else _("Win their interest")
    return _("Keep them involved") if interest > MIDDLE else _("Keep an eye on them")


def sentence(stands: Sequence[Stand]) -> str:
    if not stands:
        return _("Nobody has influence and interest noted yet.")
    close = sum(stand.now[0] > MIDDLE and stand.now[1] > MIDDLE for stand in stands)
    win = sum(stand.now[0] > MIDDLE >= stand.now[1] for stand in stands)
    text = ngettext(
        "%(close)s of %(n)s organisation has much influence and much interest.",
        "%(close)s of %(n)s organisations have much influence and much interest.",
        len(stands),
    )
    text += " " + ngettext(
        "%(win)s has influence but little interest so far.",
        "%(win)s have influence but little interest so far.",
        win,
    )
    if len(stands) > MOST_POINTS:
        text += " " + _("The picture shows the %(most)s with most influence; the table shows all.")
    return text % {"close": close, "n": len(stands), "win": win, "most": MOST_POINTS}


def chart(stands: Sequence[Stand], size: Size = Size.NORMAL, theme: Theme = Theme.PAGE) -> str:
    shown = stands[:MOST_POINTS]
    return influence_chart(
        InfluenceData(
            tuple(
                InfluencePoint(
                    stand.organisation.name, float(stand.now[0]), float(stand.now[1]), focus=stand.moved
                )
                for stand in shown
            ),
            middle_active=MIDDLE,
            middle_passive=MIDDLE,
        ),
        words=InfluenceWords(
            title=_("Influence and interest"),
            description=sentence(stands),
            active_sum=_("influence"),
            passive_sum=_("interest in the cluster"),
            active=field_of(5, 1),
            critical=field_of(5, 5),
            reactive=field_of(1, 5),
            buffering=field_of(1, 1),
            element=_("Organisation"),
            focus=_("Moved since then"),
        ),
        size=size,
        theme=theme,
        id="positions",
    )
