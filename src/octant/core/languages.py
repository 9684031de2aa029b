"""Texts in the reader's language that are put together once."""

from collections.abc import Callable
from functools import lru_cache, wraps

from django.utils.translation import get_language


def once_in_each_language[**P, R](size: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """For functions that give the same result for the same arguments in the same language.

    The last `size` results are remembered. Arguments must be plain or frozen.
    """

    def decorate(work: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(maxsize=size, typed=True)
        def known(_language: str | None, *args: P.args, **kwargs: P.kwargs) -> R:
            return work(*args, **kwargs)

        @wraps(work)
        def in_this_language(*args: P.args, **kwargs: P.kwargs) -> R:
            return known(get_language(), *args, **kwargs)  # type: ignore[arg-type]

        return in_this_language

    return decorate
