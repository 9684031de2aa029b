"""What the journal says about rounds. One file per step; here the names of what entries note besides."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LABELS = {
    "bottleneck": _("Bottleneck"),
    "contributor": _("who joins in"),
    "days": _("Milestones"),
    "decided_on": _("decided on"),
    "dimension": _("dimension"),
    "edition": _("edition"),
    "feasibility": _("Feasibility"),
    "findings": _("Findings"),
    "gap": _("Gap"),
    "leverage": _("Leverage"),
    "mode": _("kind of round"),
    "needs": _("what has to come first"),
    "participants": _("who decided"),
    "phase": _("phase"),
    "position": pgettext_lazy("in a ranking", "Place"),
    "rationale": _("why this one, why now"),
    "reservations": _("reservations and open points"),
    "target": _("target level"),
    "text": _("text"),
    "version": _("version"),
}
