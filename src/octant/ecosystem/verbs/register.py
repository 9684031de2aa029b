from django.utils.translation import gettext_lazy as _

VERBS = {
    "organisation_added": _("added the organisation"),
    "organisation_changed": _("changed the organisation"),
    "organisation_changed_itself": _("took over what the organisation itself changed through its link:"),
    "organisation_removed": _("removed the organisation"),
    "organisation_restored": _("brought back the organisation"),
    "organisations_changed": _("changed"),
    "organisations_removed": _("removed"),
    "organisations_restored": _("brought back"),
    "organisations_put_back": _("took back a change of"),
}
