"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest

from . import offered


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "demo": settings.DEMO,
        "debug": settings.DEBUG,
        "is_public": offered.is_public_address(request.path_info),
    }
