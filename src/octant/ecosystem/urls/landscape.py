"""The landscape: mix, positions, policies, funding, dates."""

from django.urls import path

from ..views import landscape

urlpatterns = [
    path("landscape/", landscape.landscape, name="landscape"),
    path("landscape/target/", landscape.target, name="target_mix"),
    path("landscape/calendar/", landscape.calendar_link, name="calendar_link"),
    path("landscape/positions/", landscape.positions, name="positions"),
    path("landscape/positions.<slug:ext>", landscape.positions_chart, name="positions_chart"),
    path("landscape/<slug:register>/", landscape.entries, name="entries"),
    path("landscape/<slug:register>/add/", landscape.entry_add, name="entry_add"),
    path("landscape/<slug:register>/<int:pk>/", landscape.entry, name="entry"),
    path("landscape/<slug:register>/<int:pk>/remove/", landscape.entry_remove, name="entry_remove"),
    path("landscape/<slug:register>/<int:pk>/restore/", landscape.entry_restore, name="entry_restore"),
]
