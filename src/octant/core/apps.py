from django.apps import AppConfig
from django.conf import settings

from . import live


class CoreConfig(AppConfig):
    name = "octant.core"

    def ready(self) -> None:
        if settings.LIVE_REDIS_URL:
            live.use_redis(settings.LIVE_REDIS_URL)
