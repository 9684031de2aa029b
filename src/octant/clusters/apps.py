from django.apps import AppConfig


class ClustersConfig(AppConfig):
    name = "octant.clusters"

    def ready(self) -> None:
        from octant.accounts.erasing import before_erasing
        from octant.journal.verbs import register

        from .actions.people import leave_everywhere
        from .verbs import VERBS

        register(VERBS)
        before_erasing(leave_everywhere)
