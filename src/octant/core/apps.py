from django.apps import AppConfig
from django.conf import settings
from django.db.models import fields

from . import live


class CoreConfig(AppConfig):
    name = "octant.core"

    def ready(self) -> None:
        # Django's own words for "nothing chosen" have no German; in our forms a dash says it.
        fields.BLANK_CHOICE_LABEL = "—"
        if settings.LIVE_REDIS_URL:
            live.use_redis(settings.LIVE_REDIS_URL)
