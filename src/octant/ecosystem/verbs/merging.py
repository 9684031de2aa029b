from django.utils.translation import gettext_lazy as _

VERBS = {
    "organisations_merged": _("merged another entry into"),
    "organisations_taken_apart": _("took apart again"),
}
