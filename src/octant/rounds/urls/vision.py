from django.urls import path

from octant.rounds.views import profile, vision

urlpatterns = [
    path("", vision.vision, name="vision"),
    path("answers/<slug:question>/", vision.save_answer, name="vision_answer"),
    path("statement/new/", vision.new_version, name="vision_new"),
    path("statement/compare/", vision.compare, name="vision_compare"),
    path("statement/reopen/", vision.reopen, name="vision_reopen"),
    path("statement/<int:pk>/", vision.save_version, name="vision_version"),
    path("statement/<int:pk>/propose/", vision.propose, name="vision_propose"),
    path("statement/<int:pk>/take-back/", vision.take_back, name="vision_take_back"),
    path("statement/<int:pk>/agree/", vision.agree, name="vision_agree"),
    path("factors/add/", vision.add_factor, name="factor_add"),
    path("factors/offered/<slug:key>/", vision.add_general_factor, name="factor_add_general"),
    path("factors/order/", vision.order_factors, name="factor_order"),
    path("factors/<int:pk>/", vision.save_factor, name="factor"),
    path("factors/<int:pk>/move/", vision.move_factor, name="factor_move"),
    path("factors/<int:pk>/remove/", vision.remove_factor, name="factor_remove"),
    path("factors/<int:pk>/restore/", vision.restore_factor, name="factor_restore"),
    path("profile/", profile.profile, name="profile"),
    path("profile/medians/", profile.take_medians, name="profile_medians"),
    path("profile/agree/", profile.agree, name="profile_agree"),
    path("profile/reopen/", profile.reopen, name="profile_reopen"),
    path("profile/<slug:dimension>/", profile.save_dimension, name="profile_dimension"),
]
