"""An organisation of the register: who it is, where it is, and where it stands."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from octant.core.models import Editable, KeptManager, Removable
from octant.core.validators import no_control_characters, partial_date

from ..fields import WordsField
from ..names import name_key, search_key
from .sector import Sector
from .standing import MembershipState, Stance, degree


class Kind(models.TextChoices):
    """What it is, finer than its sector."""

    MUNICIPALITY = "municipality", _("Municipality")
    REGION = "region", _("Regional authority")
    STATE = "state", _("National authority or agency")
    PUBLIC_SERVICE = "public_service", _("Public service or public company")
    COMPANY = "company", _("Company")
    START_UP = "start_up", _("Start-up")
    INVESTOR = "investor", _("Bank or investor")
    BUSINESS_GROUP = "business_group", _("Chamber or business association")
    SOCIAL_ENTERPRISE = "social_enterprise", _("Social enterprise")
    COOPERATIVE = "cooperative", _("Cooperative")
    ASSOCIATION = "association", _("Association")
    FOUNDATION = "foundation", _("Foundation")
    INITIATIVE = "initiative", _("Informal initiative")
    UMBRELLA = "umbrella", _("Umbrella organisation or network")
    CLUSTER = "cluster", _("Cluster organisation")
    SUPPORT_CENTRE = "support_centre", _("Incubator or support centre")
    UNIVERSITY = "university", _("University")
    RESEARCH_INSTITUTE = "research_institute", _("Research institute")
    SCHOOL = "school", _("School or place of training")
    MEDIA = "media", _("Media")
    OTHER = "other", pgettext_lazy("kind of organisation", "Other")


class EcosystemRole(models.TextChoices):
    """What it does in the innovation ecosystem (guide ch. 1, introduction, and ch. 3 VIII)."""

    GENERATION = "generation", _("Creates social innovation")
    RESEARCH = "research", _("Researches")
    EDUCATION = "education", _("Teaches and trains")
    FUNDING = "funding", _("Funds")
    SUPPORT = "support", _("Advises and supports")
    AWARENESS = "awareness", _("Markets and raises awareness")
    POLICY = "policy", _("Makes policy and rules")
    CONNECTING = "connecting", _("Connects others")
    SPACE = "space", _("Offers spaces and tools")
    DEMAND = "demand", _("Buys and uses")


SDGS = tuple(str(number) for number in range(1, 18))
"""Keys of the Sustainable Development Goals; their names are in `octant.ecosystem.words`."""


class Organisations(models.QuerySet):
    """Many rows at once keep their keys for searching, too."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = _derived(objs)
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], *args: Any, **kwargs: Any) -> int:
        wanted = set(fields)
        if not wanted & FOUND_BY:
            return super().bulk_update(objs, wanted, *args, **kwargs)
        return super().bulk_update(_derived(objs), {*wanted, *DERIVED}, *args, **kwargs)


def _derived(rows: Iterable[Any]) -> list[Any]:
    found = list(rows)
    for row in found:
        row.derive()
    return found


DERIVED = ("name_key", "search_key")
FOUND_BY = {"name", "also_known_as", "place", "municipality", "fields_of_work", "target_groups"}
"""What the keys are made from."""


def keys(values: Mapping[str, Any]) -> tuple[str, str]:
    """What DERIVED names, from the fields of an organisation; a field that is not given is empty."""
    found_by = [values["name"], *values.get("also_known_as", "").splitlines()]
    found_by += [values.get("place", ""), values.get("municipality", "")]
    found_by += [*values.get("fields_of_work", ()), *values.get("target_groups", ())]
    return name_key(values["name"]), "\n".join(search_key(text) for text in found_by if text.strip())


class Organisation(Editable, Removable):
    """One row for each organisation and cluster.

    `name_key` and `search_key` are made from the names when the row is saved: a database's own lower() may
    know ASCII letters only, and 10,000 names are too many to compare one by one.
    """

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="organisations")
    name = models.CharField(_("name"), max_length=200, validators=[no_control_characters])
    also_known_as = models.TextField(
        _("also known as"), max_length=600, blank=True, validators=[no_control_characters]
    )  # one name a line
    sector = models.CharField(_("sector"), max_length=20, choices=Sector, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True)
    roles = WordsField(_("roles in the ecosystem"))
    web = models.URLField(_("website"), max_length=300, blank=True)

    place = models.CharField(_("place"), max_length=120, blank=True, validators=[no_control_characters])
    municipality = models.CharField(
        _("municipality"), max_length=120, blank=True, validators=[no_control_characters]
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    placed_by_hand = models.BooleanField(_("coordinates set by hand"), default=False)

    sdgs = WordsField(_("Sustainable Development Goals"))
    fields_of_work = WordsField(_("fields of work"))
    target_groups = WordsField(_("target groups"))

    membership = models.CharField(
        _("membership"), max_length=20, choices=MembershipState, default=MembershipState.NONE
    )
    influence = degree(_("influence"))
    interest = degree(_("interest"))
    connectedness = degree(_("connectedness"))
    stance = models.CharField(_("stance"), max_length=20, choices=Stance, blank=True)
    notes = models.TextField(_("notes"), max_length=5000, blank=True, validators=[no_control_characters])
    owner = models.ForeignKey(
        "clusters.Membership",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who keeps it up to date"),
    )
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True, validators=[no_control_characters])
    source_url = models.URLField(_("link to the source"), max_length=500, blank=True)
    as_of = models.CharField(_("as of"), max_length=10, blank=True, validators=[partial_date])

    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    name_key = models.CharField(max_length=600, editable=False, default="")
    search_key = models.TextField(editable=False, default="")

    objects: ClassVar[models.Manager] = models.Manager.from_queryset(Organisations)()
    kept: ClassVar[KeptManager] = KeptManager.from_queryset(Organisations)()

    class Meta:
        ordering = ["name_key", "pk"]
        indexes = [
            models.Index(fields=["cluster", "name_key"], name="organisation_by_name"),
            models.Index(fields=["cluster", "sector"], name="organisation_by_sector"),
            models.Index(fields=["cluster", "membership"], name="organisation_by_membership"),
            models.Index(fields=["cluster", "municipality"], name="organisation_by_municipality"),
            models.Index(fields=["cluster", "review_on"], name="organisation_by_review"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "name_key"],
                name="one_organisation_per_name",
                condition=models.Q(removed_at=None),
                violation_error_message=_("An organisation with this name is already in the register."),
            ),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="organisation_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def other_names(self) -> list[str]:
        return [line.strip() for line in self.also_known_as.splitlines() if line.strip()]

    def derive(self) -> None:
        """Make the keys that names are compared and found by."""
        self.name_key, self.search_key = keys(vars(self))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *DERIVED}
        super().save(*args, **kwargs)
