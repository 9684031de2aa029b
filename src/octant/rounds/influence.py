"""What the influence matrix says, in words and as a picture."""

from django.utils.translation import gettext as _

from octant.charts.scatter import InfluenceData, InfluencePoint, InfluenceWords, influence_chart
from octant.charts.theme import Size, Theme
from octant.domain.influence import Role

from . import words
from .queries.focus import Influence, InfluenceResult

LOW_LEVEL = 3.0  # a dimension that moves others and stands below the middle level holds them back


def role_name(role: Role | None) -> str:
    """The role of a dimension in plain words; the guide's terms lever and bottleneck where they fit."""
    match role:
        case Role.ACTIVE:
            return _("Lever")
        case Role.CRITICAL:
            return _("Amplifier")
        case Role.REACTIVE:
            return _("Mirror")
        case Role.BUFFERING:
            return _("Calm")
        case None:
            return _("In the middle")


def role_meaning(role: Role | None) -> str:
    match role:
        case Role.ACTIVE:
            return _("moves others and is hardly moved itself: progress here spreads")
        case Role.CRITICAL:
            return _("moves others and is moved by them: strong, but hard to steer")
        case Role.REACTIVE:
            return _("is moved by others: shows what happens elsewhere, good to watch")
        case Role.BUFFERING:
            return _("moves little and is hardly moved: can wait or go its own way")
        case None:
            return _("does not stand out in either way")


def is_bottleneck(result: InfluenceResult, level: float | None) -> bool:
    """It moves the others more than most do, and stands low today."""
    return result.role in (Role.ACTIVE, Role.CRITICAL) and level is not None and level < LOW_LEVEL


def sentence(influence: Influence) -> str:
    """Which dimension moves most, which is moved most."""
    if not influence.filled.cells:
        return _("The influence matrix is still empty.")
    most = max(influence.results, key=lambda result: result.active_sum)
    moved = max(influence.results, key=lambda result: result.passive_sum)
    text = _("%(most)s moves the others most (%(active)s); %(moved)s is moved most (%(passive)s).") % {
        "most": most.dimension.name,
        "active": words.total(most.active_sum),
        "moved": moved.dimension.name,
        "passive": words.total(moved.passive_sum),
    }
    if influence.filled.cells < influence.filled.of:
        text += " " + _("%(n)s of %(of)s cells are filled in, so this can still change.") % {
            "n": influence.filled.cells,
            "of": influence.filled.of,
        }
    return text


def chart(
    influence: Influence,
    focus: frozenset[str] = frozenset(),
    size: Size = Size.NORMAL,
    theme: Theme = Theme.PAGE,
    *,
    id: str = "influence",
) -> str:
    points = tuple(
        InfluencePoint(
            result.dimension.name,
            result.active_sum,
            result.passive_sum,
            focus=result.dimension.key in focus,
        )
        for result in influence.results
    )
    return influence_chart(
        InfluenceData(points),
        words=InfluenceWords(
            title=_("What moves what"),
            description=sentence(influence),
            active_sum=_("moves others (sum)"),
            passive_sum=_("is moved by others (sum)"),
            active=role_name(Role.ACTIVE),
            critical=role_name(Role.CRITICAL),
            reactive=role_name(Role.REACTIVE),
            buffering=role_name(Role.BUFFERING),
            element=_("Dimension"),
            focus=_("In focus"),
            separator=words.decimal_separator(),
        ),
        size=size,
        theme=theme,
        id=id,
    )
