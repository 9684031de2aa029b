"""Sheets in and out."""

from django.urls import path

from ..views import sheets

urlpatterns = [
    path("sheets/", sheets.imports, name="sheets"),
    path("sheets/register.csv", sheets.export, {"ext": "csv"}, name="sheet_csv"),
    path("sheets/register.xlsx", sheets.export, {"ext": "xlsx"}, name="sheet_xlsx"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/progress/", sheets.progress, name="sheet_progress"),
    path("sheets/<int:pk>/read/", sheets.read_again, name="sheet_read"),
    path("sheets/<int:pk>/columns/", sheets.columns, name="sheet_columns"),
    path("sheets/<int:pk>/rules/", sheets.rules, name="sheet_rules"),
    path("sheets/<int:pk>/problems.csv", sheets.problems, name="sheet_problems"),
    path("sheets/<int:pk>/import/", sheets.start, name="sheet_start"),
    path("sheets/<int:pk>/undo/", sheets.undo, name="sheet_undo"),
    path("sheets/<int:pk>/give-up/", sheets.give_up, name="sheet_give_up"),
]
