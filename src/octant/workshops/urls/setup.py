from django.urls import path

from ..views import setup

urlpatterns = [
    path("", setup.index, name="list"),
    path("new/", setup.new, name="new"),
    path("of-survey/<int:survey>/", setup.of_survey, name="of_survey"),
    path("<int:pk>/", setup.workshop, name="workshop"),
    path("<int:pk>/edit/", setup.edit, name="edit"),
    path("<int:pk>/share/", setup.share, name="share"),
    path("<int:pk>/remove/", setup.remove, name="remove"),
    path("<int:pk>/restore/", setup.restore, name="restore"),
    path("<int:pk>/agenda/add/", setup.add_activity, name="activity_add"),
    path("<int:pk>/agenda/order/", setup.order, name="activity_order"),
    path("<int:pk>/agenda/<int:activity>/", setup.activity, name="activity"),
    path("<int:pk>/agenda/<int:activity>/move/", setup.move, name="activity_move"),
    path("<int:pk>/agenda/<int:activity>/remove/", setup.remove_activity, name="activity_remove"),
    path("<int:pk>/agenda/<int:activity>/restore/", setup.restore_activity, name="activity_restore"),
]
