from django.apps import AppConfig
from django.conf import settings
from django.db.models import fields
from django.forms import URLField

from . import live
from .validators import HOW_TO_WRITE_A_LINK


class CoreConfig(AppConfig):
    name = "octant.core"

    def ready(self) -> None:
        # Django's own words for "nothing chosen" have no German; in our forms a dash says it.
        fields.BLANK_CHOICE_LABEL = "—"
        # Django says that an address is wrong, not how to write it.
        URLField.default_error_messages["invalid"] = HOW_TO_WRITE_A_LINK
        if settings.LIVE_REDIS_URL:
            live.use_redis(settings.LIVE_REDIS_URL)
