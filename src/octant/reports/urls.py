"""Addresses below /clusters/<slug>/rounds/<number>/."""

from django.urls import path

from . import views

app_name = "reports"
urlpatterns = [
    path("plan.pdf", views.plan, name="plan_pdf"),
    path("plan/<int:version>.pdf", views.snapshot, name="plan_snapshot_pdf"),
]
