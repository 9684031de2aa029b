"""One sentence for each chart: it says in words what the picture shows."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from octant.core.languages import once_in_each_language
from octant.ratings.queries import Histogram

from . import words
from .queries.ratings import DimensionRow, Profile


def octant(profile: Profile) -> str:
    """Highest and lowest dimension, then the largest gap."""
    rated = [row for row in profile.rows if row.level is not None]
    if not rated:
        return _("Nobody has rated yet: the axes are still empty.")
    highest = max(rated, key=lambda row: row.level or 0)
    lowest = min(rated, key=lambda row: row.level or 0)
    if highest.level == lowest.level:
        first = _("All dimensions that were rated stand at %(level)s.") % {
            "level": words.level(highest.level)
        }
    else:
        first = _("Strongest now is %(high)s (%(high_level)s), weakest is %(low)s (%(low_level)s).") % {
            "high": highest.name,
            "high_level": words.level(highest.level),
            "low": lowest.name,
            "low_level": words.level(lowest.level),
        }
    return f"{first} {gaps(profile)}" if profile.has_targets else first


def gaps(profile: Profile) -> str:
    largest = profile.largest_gap
    if largest is None:
        if profile.is_rated and profile.has_targets:
            return _("No dimension stands below its target.")
        return _("Gaps show as soon as there are ratings and targets.")
    return _("The largest gap is in %(name)s: now %(now)s, target %(target)s, so %(gap)s to go.") % {
        "name": largest.name,
        "now": words.level(largest.level),
        "target": words.level(largest.target),
        "gap": words.level(largest.gap),
    }


@once_in_each_language(512)
def strip(histogram: Histogram) -> str:
    """How the answers to one item are spread."""
    if not histogram.n:
        if not histogram.cannot_judge:
            return _("Nobody has rated this yet.")
        return unjudged(histogram.cannot_judge)
    if histogram.n == 1:
        sentence = _("One person gave a level: %(level)s.") % {"level": words.level(histogram.median)}
        return f"{sentence} {unjudged(histogram.cannot_judge)}" if histogram.cannot_judge else sentence
    middle = _("the middle answer is %(median)s, half of the answers lie between %(lower)s and %(upper)s") % {
        "median": words.level(histogram.median),
        "lower": words.level(histogram.lower),
        "upper": words.level(histogram.upper),
    }
    sentence = ngettext(
        "%(n)s person gave a level: %(middle)s.", "%(n)s people gave a level: %(middle)s.", histogram.n
    ) % {"n": histogram.n, "middle": middle}
    return f"{sentence} {unjudged(histogram.cannot_judge)}" if histogram.cannot_judge else sentence


def unjudged(people: int) -> str:
    return ngettext("%(n)s person could not judge it.", "%(n)s people could not judge it.", people) % {
        "n": people
    }


def dispute(row: DimensionRow) -> str:
    """Why this dimension is worth talking about: where the answers stand."""
    chosen = [level for level, count in enumerate(row.now.counts, start=1) if count]
    if row.now.is_split:
        text = _(
            "The answers form two camps, from level %(lowest)s to level %(highest)s. "
            "Let both sides tell what they see before you decide."
        )
    else:
        text = _(
            "The answers reach from level %(lowest)s to level %(highest)s. "
            "Talk about what each of you has in mind before you decide."
        )
    return text % {"lowest": chosen[0], "highest": chosen[-1]}
