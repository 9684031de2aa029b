"""A cluster is one workspace, whatever it calls itself: its profile, its people, its invitations."""

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable, Removable
from octant.core.validators import no_control_characters, partial_date

if TYPE_CHECKING:
    from .access import Access


class Noun(models.TextChoices):
    """What it calls itself. Few call themselves clusters (facts/domain.md, GECES)."""

    CLUSTER = "cluster", _("cluster")
    HUB = "hub", _("hub")
    NETWORK = "network", _("network")
    ALLIANCE = "alliance", _("alliance")
    PARTNERSHIP = "partnership", _("partnership")
    ASSOCIATION = "association", _("association")


class LegalStatus(models.TextChoices):
    INFORMAL = "informal", _("informal, no legal form")
    ASSOCIATION = "association", _("association")
    FOUNDATION = "foundation", _("foundation")
    COOPERATIVE = "cooperative", _("cooperative")
    COMPANY = "company", _("company")
    NON_PROFIT_COMPANY = "non_profit_company", _("non-profit company")
    PUBLIC = "public", _("part of a public body")
    PLANNED = "planned", _("still to be founded")
    OTHER = "other", _("other")


class Role(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    CORE = "core", _("Core team")
    CONTRIBUTOR = "contributor", _("Contributor")
    VIEWER = "viewer", _("Viewer")


class Cluster(Editable):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(
        _("name"), max_length=120, validators=[MinLengthValidator(2), no_control_characters]
    )
    noun = models.CharField(_("what it calls itself"), max_length=20, choices=Noun, default=Noun.CLUSTER)
    country = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("region"), max_length=120, blank=True, validators=[no_control_characters])
    language = models.CharField(_("language of documents"), max_length=10, default="en")
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    founded = models.CharField(_("founded"), max_length=10, blank=True, validators=[partial_date])
    description = models.TextField(
        _("short description"), max_length=2000, blank=True, validators=[no_control_characters]
    )
    legal_status = models.CharField(
        _("legal status"), max_length=20, choices=LegalStatus, default=LegalStatus.INFORMAL
    )
    website = models.URLField(_("website"), blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    # What the person who looks at it may do; set by octant.clusters.access.
    access: "Access" = None  # type: ignore[assignment]  # None only until then

    def __str__(self) -> str:
        return self.name


class Fact(Editable, Removable):
    """One line of the cluster's profile that somebody can check: what, from where, as of when."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="facts")
    dimension = models.CharField(_("dimension"), max_length=40, blank=True)
    label = models.CharField(_("what"), max_length=120, blank=True, validators=[no_control_characters])
    text = models.TextField(_("fact"), max_length=2000, validators=[no_control_characters])
    source = models.CharField(_("source"), max_length=300, blank=True, validators=[no_control_characters])
    source_url = models.URLField(_("link to the source"), max_length=500, blank=True)
    as_of = models.CharField(_("as of"), max_length=10, blank=True, validators=[partial_date])
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label or self.text[:60]


class Membership(models.Model):
    """A person's role in a cluster. It stays when the person leaves, so that owners keep their names."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "user"], name="one_membership_per_person")]

    def __str__(self) -> str:
        return str(self.user)


def invitation_token() -> str:
    return secrets.token_urlsafe(24)


class Invitation(models.Model):
    """A way in: to one e-mail address (works once) or as a link (works until it ends or is withdrawn)."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="invitations")
    token = models.CharField(max_length=64, unique=True, default=invitation_token)
    email = models.EmailField(_("e-mail address"), blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.CONTRIBUTOR)
    message = models.TextField(_("a few words to go with it"), max_length=1000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    times_used = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        """Enough of an address to recognise it, too little to write to it: a…@example.org."""
        local, _at, domain = self.email.partition("@")
        return f"{local[:1]}…@{domain}" if self.email else ""

    @property
    def is_open(self) -> bool:
        used_up = bool(self.email and self.accepted_at)
        return not used_up and self.withdrawn_at is None and self.expires_at > timezone.now()
