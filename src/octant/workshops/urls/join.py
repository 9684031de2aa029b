"""The door for people with a code, below /."""

from django.urls import path

from ..views import join

app_name = "join"
urlpatterns = [
    path("join/", join.code, name="code"),
    path("j/<slug:code>/", join.short, name="short"),
]
