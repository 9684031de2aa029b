from django.urls import include, path

from octant.frameworks import views

app_name = "guide"

edition = [
    path("", views.overview, name="edition"),
    path("dimensions/", views.dimensions, name="dimensions"),
    path("dimensions/<slug:key>/", views.dimension, name="dimension"),
    path("steps/", views.chapter, {"page": "steps"}, name="steps"),
    path("resources/", views.chapter, {"page": "resources"}, name="resources"),
    path("core/", views.chapter, {"page": "core"}, name="core"),
    path("goals/", views.chapter, {"page": "goals"}, name="goals"),
    path("benefits/", views.chapter, {"page": "benefits"}, name="benefits"),
    path("learnings/", views.chapter, {"page": "learnings"}, name="learnings"),
    path("glossary/", views.glossary, name="glossary"),
    path("search/", views.search, name="search"),
]

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/<int:edition>/", include(edition)),
]
