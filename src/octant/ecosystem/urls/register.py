"""The list, and the page of one organisation."""

from django.urls import path

from ..views import organisation, register

urlpatterns = [
    path("", register.register, name="list"),
    path("new/", register.add, name="add"),
    path("suggest/", register.suggest, name="suggest"),
    path("places/", register.places, name="places"),
    path("bulk/", register.bulk, name="bulk"),
    path("bulk/<int:pk>/undo/", register.bulk_undo, name="bulk_undo"),
    path("views/", register.view_save, name="view_save"),
    path("views/<int:pk>/remove/", register.view_remove, name="view_remove"),
    path("views/<int:pk>/restore/", register.view_restore, name="view_restore"),
    path("<int:pk>/", organisation.organisation, name="organisation"),
    path("<int:pk>/edit/<slug:section>/", organisation.edit, name="edit"),
    path("<int:pk>/remove/", organisation.remove, name="remove"),
    path("<int:pk>/restore/", organisation.restore, name="restore"),
]
