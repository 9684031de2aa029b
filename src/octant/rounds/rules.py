"""What is frozen stays as it is until a coordinator reopens it."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from .models import Round


def require_open_baseline(round_: Round) -> None:
    """Findings and first ratings may change only while the baseline is open."""
    if round_.baseline_at:
        raise PermissionDenied(
            _(
                "The baseline is frozen, so that later rounds can be compared with it. "
                "A coordinator can reopen it."
            )
        )


def require_open_plan(round_: Round) -> None:
    """Vision, focus, goals and measures may change only while the plan is not agreed."""
    if round_.plan_agreed_at:
        raise PermissionDenied(
            _(
                "The plan has been agreed and is frozen. "
                "A coordinator can reopen it on the page “Agree the plan”."
            )
        )


def reason_closed(require: Callable[[Round], None] | None, round_: Round) -> str:
    """Why the round takes nothing of this kind at the moment; empty when it does."""
    if require is None:
        return ""
    try:
        require(round_)
    except PermissionDenied as refused:
        return str(refused)
    return ""
