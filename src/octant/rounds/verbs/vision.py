from django.utils.translation import gettext_lazy as _

VERBS = {
    "vision.answered": _("answered the vision question"),
    "vision.version_started": _("started a new version of the vision"),
    "vision.version_changed": _("changed the vision"),
    "vision.proposed": _("proposed the vision"),
    "vision.taken_back": _("took back the proposal for the vision"),
    "vision.reopened": _("reopened the agreed vision"),
    "factor.added": _("added the success factor"),
    "factor.changed": _("changed the success factor"),
    "factor.moved": _("moved the success factor"),
    "factor.removed": _("removed the success factor"),
    "factor.restored": _("brought back the success factor"),
    "profile.changed": _("changed the ideal profile in"),
    "profile.medians_taken": _("took the team's wishes as targets of"),
    "profile.reopened": _("reopened the ideal profile of"),
}
