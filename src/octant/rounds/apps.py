import pkgutil
from importlib import import_module

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "octant.rounds"

    def ready(self) -> None:
        from octant.journal.verbs import register, register_labels

        from . import verbs

        register_labels(verbs.LABELS)
        for module in pkgutil.iter_modules(verbs.__path__):
            register(import_module(f"{verbs.__name__}.{module.name}").VERBS)
