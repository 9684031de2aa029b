"""Offers and needs."""

from django.urls import path

from ..views import services

urlpatterns = [
    path("<int:pk>/<slug:side>/add/", services.add, name="service_add"),
    path("services/<slug:side>/<int:pk>/", services.change, name="service"),
    path("services/<slug:side>/<int:pk>/remove/", services.remove, name="service_remove"),
    path("services/<slug:side>/<int:pk>/restore/", services.restore, name="service_restore"),
]
