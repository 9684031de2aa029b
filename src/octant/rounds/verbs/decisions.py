from django.utils.translation import gettext_lazy as _

VERBS = {
    "decision.baseline": _("recorded the decision to freeze the baseline of"),
    "decision.reopened": _("recorded the decision to reopen"),
    "decision.vision": _("recorded the agreement on the vision"),
    "decision.profile": _("recorded the agreement on the ideal profile of"),
    "decision.focus": _("recorded the choice of focus"),
    "decision.plan": _("recorded the agreement on the plan of"),
}
