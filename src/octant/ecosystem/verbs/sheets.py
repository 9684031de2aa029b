from django.utils.translation import gettext_lazy as _

VERBS = {
    "sheet_imported": _("imported the sheet"),
    "sheet_undone": _("undid the import of the sheet"),
}
