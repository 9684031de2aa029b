"""What the figures of a room say, in one or two sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from octant.rounds import words

from .queries.stage import Ratings


def ratings(found: Ratings) -> str:
    """The strongest and the weakest dimension, and where opinions differ most."""
    rated = [(row.now.median or 0, row) for row in found.rows if row.now]
    if not rated:
        return too_few(found)
    high = max(rated, key=lambda pair: pair[0])
    low = min(rated, key=lambda pair: pair[0])
    if high[0] == low[0]:
        first = _("All dimensions stand at %(level)s.") % {"level": words.level(high[0])}
    else:
        first = _("Strongest: %(high)s (%(high_level)s). Weakest: %(low)s (%(low_level)s).") % {
            "high": high[1].dimension.short_name,
            "high_level": words.level(high[0]),
            "low": low[1].dimension.short_name,
            "low_level": words.level(low[0]),
        }
    if apart := found.widest_apart:
        second = _("Opinions differ most about %(name)s.") % {"name": apart.dimension.short_name}
        return f"{first} {second}"
    return first


def too_few(found: Ratings) -> str:
    return _("Levels are shown from %(minimum)s answers on, so that nobody can be told apart.") % {
        "minimum": found.minimum
    }


def answers(n: int, present: int) -> str:
    """What stands beside a large figure: (12) of 40 have answered. With paper sheets it may be more."""
    if present >= n and present:
        return _("of %(expected)s have answered") % {"expected": present}
    return ngettext("person has answered", "people have answered", n)
