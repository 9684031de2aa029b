"""Duplicates, and making one entry of two."""

from django.urls import path

from ..views import merging

urlpatterns = [
    path("duplicates/", merging.duplicates, name="duplicates"),
    path("<int:pk>/merge/<int:other>/", merging.merge, name="merge"),
    path("<int:pk>/apart/<int:other>/", merging.apart, name="apart"),
    path("merges/<int:pk>/undo/", merging.undo, name="merge_undo"),
]
