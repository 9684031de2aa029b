"""Addresses below /clusters/<slug>/rounds/<number>/."""

from django.urls import path

from .views import canvases, plan, workshops

app_name = "reports"
urlpatterns = [
    path("plan.pdf", plan.plan, name="plan_pdf"),
    path("plan/<int:version>.pdf", plan.snapshot, name="plan_snapshot_pdf"),
    path("canvases/", canvases.canvases, name="canvases"),
    path("canvases/<slug:name>.pdf", canvases.canvas, name="canvas"),
    path("canvases/<slug:name>.png", canvases.preview, name="canvas_preview"),
    path("workshops/<int:pk>/minutes.pdf", workshops.minutes, name="workshop_minutes"),
    path("workshops/<int:pk>/invitation.pdf", workshops.workshop_invitation, name="workshop_invitation"),
    path("surveys/<int:pk>/invitation.pdf", workshops.survey_invitation, name="survey_invitation"),
    path("surveys/<int:pk>/codes.pdf", workshops.survey_codes, name="survey_codes"),
    path("surveys/<int:pk>/sheet.pdf", workshops.survey_sheet, name="survey_sheet"),
]
