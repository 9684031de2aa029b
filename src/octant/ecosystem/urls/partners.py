"""Surveys of who works with whom."""

from django.urls import path

from ..views import partners

urlpatterns = [
    path("partners/", partners.surveys, name="partner_surveys"),
    path("partners/<int:pk>/", partners.survey, name="partner_survey"),
    path("partners/<int:pk>/links.csv", partners.links, name="partner_survey_links"),
    path("partners/<int:pk>/send/", partners.send, name="partner_survey_send"),
    path("partners/<int:pk>/send/on/", partners.send_waiting, name="partner_survey_send_on"),
    path("partners/<int:pk>/sending/", partners.sending, name="partner_survey_sending"),
    path(
        "partners/<int:pk>/<int:invitation_pk>/again/", partners.send_again, name="partner_survey_send_again"
    ),
    path("partners/<int:pk>/more/", partners.more, name="partner_survey_more"),
    path("partners/<int:pk>/close/", partners.close, name="partner_survey_close"),
]
