"""Addresses below /clusters/<slug>/rounds/. One file per step."""

from django.urls import include, path

from octant.rounds.views import rounds

app_name = "rounds"
urlpatterns = [
    path("new/", rounds.new, name="new"),
    path("<int:number>/", rounds.overview, name="overview"),
    path("<int:number>/settings/", rounds.settings, name="settings"),
    path("<int:number>/describe/", include("octant.rounds.urls.describe")),
    path("<int:number>/ratings/", include("octant.rounds.urls.ratings")),
    path("<int:number>/vision/", include("octant.rounds.urls.vision")),
    path("<int:number>/focus/", include("octant.rounds.urls.focus")),
    path("<int:number>/goals/", include("octant.rounds.urls.goals")),
    path("<int:number>/measures/", include("octant.rounds.urls.measures")),
    path("<int:number>/plan/", include("octant.rounds.urls.plan")),
    path("<int:number>/charts/", include("octant.rounds.urls.charts")),
]
