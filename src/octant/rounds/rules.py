"""What is frozen or agreed stays as it is until a coordinator reopens it.

`…_closed` says why, for pages. `require_open_…` is for the beginning of a transaction that writes: until its
end nobody freezes, agrees or reopens.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from .models import Round

MOMENTS = ("baseline_at", "vision_agreed_at", "profile_agreed_at", "focus_agreed_at", "plan_agreed_at")


def hold(round_: Round) -> None:
    """Wait for whoever is changing this round, and see what is frozen and agreed as it is then."""
    round_.refresh_from_db(fields=MOMENTS, from_queryset=Round.objects.select_for_update(no_key=True))


def set_moment(round_: Round, **moment: datetime | None) -> None:
    """When something was agreed. This is no text, so the round's version stays as it is."""
    Round.objects.filter(pk=round_.pk).update(**moment)
    for name, value in moment.items():
        setattr(round_, name, value)


# ---------- Why something takes no changes at the moment; empty when it does ----------


def baseline_closed(round_: Round) -> str:
    """Findings and first ratings may change only while the baseline is open."""
    if not round_.baseline_at:
        return ""
    return _(
        "The baseline is frozen, so that later rounds can be compared with it. A coordinator can reopen it."
    )


def plan_closed(round_: Round) -> str:
    """Vision, focus, goals and measures may change only while the plan is not agreed."""
    if not round_.plan_agreed_at:
        return ""
    return _(
        "The plan has been agreed and is frozen. A coordinator can reopen it on the page “Agree the plan”."
    )


def vision_closed(round_: Round) -> str:
    agreed = _("The vision has been agreed. A coordinator can reopen it on the page “Vision”.")
    return plan_closed(round_) or (agreed if round_.vision_agreed_at else "")


def profile_closed(round_: Round) -> str:
    agreed = _("The ideal profile has been agreed. A coordinator can reopen it on the page “Ideal profile”.")
    return plan_closed(round_) or (agreed if round_.profile_agreed_at else "")


def focus_closed(round_: Round) -> str:
    """What the focus was chosen on stays as it is, once the focus is agreed."""
    agreed = _("The focus has been agreed. A coordinator can reopen it on the page “Focus”.")
    return plan_closed(round_) or (agreed if round_.focus_agreed_at else "")


# ---------- For transactions that write ----------


def require_open_baseline(round_: Round) -> None:
    hold(round_)
    _refuse(baseline_closed(round_))


def require_open_plan(round_: Round) -> None:
    hold(round_)
    _refuse(plan_closed(round_))


def require_open_vision(round_: Round) -> None:
    hold(round_)
    _refuse(vision_closed(round_))


def require_open_profile(round_: Round) -> None:
    hold(round_)
    _refuse(profile_closed(round_))


def require_open_focus(round_: Round) -> None:
    hold(round_)
    _refuse(focus_closed(round_))


def _refuse(reason: str) -> None:
    if reason:
        raise PermissionDenied(reason)
