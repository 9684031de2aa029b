"""Addresses below /clusters/<slug>/organisations/. One file per noun."""

from django.urls import include, path

app_name = "ecosystem"
urlpatterns = [
    path("", include("octant.ecosystem.urls.register")),
    path("", include("octant.ecosystem.urls.services")),
    path("", include("octant.ecosystem.urls.contacts")),
    path("", include("octant.ecosystem.urls.relations")),
    path("", include("octant.ecosystem.urls.merging")),
    path("", include("octant.ecosystem.urls.registrations")),
    path("", include("octant.ecosystem.urls.partners")),
    path("", include("octant.ecosystem.urls.landscape")),
    path("", include("octant.ecosystem.urls.sheets")),
    path("", include("octant.ecosystem.urls.network")),
    path("", include("octant.ecosystem.urls.map")),
    path("", include("octant.ecosystem.urls.matching")),
]
