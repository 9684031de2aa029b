from django.urls import path, register_converter

from octant.rounds.views import measures


class OwnerCode:
    """A person of the team ("m:12") or an organisation ("o:7")."""

    regex = r"[mo]:[0-9]{1,12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(OwnerCode, "owner")

urlpatterns = [
    path("", measures.measures, name="measures"),
    path("timeline/", measures.timeline_page, name="timeline"),
    path("for/<slug:dimension>/", measures.add, name="measure_add"),
    path("<int:pk>/", measures.measure, name="measure"),
    path("<int:pk>/copy/", measures.copy, name="measure_copy"),
    path("<int:pk>/move/", measures.move, name="measure_move"),
    path("<int:pk>/remove/", measures.remove, name="measure_remove"),
    path("<int:pk>/restore/", measures.restore, name="measure_restore"),
    path("<int:pk>/contributors/", measures.add_contributor, name="contributor_add"),
    path(
        "<int:pk>/contributors/<owner:code>/remove/", measures.remove_contributor, name="contributor_remove"
    ),
    path(
        "<int:pk>/contributors/<owner:code>/restore/",
        measures.restore_contributor,
        name="contributor_restore",
    ),
    path("<int:pk>/milestones/", measures.add_milestone, name="milestone_add"),
    path("<int:pk>/milestones/usual/", measures.generate_milestones, name="milestones_generate"),
    path("<int:pk>/resources/", measures.add_resource, name="resource_add"),
    path("<int:pk>/needs/", measures.add_dependency, name="dependency_add"),
    path("<int:pk>/needs/<int:needs>/remove/", measures.remove_dependency, name="dependency_remove"),
    path("<int:pk>/needs/<int:needs>/restore/", measures.restore_dependency, name="dependency_restore"),
    path("milestones/<int:pk>/", measures.milestone, name="milestone"),
    path("milestones/<int:pk>/remove/", measures.remove_milestone, name="milestone_remove"),
    path("milestones/<int:pk>/restore/", measures.restore_milestone, name="milestone_restore"),
    path("resources/<int:pk>/", measures.resource, name="resource"),
    path("resources/<int:pk>/remove/", measures.remove_resource, name="resource_remove"),
    path("resources/<int:pk>/restore/", measures.restore_resource, name="resource_restore"),
]
