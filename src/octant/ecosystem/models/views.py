"""What people keep of their work with the list: views, and changes of many rows that can be undone."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from octant.core.models import Removable
from octant.core.validators import no_control_characters


class SavedView(Removable):
    """Filter and order of the list under a name; for its owner, or for everybody in the cluster."""

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="saved_views")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60, validators=[no_control_characters])
    query = models.CharField(max_length=2000, blank=True)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class BulkChange(models.Model):
    """One change of many organisations. `before` holds what stood there, by the number of the row."""

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="bulk_changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    field = models.CharField(max_length=40)
    before = models.JSONField(default=dict)
    after = models.JSONField(null=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.field
