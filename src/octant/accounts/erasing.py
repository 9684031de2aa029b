"""Erasing an account.

The row of the person stays, empty, so that a cluster's work keeps its shape; name and e-mail address go,
also where a room wrote the name beside its rows (`by` and `by_name`, `author` and `author_name`, …).
Rooms that know more about a person register a step in their AppConfig.ready().
"""

from collections.abc import Callable

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone

from .models import User

type Step = Callable[[User], None]
_STEPS: list[Step] = []


class StillNeeded(Exception):
    """The account cannot go yet. The text says why and what to do."""


def before_erasing(step: Step) -> None:
    """Add a step. It runs in the same transaction, before the name goes, and may raise StillNeeded."""
    if step not in _STEPS:
        _STEPS.append(step)


@transaction.atomic
def erase(*, user: User) -> None:
    for step in _STEPS:
        step(user)
    for model, person, name in written_names():
        # Past the guards of append-only rows on purpose: only the name is taken out, nothing else changes.
        model._base_manager.filter(**{person: user}).update(**{name: ""})
    user.email = f"erased-{user.pk}@erased.invalid"
    user.name = ""
    user.language = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.save()
    _end_sessions(user)


def written_names() -> list[tuple[type[models.Model], str, str]]:
    """Every place where a name stands beside the link to a person: (model, link, name field)."""
    places = []
    for model in apps.get_models():
        fields = {field.name: field for field in model._meta.concrete_fields}
        places += [
            (model, link, f"{link}_name")
            for link, field in fields.items()
            if field.related_model is User and f"{link}_name" in fields
        ]
    return places


def _end_sessions(user: User) -> None:
    """Sessions of closed accounts are refused anyway (`is_active`); this also clears what they hold."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
