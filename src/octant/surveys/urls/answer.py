"""Addresses of people who answer, below /s/<code>/."""

from django.urls import URLPattern

app_name = "answer"
urlpatterns: list[URLPattern] = []
