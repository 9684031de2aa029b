from django.utils.translation import gettext_lazy as _

VERBS = {
    "registration_page_changed": _("changed the form with which organisations register"),
    "registration_address_changed": _("gave that form a new address"),
    "registration_declined": _("declined the registration of"),
    "registration_restored": _("put back into the queue"),
    "entry_link_made": _("made a link with which this organisation edits its entry:"),
    "entry_link_revoked": _("ended the link of"),
}
