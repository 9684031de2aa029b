"""Addresses of people who answer, below /s/<code>/."""

from django.urls import path

from ..views import answer, results

app_name = "answer"
urlpatterns = [
    path("", answer.start, name="start"),
    path("i/<slug:invitation>/", answer.invited, name="invited"),
    path("resume/", answer.resume, name="resume"),
    path("review/", answer.review, name="review"),
    path("results/", results.for_respondents, name="results"),
    path("<slug:key>/", answer.part, name="part"),
]
