"""A person's own pages. Signing in and out has addresses of its own, named as allauth names them."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("welcome/", views.welcome, name="welcome"),
    path("my-data.json", views.download, name="download"),
    path("delete/", views.delete, name="delete"),
]
