from django.urls import path

from octant.rounds.views import plan

urlpatterns = [
    path("", plan.plan, name="plan"),
    path("agree/", plan.agree, name="plan_agree"),
    path("reopen/", plan.reopen, name="plan_reopen"),
    path("versions/<int:version>/", plan.snapshot, name="plan_snapshot"),
]
