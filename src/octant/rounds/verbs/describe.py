from django.utils.translation import gettext_lazy as _

VERBS = {
    "finding.added": _("added the finding"),
    "finding.sheet": _("entered findings from a sheet"),
    "finding.changed": _("changed the finding"),
    "finding.moved": _("moved to another category the finding"),
    "finding.removed": _("removed the finding"),
    "finding.restored": _("brought back the finding"),
}
