from django.utils.translation import gettext_lazy as _

VERBS = {
    "organisation_added": _("added the organisation"),
    "organisation_changed": _("changed the organisation"),
    "organisation_removed": _("removed the organisation"),
    "organisation_restored": _("brought back the organisation"),
}
