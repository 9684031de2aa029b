from django.urls import path

from octant.rounds.views import plan

urlpatterns = [
    path("", plan.plan, name="plan"),
    path("agree/", plan.agree, name="plan_agree"),
    path("reopen/", plan.reopen, name="plan_reopen"),
    path("measures/", plan.measures_in_full, name="plan_measures"),
    path("sources/", plan.sources, name="plan_sources"),
    path("versions/<int:version>/", plan.snapshot, name="plan_snapshot"),
    path("versions/<int:version>/<slug:part>/", plan.snapshot_part, name="plan_snapshot_part"),
]
