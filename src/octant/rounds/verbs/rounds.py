from django.utils.translation import gettext_lazy as _

VERBS = {
    "round.started": _("started the round"),
    "round.changed": _("changed the title, kind or time frame of"),
}
