"""Writing to accounts."""

from django.db import transaction

from .models import User


@transaction.atomic
def create_admin(*, email: str, name: str = "") -> User:
    """Give the address an account with all rights on this installation, or raise the rights it has."""
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email, name)
    user.is_staff = user.is_superuser = user.is_active = True
    user.save(update_fields=["is_staff", "is_superuser", "is_active"])
    return user


def set_language(*, user: User, language: str) -> None:
    user.language = language
    user.save(update_fields=["language"])
