"""Matchmaking."""

from django.urls import path

from ..views import matching

urlpatterns = [
    path("matching/", matching.matching, name="matching"),
    path("matching/needs/<int:pk>/", matching.need, name="matching_need"),
    path("matching/<int:pk>/", matching.organisation, name="matching_organisation"),
    path("matching/event/", matching.event, name="matching_event"),
    path("introductions/", matching.introductions, name="introductions"),
    path("introductions/propose/", matching.propose, name="introduction_propose"),
    path("introductions/<int:pk>/", matching.introduction, name="introduction"),
    path("introductions/<int:pk>/step/<slug:step>/", matching.introduction_step, name="introduction_step"),
    path("introductions/<int:pk>/outcome/", matching.introduction_outcome, name="introduction_outcome"),
    path("introductions/<int:pk>/remove/", matching.introduction_remove, name="introduction_remove"),
    path("introductions/<int:pk>/restore/", matching.introduction_restore, name="introduction_restore"),
]
