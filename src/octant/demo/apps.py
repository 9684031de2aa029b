from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "octant.demo"

    def ready(self) -> None:
        from octant.journal.verbs import register

        register({"demo.loaded": _("loaded the demo into")})
