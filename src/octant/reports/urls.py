"""Addresses below /clusters/<slug>/rounds/<number>/."""

from django.urls import path

from .views import canvases, plan

app_name = "reports"
urlpatterns = [
    path("plan.pdf", plan.plan, name="plan_pdf"),
    path("plan/<int:version>.pdf", plan.snapshot, name="plan_snapshot_pdf"),
    path("canvases/", canvases.canvases, name="canvases"),
    path("canvases/<slug:name>.pdf", canvases.canvas, name="canvas"),
    path("canvases/<slug:name>.png", canvases.preview, name="canvas_preview"),
]
