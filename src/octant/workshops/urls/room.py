"""Addresses of everybody in the room, below /w/<code>/: phone, projector, wall."""

from django.urls import URLPattern

app_name = "room"
urlpatterns: list[URLPattern] = []
