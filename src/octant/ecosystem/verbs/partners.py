from django.utils.translation import gettext_lazy as _

VERBS = {
    "partner_survey_started": _("started the survey of partners"),
    "partner_survey_sent": _("sent links of the survey of partners by e-mail"),
    "partner_survey_closed": _("closed the survey of partners"),
    "partner_survey_reopened": _("opened again the survey of partners"),
}
