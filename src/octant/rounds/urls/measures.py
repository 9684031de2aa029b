from django.urls import path, register_converter

from octant.rounds.views.measures import (
    contributors,
    dependencies,
    listing,
    milestones,
    one,
    resources,
    timeline,
)


class OwnerCode:
    """A person of the team ("m:12") or an organisation ("o:7")."""

    regex = r"[mo]:[0-9]{1,12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(OwnerCode, "owner")

urlpatterns = [
    path("", listing.measures, name="measures"),
    path("order/", listing.order, name="measures_order"),
    path("timeline/", timeline.timeline_page, name="timeline"),
    path("workload/", timeline.workload, name="workload"),
    path("for/<slug:dimension>/", listing.add, name="measure_add"),
    path("<int:pk>/", one.measure, name="measure"),
    path("<int:pk>/copy/", one.copy, name="measure_copy"),
    path("<int:pk>/move/", listing.move, name="measure_move"),
    path("<int:pk>/remove/", one.remove, name="measure_remove"),
    path("<int:pk>/restore/", one.restore, name="measure_restore"),
    path("<int:pk>/contributors/", contributors.add_contributor, name="contributor_add"),
    path(
        "<int:pk>/contributors/<owner:code>/remove/",
        contributors.remove_contributor,
        name="contributor_remove",
    ),
    path(
        "<int:pk>/contributors/<owner:code>/restore/",
        contributors.restore_contributor,
        name="contributor_restore",
    ),
    path("<int:pk>/milestones/", milestones.add_milestone, name="milestone_add"),
    path("<int:pk>/milestones/usual/", milestones.generate_milestones, name="milestones_generate"),
    path("<int:pk>/resources/", resources.add_resource, name="resource_add"),
    path("<int:pk>/needs/", dependencies.add_dependency, name="dependency_add"),
    path("<int:pk>/needs/<int:needs>/remove/", dependencies.remove_dependency, name="dependency_remove"),
    path("<int:pk>/needs/<int:needs>/restore/", dependencies.restore_dependency, name="dependency_restore"),
    path("milestones/<int:pk>/", milestones.milestone, name="milestone"),
    path("milestones/<int:pk>/remove/", milestones.remove_milestone, name="milestone_remove"),
    path("milestones/<int:pk>/restore/", milestones.restore_milestone, name="milestone_restore"),
    path("resources/<int:pk>/", resources.resource, name="resource"),
    path("resources/<int:pk>/remove/", resources.remove_resource, name="resource_remove"),
    path("resources/<int:pk>/restore/", resources.restore_resource, name="resource_restore"),
]
