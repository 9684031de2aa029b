from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EcosystemConfig(AppConfig):
    name = "octant.ecosystem"

    def ready(self) -> None:
        from octant.journal.verbs import register

        register(
            {
                "organisation_added": _("added the organisation"),
                "organisation_changed": _("changed the organisation"),
                "organisation_removed": _("removed the organisation"),
                "organisation_restored": _("brought back the organisation"),
            }
        )
