"""What was worked out about the network, so that a page need not work it out again."""

from django.db import models
from django.utils import timezone


class NetworkPlaces(models.Model):
    """Where organisations stand in the picture: {number of the organisation: [x, y, placed by its ties]}."""

    cluster = models.OneToOneField(
        "clusters.Cluster", models.CASCADE, primary_key=True, related_name="network_places"
    )
    places = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.cluster_id}: {len(self.places)}"


class NetworkFigures(models.Model):
    """The measures of one network. `fingerprint` is made from what it consists of, so they never go stale.

    The row is there from the moment somebody asks; `figures` stays empty until they are worked out. Those of
    brokers come last, and `to_do` says how much of them is still to do.
    """

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="network_figures")
    fingerprint = models.CharField(max_length=64)
    view = models.JSONField(default=dict)  # which part of the network was asked for
    heard_at = models.DateTimeField(default=timezone.now)  # last sign of life of who works it out
    figures = models.JSONField(null=True)
    to_do = models.FloatField(default=0)  # share, 1 to 0

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "fingerprint"], name="network_is_worked_out_once")
        ]

    def __str__(self) -> str:
        return self.fingerprint
