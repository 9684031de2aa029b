"""Addresses of the team, below /clusters/<slug>/rounds/<number>/workshops/. One file per noun."""

from django.urls import include, path

app_name = "workshops"
urlpatterns = [
    path("", include("octant.workshops.urls.setup")),
    path("", include("octant.workshops.urls.lead")),
    path("", include("octant.workshops.urls.minutes")),
]
