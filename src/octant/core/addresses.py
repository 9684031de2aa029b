"""Addresses of pages, each worked out once: they cannot change while the program runs."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf
from django.urls import reverse as django_reverse
from django.utils import translation


def reverse(name: str, args: tuple[object, ...] = (), *, current_app: str | None = None) -> str:
    """The address of a page, as django.urls.reverse gives it."""
    urlconf = get_urlconf() or settings.ROOT_URLCONF
    return _known(urlconf, get_script_prefix(), name, tuple(str(value) for value in args), current_app)


@lru_cache(maxsize=8192)
def _known(urlconf: str, prefix: str, name: str, args: tuple[str, ...], current_app: str | None) -> str:
    # Django keeps all addresses once more for each language, over 1 MB each; ours are the same in all.
    with translation.override(settings.LANGUAGE_CODE):
        return django_reverse(name, urlconf=urlconf, args=args, current_app=current_app)
