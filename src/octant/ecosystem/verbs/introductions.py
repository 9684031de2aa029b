from django.utils.translation import gettext_lazy as _

VERBS = {
    "introduction_proposed": _("proposed the introduction"),
    "introduction_changed": _("changed the introduction"),
    "introduction_accepted": _("noted that both sides want the introduction"),
    "introduction_met": _("noted that they have met"),
    "introduction_declined": _("noted that an introduction was declined"),
    "introduction_done": _("noted the outcome of the introduction"),
    "introduction_removed": _("removed the introduction"),
    "introduction_restored": _("brought back the introduction"),
}
