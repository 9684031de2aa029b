"""A device that takes part without an account: a random token that the server signed, kept in a cookie.

What is stored is never the token but a keyed hash for one survey or workshop, so that nothing connects what
one device said in two of them. Two browsers are two devices; going back or reloading stays the same one.
"""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "octant_device"
SALT = "octant.core.devices"
MAX_AGE = 180 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Device:
    token: str
    is_new: bool

    @staticmethod
    def fresh() -> "Device":
        """A device that has not been here before."""
        return Device(secrets.token_urlsafe(24), True)

    def digest(self, scope: str) -> str:
        """What may be stored: 64 hexadecimal digits, different for every scope (such as "survey:7")."""
        return digest(scope, self.token)


def device_of(request: HttpRequest) -> Device:
    """The device that asks; one without a cookie, or with one we did not sign, is new."""
    try:
        return Device(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=MAX_AGE), False)
    except signing.BadSignature:
        return Device.fresh()


def remember[R: HttpResponse](response: R, device: Device) -> R:
    """Give a new device its cookie. Call it on every page that a participant may see first."""
    if device.is_new:
        response.set_cookie(
            COOKIE,
            signing.dumps(device.token, salt=SALT),
            max_age=MAX_AGE,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response


def digest(scope: str, secret: str) -> str:
    return salted_hmac(f"octant.device.{scope}", secret, algorithm="sha256").hexdigest()
