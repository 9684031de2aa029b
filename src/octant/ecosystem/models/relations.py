"""Who works with whom. The past stays: what changes ends one relation and begins another."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable, KeptManager, Removable
from octant.core.validators import no_control_characters

from .organisation import Organisation


class RelationKind(models.TextChoices):
    KNOWS = "knows", _("know each other")
    EXCHANGES = "exchanges", _("exchange knowledge")
    COOPERATES = "cooperates", _("work together")
    FUNDS = "funds", _("funds")
    REFERS = "refers", _("refers people to")
    MEMBER_OF = "member_of", _("is a member of")
    SUPPLIES = "supplies", _("supplies")


DIRECTED = frozenset({RelationKind.FUNDS, RelationKind.REFERS, RelationKind.MEMBER_OF, RelationKind.SUPPLIES})
"""Kinds in which it matters who comes first."""


class Strength(models.IntegerChoices):
    LOOSE = 1, _("now and then")
    REGULAR = 2, _("regularly")
    CLOSE = 3, _("closely")


class RelationSource(models.TextChoices):
    """How it came into the register."""

    TEAM = "team", _("entered by the team")
    IMPORT = "import", _("from a sheet")
    SURVEY = "survey", _("said in a survey")
    INTRODUCTION = "introduction", _("grew from an introduction")


class Relations(models.QuerySet):
    def at(self, day: date) -> "Relations":
        """Those that held on this day. One whose beginning nobody knows counts from when it was entered."""
        began = Coalesce("since", TruncDate("created_at"))
        return self.annotate(began=began).filter(
            models.Q(ended_on=None) | models.Q(ended_on__gt=day), began__lte=day
        )

    def current(self) -> "Relations":
        return self.filter(ended_on=None)


class Relation(Editable, Removable):
    """One tie between two organisations of one cluster.

    Without direction (`directed` false) the organisation with the smaller number comes first, so that there
    is one row for a pair. `said_by_first` and `said_by_second` tell which side declared it: both, one, or
    none (then the team entered it). A tie that ends gets `ended_on`; `removed_at` is for slips only.
    """

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="relations")
    first = models.ForeignKey(
        Organisation, models.CASCADE, related_name="relations_from", verbose_name=_("from")
    )
    second = models.ForeignKey(
        Organisation, models.CASCADE, related_name="relations_to", verbose_name=_("to")
    )
    kind = models.CharField(_("kind of relation"), max_length=20, choices=RelationKind)
    strength = models.PositiveSmallIntegerField(_("strength"), choices=Strength, default=Strength.REGULAR)
    directed = models.BooleanField(_("goes one way"), default=False)
    since = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True, validators=[no_control_characters])
    evidence_url = models.URLField(_("link to the evidence"), max_length=500, blank=True)
    said_by_first = models.BooleanField(default=False)
    said_by_second = models.BooleanField(default=False)
    source = models.CharField(
        _("how it came in"), max_length=20, choices=RelationSource, default=RelationSource.TEAM
    )
    replaces = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(Relations)()
    kept: ClassVar[KeptManager] = KeptManager.from_queryset(Relations)()

    class Meta:
        ordering = ["kind", "pk"]
        indexes = [
            models.Index(fields=["cluster", "ended_on"], name="relation_by_end"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(first=models.F("second")), name="relation_is_no_loop"),
            models.UniqueConstraint(
                fields=["first", "second", "kind"],
                condition=models.Q(removed_at=None, ended_on=None),
                name="one_current_relation_per_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(since=None)
                | models.Q(ended_on=None)
                | models.Q(ended_on__gte=models.F("since")),
                name="relation_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(directed=True) | models.Q(first__lt=models.F("second")),
                name="undirected_relation_is_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.put_in_order()
        super().save(*args, **kwargs)

    def put_in_order(self) -> None:
        """A tie without direction has the smaller number first. (Call it before bulk_create.)"""
        if not self.directed and self.first_id > self.second_id:
            self.first_id, self.second_id = self.second_id, self.first_id
            self.said_by_first, self.said_by_second = self.said_by_second, self.said_by_first

    def succeed(self, *, strength: int, source: str) -> "Relation":
        """A relation of another strength from the day on which this one has ended."""
        return type(self).objects.create(
            cluster_id=self.cluster_id,
            first_id=self.first_id,
            second_id=self.second_id,
            kind=self.kind,
            directed=self.directed,
            strength=strength,
            since=self.ended_on,
            evidence=self.evidence,
            evidence_url=self.evidence_url,
            said_by_first=self.said_by_first,
            said_by_second=self.said_by_second,
            source=source,
            replaces=self,
        )
