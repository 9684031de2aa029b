from django.urls import path

from octant.rounds.views import goals

urlpatterns = [
    path("", goals.goals, name="goals"),
    path("owners/", goals.owner_suggestions, name="owners"),
    path("indicators/<int:pk>/", goals.indicator, name="indicator"),
    path("indicators/<int:pk>/remove/", goals.remove_indicator, name="indicator_remove"),
    path("indicators/<int:pk>/restore/", goals.restore_indicator, name="indicator_restore"),
    path("indicators/<int:pk>/move/", goals.move_indicator, name="indicator_move"),
    path("<slug:dimension>/", goals.goal, name="goal"),
    path("<slug:dimension>/indicators/", goals.add_indicator, name="indicator_add"),
]
