"""How many begin a survey, for the coordinator: numbers only, never who or from where.

The limits themselves are allauth's (settings.ACCOUNT_RATE_LIMITS "join" and "code"): they go by the address
of the device, and trust a forwarding header only from the proxies that the host has named.
"""

from django.core.cache import cache

from .models import Survey

KEPT_SECONDS = 30 * 24 * 3600


def count_held_back(survey: Survey) -> None:
    cache.add(_key(survey), 0, KEPT_SECONDS)
    cache.incr(_key(survey))


def held_back(survey: Survey) -> int:
    """Tries that the limit refused since the counting began (at most 30 days ago)."""
    count: int = cache.get(_key(survey), 0)
    return count


def _key(survey: Survey) -> str:
    return f"survey-held-back-{survey.pk}"
