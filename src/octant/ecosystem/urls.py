"""Addresses below /clusters/<slug>/organisations/."""

from django.urls import path

from . import views

app_name = "ecosystem"
urlpatterns = [
    path("", views.register, name="list"),
    path("new/", views.add, name="add"),
    path("suggest/", views.suggest, name="suggest"),
    path("<int:pk>/", views.organisation, name="organisation"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/remove/", views.remove, name="remove"),
    path("<int:pk>/restore/", views.restore, name="restore"),
]
