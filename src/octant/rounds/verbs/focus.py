from django.utils.translation import gettext_lazy as _

VERBS = {
    "influence.group_added": _("added a group to the influence matrix:"),
    "influence.group_renamed": _("renamed the group of the influence matrix:"),
    "influence.group_removed": _("removed from the influence matrix the group"),
    "influence.group_restored": _("brought back to the influence matrix the group"),
    "influence.row_changed": _("filled in the influence of"),
    "focus.weighted": _("set the weights of the ranking in"),
    "focus.chosen": _("chose for the focus"),
    "focus.dropped": _("took out of the focus"),
    "focus.reasoned": _("gave the reason for the focus"),
    "focus.time_frame": _("set the time frame of"),
    "focus.reopened": _("reopened the focus of"),
}
