"""Addresses of the team, below /clusters/<slug>/rounds/<number>/surveys/. One file per noun."""

from django.urls import include, path

app_name = "surveys"
urlpatterns = [
    path("", include("octant.surveys.urls.setup")),
    path("", include("octant.surveys.urls.audience")),
    path("", include("octant.surveys.urls.results")),
    path("", include("octant.surveys.urls.sheets")),
    path("", include("octant.surveys.urls.imports")),
]
