from django.utils.translation import gettext_lazy as _

VERBS = {
    "ratings.now": _("rated all dimensions as they are now in"),
    "ratings.wished": _("rated all dimensions as they should be in"),
    "ratings.feasible": _("rated for all dimensions how feasible a change is in"),
}
