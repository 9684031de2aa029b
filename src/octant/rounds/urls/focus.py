from django.urls import path

from octant.rounds.views import focus, influence

urlpatterns = [
    path("", focus.focus, name="focus"),
    path("weights/", focus.save_weights, name="focus_weights"),
    path("time-frame/", focus.save_time_frame, name="focus_time_frame"),
    path("agree/", focus.agree, name="focus_agree"),
    path("reopen/", focus.reopen, name="focus_reopen"),
    path("choose/<slug:dimension>/<int:phase>/", focus.choose, name="focus_choose"),
    path("reason/<slug:dimension>/", focus.save_reason, name="focus_reason"),
    path("influence/", influence.overview, name="influence"),
    path("influence/add/", influence.add_group, name="influence_add"),
    path("influence/consensus/", influence.make_consensus, name="influence_consensus"),
    path("influence/<int:pk>/", influence.group, name="influence_group"),
    path("influence/<int:pk>/rename/", influence.rename, name="influence_rename"),
    path("influence/<int:pk>/remove/", influence.remove, name="influence_remove"),
    path("influence/<int:pk>/restore/", influence.restore, name="influence_restore"),
    path("influence/<int:pk>/<slug:dimension>/", influence.row, name="influence_row"),
]
