"""What journal entries about workshops say."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "workshop.added": _("prepared the workshop"),
    "workshop.changed": _("changed the workshop"),
    "workshop.removed": _("removed the workshop"),
    "workshop.restored": _("brought back the workshop"),
    "workshop.started": _("started the workshop"),
    "workshop.ended": _("ended the workshop"),
    "workshop.reopened": _("reopened the workshop"),
    "workshop.taken_over": _("took over leading the workshop"),
    "workshop.decided": _("recorded a decision of the workshop:"),
    "workshop.landed": _("took over contributions of the workshop:"),
    "workshop.set_aside": _("set contributions of the workshop aside:"),
    "workshop.taken_back": _("took back what came of a contribution:"),
}
