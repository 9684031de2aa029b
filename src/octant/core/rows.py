"""A row that somebody asked for by the number in an address."""

from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _


def part_of[M: models.Model](rows: models.QuerySet[M] | models.Manager[M], pk: int, **inside: object) -> M:
    """The row with this number, if it lies inside: part_of(Finding.kept, pk, round=round_)."""
    return found(rows.filter(pk=pk, **inside).first())


def found[Row](row: Row | None) -> Row:
    """The row; 404 without one."""
    if row is None:
        raise missing()
    return row


def missing() -> Http404:
    return Http404(_("There is no such entry. Perhaps somebody removed it."))
