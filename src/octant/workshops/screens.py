"""The secret part of the projector's address.

A PC in a hall belongs to nobody: it has no account and should not get one. Whoever leads opens the screen by
link, or types ten characters. They are made from the workshop's number and the installation's key, so nothing
is stored; they open the projector of this one workshop, which shows what hangs on the wall anyway.
"""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from octant.core.addresses import reverse
from octant.core.codes import ALPHABET, NoSuchCode, typed

from .access import workshop_by_code
from .models import Workshop

LENGTH = 10  # of 22 characters: about 10¹³ keys


def key(workshop: Workshop) -> str:
    number = int.from_bytes(
        salted_hmac(
            "octant.workshops.screen", str(workshop.pk), settings.SECRET_KEY, algorithm="sha256"
        ).digest()
    )
    characters = []
    for _place in range(LENGTH):
        number, at = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[at])
    return "".join(characters)


def address(workshop: Workshop) -> str:
    """Where the projector is opened without an account; for people of the team to pass on."""
    return reverse("room:screen_open", (workshop.code, key(workshop)))


def workshop_on_screen(code: str, given: str) -> Workshop:
    """The workshop if the key is its own; 404 for everybody else."""
    workshop = workshop_by_code(code)
    if not constant_time_compare(key(workshop), typed(given)):
        raise NoSuchCode(_("This address of the screen is not right. Open it again from the console."))
    return workshop
