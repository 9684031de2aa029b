"""The register itself."""

from django.urls import path

from ..views import register

urlpatterns = [
    path("", register.register, name="list"),
    path("new/", register.add, name="add"),
    path("suggest/", register.suggest, name="suggest"),
    path("<int:pk>/", register.organisation, name="organisation"),
    path("<int:pk>/edit/", register.edit, name="edit"),
    path("<int:pk>/remove/", register.remove, name="remove"),
    path("<int:pk>/restore/", register.restore, name="restore"),
]
