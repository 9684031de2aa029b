"""What people fill into an influence matrix: how strongly one dimension acts directly on another one."""

from collections.abc import Collection, Mapping

from django.db import models

from octant.domain.influence import STRONGEST

type Strengths = Mapping[tuple[str, str], int | None]
"""{(dimension, the one it acts on): 0 to 3}; None takes back what was said."""


class Cell(models.Model):
    """One cell; whose it is stands in the models of the rooms."""

    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    strength = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.source} → {self.target}: {self.strength}"


class InvalidCellError(ValueError):
    """`reason` is a key: "unknown" (no such pair of dimensions) or "level" (no such strength)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def set_cells(model: type[Cell], strengths: Strengths, *, among: Collection[str], **whose: object) -> None:
    """The cells that are named are so from now on. `among`: the dimensions; `whose`: the model's other keys.

    Raises InvalidCellError, and writes nothing then.
    """
    for (source, target), strength in strengths.items():
        if source == target or source not in among or target not in among:
            raise InvalidCellError("unknown")
        if strength is not None and (type(strength) is not int or not 0 <= strength <= STRONGEST):
            raise InvalidCellError("level")
    rows = model._default_manager
    for source, target in (pair for pair, strength in strengths.items() if strength is None):
        rows.filter(**whose, source=source, target=target).delete()
    rows.bulk_create(
        [
            model(**whose, source=source, target=target, strength=strength)
            for (source, target), strength in strengths.items()
            if strength is not None
        ],
        update_conflicts=True,
        unique_fields=[*whose, "source", "target"],
        update_fields=["strength"],
    )
