"""The map."""

from django.urls import path

from ..views import map as views

urlpatterns = [
    path("map/", views.map_page, name="map"),
    path("map/points.json", views.points, name="map_points"),
    path("map/picture.svg", views.picture, name="map_picture"),
]
