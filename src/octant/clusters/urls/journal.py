"""Addresses below /clusters/<slug>/journal/.

The pages of the journal stand here and not in `octant.journal`, because every room writes to the journal (so
it lies low) and reading it needs the rights of a cluster (which lie higher).
"""

from django.urls import path

from ..views import journal

app_name = "journal"
urlpatterns = [
    path("", journal.journal, name="list"),
    path("new/", journal.new, name="new"),
    path("journal.csv", journal.as_csv, name="csv"),
    path("journal.json", journal.as_json, name="json"),
]
