"""Sign-in by a code sent to an e-mail address.

Known and unknown addresses walk the same path: the same page, the same message, the same code. An account
is made only once the code has shown that the address belongs to whoever typed it. So nobody can find out who
has an account, and nobody can fill the database with made-up addresses.

The code waits in the session of the browser that asked for it, as a keyed hash. It works once, for
fifteen minutes, and for five tries.
"""

import time
from dataclasses import dataclass
from enum import StrEnum

from allauth.account.adapter import get_adapter
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from . import mail
from .models import User

SESSION_KEY = "sign_in"
LIFETIME_SECONDS = 15 * 60
TRIES = 5


class Outcome(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"  # too late, too many tries, or never asked for


@dataclass(frozen=True, slots=True)
class Pending:
    """A code that was sent and is still waited for."""

    email: str
    next: str


def start(request: HttpRequest, *, email: str, next_url: str) -> bool:
    """Send a fresh code; an earlier one of this browser stops working. False if the mail did not go out."""
    code = get_adapter().generate_login_code()
    request.session[SESSION_KEY] = {
        "email": email,
        "code": _digest(email, code),
        "at": time.time(),
        "wrong": 0,
        "next": next_url,
    }
    return mail.send("accounts/email/code.txt", email, code=code, minutes=LIFETIME_SECONDS // 60)


def pending(request: HttpRequest) -> Pending | None:
    state = request.session.get(SESSION_KEY)
    if state is None or time.time() - state["at"] > LIFETIME_SECONDS or state["wrong"] >= TRIES:
        return None
    return Pending(state["email"], state["next"])


def check(request: HttpRequest, code: str) -> Outcome:
    """Compare what was typed. Case, spaces and dashes do not matter."""
    waiting = pending(request)
    if waiting is None:
        return Outcome.OVER
    state = request.session[SESSION_KEY]
    if constant_time_compare(state["code"], _digest(waiting.email, code)):
        return Outcome.RIGHT
    state["wrong"] += 1
    request.session.modified = True
    return Outcome.WRONG if state["wrong"] < TRIES else Outcome.OVER


def finish(request: HttpRequest, waiting: Pending) -> User | None:
    """Begin the session; makes the account when the address is new. None when the account was closed."""
    request.session.pop(SESSION_KEY, None)
    user = User.objects.filter(email=waiting.email).first() or _new_account(waiting.email)
    if not user.is_active:
        return None
    get_adapter().login(request, user)
    return user


def _new_account(email: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, language=get_language() or "")
    except IntegrityError:  # the same person finished in another window a moment earlier
        return User.objects.get(email=email)


def safe_next(request: HttpRequest, address: str) -> str:
    """The address to go back to, if it lies on this site; else an empty text."""
    own = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if own and address.startswith("/") else ""


def _digest(email: str, code: str) -> str:
    letters = "".join(c for c in code.upper() if c.isalnum())
    return salted_hmac("octant.accounts.sign_in", f"{email}:{letters}", algorithm="sha256").hexdigest()
