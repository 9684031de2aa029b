from django.utils.translation import gettext_lazy as _

VERBS = {
    "offer_added": _("added the offer"),
    "offer_changed": _("changed the offer"),
    "offer_removed": _("removed the offer"),
    "offer_restored": _("brought back the offer"),
    "need_added": _("added the need"),
    "need_changed": _("changed the need"),
    "need_removed": _("removed the need"),
    "need_restored": _("brought back the need"),
}
