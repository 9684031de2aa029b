from django.utils.translation import gettext_lazy as _

VERBS = {
    "contact_added": _("added a contact to"),
    "contact_changed": _("changed a contact of"),
    "contact_removed": _("removed a contact from"),
    "contact_restored": _("brought back a contact of"),
    "contact_erased": _("erased for good a contact of"),
}
