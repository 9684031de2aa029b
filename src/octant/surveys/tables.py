"""Results in words and small tables, for pages."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from octant.domain.framework import Framework
from octant.rounds import words as levels

from .queries.results import Change, InfluenceCell, Results


def change_line(change: Change | None) -> str:
    """What happened since the round of opinion before, in one or two sentences."""
    if change is None:
        return ""
    parts = [_("Before, the middle answer was %(median)s.") % {"median": levels.level(change.before.median)}]
    people = change.people
    if people is None:
        parts.append(_("Too few people took part in both rounds to say how many changed their mind."))
    else:
        text = ngettext(
            "Of %(n)s person who gave a level both times, %(changed)s%% changed it: "
            "%(towards)s%% towards the middle answer, %(away)s%% away from it.",
            "Of %(n)s people who gave a level both times, %(changed)s%% changed it: "
            "%(towards)s%% towards the middle answer, %(away)s%% away from it.",
            people.n,
        )
        parts.append(
            text
            % {
                "n": people.n,
                "changed": round(people.changed * 100),
                "towards": round(people.towards * 100),
                "away": round(people.away * 100),
            }
        )
    if change.agreement is not None:
        parts.append(_("Agreement changed by %(change)s.") % {"change": levels.level(change.agreement)})
    return " ".join(parts)


def matrix(
    results: Results, framework: Framework
) -> tuple[tuple[str, tuple[InfluenceCell | None, ...]], ...]:
    """What moves what: a row for each dimension with a cell for each one it acts on; empty if hidden."""
    if not results.influence:
        return ()
    keys = [dimension.key for dimension in framework.dimensions]
    return tuple(
        (
            f"{dimension.number}. {dimension.short_name}",
            tuple(results.influence.get((dimension.key, key)) for key in keys),
        )
        for dimension in framework.dimensions
    )
