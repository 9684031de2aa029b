from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "octant.workshops"

    def ready(self) -> None:
        from octant.journal.verbs import register

        from .verbs import VERBS

        register(VERBS)
