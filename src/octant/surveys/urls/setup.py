from django.urls import path

from octant.surveys.views import setup

urlpatterns = [
    path("", setup.surveys, name="list"),
    path("new/", setup.new, name="new"),
    path("<int:pk>/", setup.survey, name="survey"),
    path("<int:pk>/edit/", setup.edit, name="edit"),
    path("<int:pk>/preview/", setup.preview, name="preview"),
    path("<int:pk>/copy/", setup.copy, name="copy"),
    path("<int:pk>/open/", setup.open_, name="open"),
    path("<int:pk>/close/", setup.close, name="close"),
    path("<int:pk>/remove/", setup.remove, name="survey_remove"),
    path("<int:pk>/restore/", setup.restore, name="survey_restore"),
    path("<int:pk>/questions/", setup.questions, name="questions"),
    path("<int:pk>/questions/add/", setup.add_question, name="question_add"),
    path("<int:pk>/questions/move/", setup.move_question, name="question_move"),
    path("<int:pk>/questions/<int:question_pk>/", setup.save_question, name="question"),
    path("<int:pk>/questions/<int:question_pk>/remove/", setup.remove_question, name="question_remove"),
    path("<int:pk>/questions/<int:question_pk>/restore/", setup.restore_question, name="question_restore"),
]
