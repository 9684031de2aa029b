"""What an organisation offers, and what it is looking for.

Categories are the nine kinds of service of the guide (ch. 3 VI); they stand in the framework as the examples
of its dimension "services". `octant.ecosystem.services` reads them.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable, Removable
from octant.core.validators import no_control_characters

from ..fields import WordsField
from .organisation import Organisation


class Service(Editable, Removable):
    """What offers and needs have in common. `language` is the one the text is written in."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="%(class)ss")
    category = models.CharField(_("kind of service"), max_length=40)
    text = models.TextField(_("what exactly"), max_length=1000, validators=[no_control_characters])
    language = models.CharField(_("language of the text"), max_length=10, blank=True)
    target_groups = WordsField(_("for whom"))
    until = models.DateField(_("until"), null=True, blank=True)
    closed_on = models.DateField(_("settled on"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["category", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Offer(Service):
    class Meta(Service.Meta):
        indexes = [models.Index(fields=["organisation", "category"], name="offer_by_category")]


class Need(Service):
    class Meta(Service.Meta):
        indexes = [models.Index(fields=["organisation", "category"], name="need_by_category")]
