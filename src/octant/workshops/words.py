"""What is promised and asked in a workshop, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Workshop


def promise(workshop: Workshop) -> str:
    """The one sentence that people read before they join."""
    if workshop.is_named:
        return _("This workshop is not anonymous: the team sees what you contribute together with your name.")
    if workshop.keeps_sector:
        return _(
            "What you contribute is kept without your name, address or the time, only with your sector, and "
            "no group of fewer than %(minimum)s people is ever shown."
        ) % {"minimum": workshop.minimum_group}
    return _(
        "What you contribute is kept without your name, address, sector or the time, and no levels are shown "
        "before at least %(minimum)s people have answered."
    ) % {"minimum": workshop.minimum_group}


# The questions of the closing feedback by their keys: two levels, then two texts.
FEEDBACK: dict[str, str | Promise] = {
    "useful": gettext_lazy("How useful was this meeting for you?"),
    "heard": gettext_lazy("Was your voice heard?"),
    "take_home": gettext_lazy("What do you take home?"),
    "change": gettext_lazy("What should be different next time?"),
}
FEEDBACK_ON_A_SCALE = frozenset({"useful", "heard"})
FEEDBACK_LEVELS = (
    gettext_lazy("not at all"),
    gettext_lazy("a little"),
    gettext_lazy("partly"),
    gettext_lazy("mostly"),
    gettext_lazy("very much"),
)
