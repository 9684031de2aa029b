from django.urls import path

from ..views import baseline, describe, sheet

urlpatterns = [
    path("", describe.describe, name="describe"),
    path("map/", describe.resource_map, name="resource_map"),
    path("add/", describe.add, name="finding_add"),
    path("sheet/", sheet.findings_sheet, name="findings_sheet"),
    path("move/", describe.move, name="finding_move"),
    path("findings/<int:pk>/", describe.finding, name="finding"),
    path("findings/<int:pk>/remove/", describe.remove, name="finding_remove"),
    path("findings/<int:pk>/restore/", describe.restore, name="finding_restore"),
    path("findings/<int:pk>/file/", describe.evidence, name="finding_file"),
    path("baseline/", baseline.baseline, name="baseline"),
    path("baseline/reopen/", baseline.reopen, name="baseline_reopen"),
    path("baseline/<int:version>/", baseline.snapshot, name="snapshot"),
]
