import pkgutil
from importlib import import_module

from django.apps import AppConfig


class EcosystemConfig(AppConfig):
    name = "octant.ecosystem"

    def ready(self) -> None:
        from octant.journal.verbs import register

        from . import verbs

        for module in pkgutil.iter_modules(verbs.__path__):
            register(import_module(f"{verbs.__name__}.{module.name}").VERBS)
