from django.utils.translation import gettext_lazy as _

VERBS = {
    "decision.voices": _("recorded the decision to take over the answers of"),
    "voices.taken_over": _("counted in the answers of"),
    "voices.taken_back": _("took out of the round the answers of"),
}
