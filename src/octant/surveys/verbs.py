"""What journal entries about surveys say. No entry ever tells that somebody answered."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "survey.added": _("prepared the survey"),
    "survey.changed": _("changed the survey"),
    "survey.removed": _("removed the survey"),
    "survey.restored": _("brought back the survey"),
    "survey.opened": _("opened the survey"),
    "survey.closed": _("closed the survey"),
    "survey.invited": _("sent invitations to the survey"),
    "survey.reminded": _("reminded those who had not yet answered the survey"),
    "survey.revealed": _("revealed the results of the survey"),
    "survey.next_wave": _("asked again in the survey"),
    "survey.sheet_entered": _("entered a sheet in the survey"),
    "survey.sheet_corrected": _("corrected a sheet in the survey"),
    "survey.sheet_removed": _("took a sheet out of the survey"),
    "survey.answers_imported": _("imported answers into the survey"),
    "survey.import_undone": _("undid an import of answers into the survey"),
    "survey.taken_over": _("took over answers of the survey"),
    "survey.taken_back": _("took out of the round the answers of the survey"),
}
