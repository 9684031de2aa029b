"""What may still be changed once people have begun to answer."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from .models import Depth, Question, Status, Survey


def hold(survey: Survey) -> None:
    """Wait for whoever is changing this survey, and see whether it is open as it is then.

    Call it at the beginning of a transaction that depends on it; until its end nobody else opens, closes or
    reveals the survey, and no answer is half way in.
    """
    fields = ["status", "opens_at", "closes_at", "removed_at"]
    survey.refresh_from_db(fields=fields, from_queryset=Survey.objects.select_for_update(no_key=True))


def require_led_here(survey: Survey) -> None:
    """Its own pages lead it, and no workshop does."""
    if survey.in_workshop:
        raise PermissionDenied(
            _(
                "“%(survey)s” is a point on the agenda of a workshop. It is changed, opened, closed and "
                "revealed there, so that everybody in the room sees the same."
            )
            % {"survey": survey}
        )


def require_in_preparation(survey: Survey) -> None:
    """Everybody must have been asked the same, and promised the same."""
    require_led_here(survey)
    if survey.status != Status.DRAFT:
        raise PermissionDenied(
            _(
                "“%(survey)s” has been opened. What it asks and the smallest group that is shown stay "
                "as they are, so that everybody has answered the same. You can make a copy."
            )
            % {"survey": survey}
        )


def asks_something(survey: Survey) -> bool:
    return (
        survey.depth != Depth.NONE
        or survey.asks_wished
        or survey.asks_influence
        or Question.kept.filter(survey=survey).exists()
    )


def require_something_asked(survey: Survey) -> None:
    if not asks_something(survey):
        raise PermissionDenied(
            _("“%(survey)s” asks nothing yet. Choose what it asks, or add a question of your own.")
            % {"survey": survey}
        )
