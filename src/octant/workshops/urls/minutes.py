"""After a workshop: what lives on in the round, and the minutes."""

from django.urls import path

from ..views import landing, minutes

urlpatterns = [
    path("<int:pk>/landing/", landing.landing, name="landing"),
    path("<int:pk>/landing/ideas/<int:activity>/<slug:way>/", landing.ideas, name="landing_ideas"),
    path("<int:pk>/landing/idea/<int:idea>/take-back/", landing.take_back_idea, name="landing_take_back"),
    path(
        "<int:pk>/landing/matrix/<int:activity>/<int:small_group>/",
        landing.take_matrix,
        name="landing_matrix",
    ),
    path(
        "<int:pk>/landing/matrix/<int:activity>/<int:small_group>/take-back/",
        landing.take_back_matrix,
        name="landing_matrix_back",
    ),
    path("<int:pk>/landing/goal/<int:draft>/", landing.goal, name="landing_goal"),
    path("<int:pk>/landing/goal/<int:draft>/take-back/", landing.take_back_goal, name="landing_goal_back"),
    path("<int:pk>/minutes/", minutes.minutes, name="minutes"),
    path("<int:pk>/minutes/notes/", minutes.save_notes, name="minutes_notes"),
    path("<int:pk>/minutes/notes/<int:activity>/", minutes.save_activity_notes, name="minutes_activity"),
    path("<int:pk>/minutes/results.csv", minutes.export, {"ext": "csv"}, name="minutes_csv"),
    path("<int:pk>/minutes/results.xlsx", minutes.export, {"ext": "xlsx"}, name="minutes_xlsx"),
]
