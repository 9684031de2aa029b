from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "octant.surveys"

    def ready(self) -> None:
        from octant.journal.verbs import register

        from .verbs import VERBS

        register(VERBS)
