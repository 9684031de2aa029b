"""What is frozen stays as it is until a coordinator reopens it."""

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
