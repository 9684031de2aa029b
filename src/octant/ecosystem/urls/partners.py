"""Surveys of who works with whom."""

from django.urls import path

from ..views import partners

urlpatterns = [
    path("partners/", partners.surveys, name="partner_surveys"),
    path("partners/<int:pk>/", partners.survey, name="partner_survey"),
    path("partners/<int:pk>/links.csv", partners.links, name="partner_survey_links"),
    path("partners/<int:pk>/more/", partners.more, name="partner_survey_more"),
    path("partners/<int:pk>/close/", partners.close, name="partner_survey_close"),
]
