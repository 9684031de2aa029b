from django.urls import include, path

from . import views

statements = [
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
urlpatterns = [
    path("", views.home, name="home"),
    path("", include((statements, "pages"))),
    path("healthz", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
]
