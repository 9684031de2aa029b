"""The power–interest grid as a picture and in words."""

from collections.abc import Callable, Sequence
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from octant.charts.grid import LAST_LOW, MOST_ARROWS, GridPoint, GridWords, grid_chart

from .queries.landscape import Stand


def field_of(influence: int, interest: int) -> str:
    """What to do with somebody who stands there."""
    if influence > LAST_LOW:
        return _("Work closely with them") if interest > LAST_LOW else _("Win their interest")
    return _("Keep them involved") if interest > LAST_LOW else _("Keep an eye on them")


def sentence(stands: Sequence[Stand]) -> str:
    if not stands:
        return _("Nobody has influence and interest noted yet.")
    close = sum(stand.influence > LAST_LOW < stand.interest for stand in stands)
    win = sum(stand.influence > LAST_LOW >= stand.interest for stand in stands)
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
    return text % {"close": close, "n": len(stands), "win": win}


def arrows_hidden(stands: Sequence[Stand], chosen: int | None) -> bool:
    """Whether more ways were taken than the picture can show at once."""
    return (
        chosen is None and len({(stand.before, stand.now) for stand in stands if stand.moved}) > MOST_ARROWS
    )


def chart(stands: Sequence[Stand], chosen: int | None) -> Callable[..., str]:
    """What draws the grid in any size and theme; with an organisation `chosen` only its own way is drawn."""
    points = tuple(
        GridPoint(
            stand.name,
            stand.influence,
            stand.interest,
            stand.before if chosen in (None, stand.pk) else None,
        )
        for stand in stands
    )
    words = GridWords(
        title=_("Influence and interest"),
        description=sentence(stands),
        influence=_("influence"),
        interest=_("interest in the cluster"),
        high_low=field_of(5, 1),
        high_high=field_of(5, 5),
        low_low=field_of(1, 1),
        low_high=field_of(1, 5),
        one=_("Organisation"),
        many=_("So many at the same point"),
        moved=_("Moved since then"),
    )
    return partial(grid_chart, points, words=words, id="positions")
