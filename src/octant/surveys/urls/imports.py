from django.urls import path

from octant.surveys.views import imports

urlpatterns = [
    path("<int:pk>/imports/", imports.imports, name="imports"),
    path("<int:pk>/imports/<int:import_pk>/", imports.answer_import, name="import"),
    path("<int:pk>/imports/<int:import_pk>/progress/", imports.progress, name="import_progress"),
    path("<int:pk>/imports/<int:import_pk>/read/", imports.read_again, name="import_read"),
    path("<int:pk>/imports/<int:import_pk>/columns/", imports.columns, name="import_columns"),
    path("<int:pk>/imports/<int:import_pk>/words/", imports.meaning, name="import_rules"),
    path("<int:pk>/imports/<int:import_pk>/problems.csv", imports.problems, name="import_problems"),
    path("<int:pk>/imports/<int:import_pk>/import/", imports.start, name="import_start"),
    path("<int:pk>/imports/<int:import_pk>/undo/", imports.undo, name="import_undo"),
    path("<int:pk>/imports/<int:import_pk>/give-up/", imports.give_up, name="import_give_up"),
]
