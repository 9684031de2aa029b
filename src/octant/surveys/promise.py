"""What people are promised before they say anything: how anonymous they are, and what is kept of them.

A survey and a workshop both promise something (`Promise`); whoever takes part introduces themselves with what
the promise allows (`Introduction`), and nothing else of it is ever stored.
"""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from octant.core.validators import no_control_characters
from octant.ecosystem.models import Sector


class Anonymity(models.TextChoices):
    """Fixed when a survey or workshop is made. The sentences that people read stand in the rooms' words."""

    NAMED = "named", _("Named: the team sees who said what")
    SECTOR = "sector", _("By sector only: no names, answers can be compared by sector")
    ANONYMOUS = "anonymous", _("Fully anonymous: no names, no sector")


class Asked(models.TextChoices):
    NO = "no", _("not asked")
    OPTIONAL = "optional", _("asked, may be left out")
    REQUIRED = "required", _("asked, must be answered")


class Promise(models.Model):
    """`anonymity` never changes. What it forbids is not asked."""

    anonymity = models.CharField(_("anonymity"), max_length=10, choices=Anonymity, default=Anonymity.SECTOR)
    asks_sector = models.CharField(_("sector"), max_length=10, choices=Asked, default=Asked.REQUIRED)
    asks_organisation = models.CharField(_("organisation"), max_length=10, choices=Asked, default=Asked.NO)
    minimum_group = models.PositiveSmallIntegerField(
        _("smallest group that is shown"),
        default=5,
        validators=[MinValueValidator(3), MaxValueValidator(10)],
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minimum_group__gte=3, minimum_group__lte=10),
                name="%(class)s_minimum_from_3_to_10",
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if fields is None or "anonymity" in fields:
            same = type(self)._base_manager.filter(pk=self.pk)
            promised = same.values_list("anonymity", flat=True).first() if self.pk else None
            if promised is None:
                self._ask_only_what_is_kept()
            elif promised != self.anonymity:
                raise TypeError("Anonymity is fixed when a promise is made.")
        super().save(*args, **kwargs)

    def _ask_only_what_is_kept(self) -> None:
        if not self.keeps_sector:
            self.asks_sector = Asked.NO
        if not self.keeps_organisation:
            self.asks_organisation = Asked.NO

    @property
    def is_named(self) -> bool:
        return self.anonymity == Anonymity.NAMED

    @property
    def keeps_sector(self) -> bool:
        """Nothing that is not asked is kept, and who is promised to stay anonymous is asked for no sector."""
        return self.anonymity != Anonymity.ANONYMOUS and self.asks_sector != Asked.NO

    @property
    def keeps_organisation(self) -> bool:
        return self.is_named and self.asks_organisation != Asked.NO

    def what_is_kept(self, *, sector: str = "", organisation: str = "", name: str = "") -> dict[str, str]:
        """The fields of an `Introduction`, emptied of what was promised not to be kept."""
        return {
            "sector": sector if self.keeps_sector else "",
            "organisation": organisation if self.keeps_organisation else "",
            "name": name if self.is_named else "",
        }


class Introduction(models.Model):
    """What one person said about themselves; of this only what was promised (`Promise.what_is_kept`)."""

    sector = models.CharField(max_length=20, choices=Sector, blank=True)
    organisation = models.CharField(max_length=200, blank=True, validators=[no_control_characters])
    name = models.CharField(max_length=120, blank=True, validators=[no_control_characters])

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"
