"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

CLUSTER = "clusters/<slug:slug>/"

urlpatterns = [
    path("", include("octant.pages.urls")),
    path("guide/", include("octant.frameworks.urls")),
    path("", include("octant.accounts.entrance")),
    path("accounts/", include("octant.accounts.urls")),
    path("admin/", admin.site.urls),
    path("clusters/", include("octant.clusters.urls")),
    path(CLUSTER + "journal/", include("octant.clusters.urls.journal")),
    path(CLUSTER + "organisations/", include("octant.ecosystem.urls")),
    path(CLUSTER + "rounds/", include("octant.rounds.urls")),
    path(CLUSTER + "rounds/<int:number>/surveys/", include("octant.surveys.urls")),
    path(CLUSTER + "rounds/<int:number>/workshops/", include("octant.workshops.urls")),
    path(CLUSTER + "rounds/<int:number>/", include("octant.reports.urls")),
    path("", include("octant.ecosystem.urls.public")),
    path("", include("octant.workshops.urls.join")),
    path("s/<slug:code>/", include("octant.surveys.urls.answer")),
    path("w/<slug:code>/", include("octant.workshops.urls.room")),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("octant.accounts.demo"))]

handler400 = "octant.pages.views.bad_request"
handler403 = "octant.pages.views.forbidden"
handler404 = "octant.pages.views.not_found"
handler500 = "octant.pages.views.server_error"
