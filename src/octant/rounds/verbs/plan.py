from django.utils.translation import gettext_lazy as _

VERBS = {
    "plan.agreed": _("froze the agreed plan of"),
    "plan.reopened": _("reopened the agreed plan of"),
}
