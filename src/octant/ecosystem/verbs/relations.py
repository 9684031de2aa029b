from django.utils.translation import gettext_lazy as _

VERBS = {
    "relation_added": _("added the relation"),
    "relation_changed": _("changed the relation"),
    "relation_ended": _("noted the end of the relation"),
    "relation_removed": _("removed the relation"),
    "relation_restored": _("brought back the relation"),
    "relation_unsaid": _("was told that it does not hold any more:"),
}
