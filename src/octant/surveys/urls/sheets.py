from django.urls import path

from octant.surveys.views import sheets

urlpatterns = [
    path("<int:pk>/sheets/", sheets.sheets, name="sheets"),
    path("<int:pk>/sheets/<int:ballot>/", sheets.sheet, name="sheet"),
    path("<int:pk>/sheets/<int:ballot>/remove/", sheets.remove, name="sheet_remove"),
]
