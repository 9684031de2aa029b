from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    name = "octant.journal"

    def ready(self) -> None:
        from .verbs import register

        register(
            {
                "decision_noted": _("noted the decision"),
                "feedback_noted": _("noted the feedback"),
                "note_written": _("wrote the note"),
            }
        )
