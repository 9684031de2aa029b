from django.utils.translation import gettext_lazy as _

VERBS = {
    "goal.changed": _("changed the goal"),
    "indicator.added": _("added an indicator to the goal"),
    "indicator.changed": _("changed the indicator"),
    "indicator.removed": _("removed the indicator"),
    "indicator.restored": _("brought back the indicator"),
}
