"""Starting a round and changing what it is called, what kind it is and when it runs."""

from datetime import date

from django.db import transaction

from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.core.editing import change
from octant.frameworks import queries as frameworks
from octant.journal.actions import record
from octant.journal.models import Visibility
from octant.ratings.models import RatingSet

from ..models import Mode, Round
from ..rules import require_open_plan


class AlreadyStartedError(Exception):
    """Somebody else has just started this round."""

    def __init__(self, round_: Round) -> None:
        super().__init__(f"round {round_.number} has been started already")
        self.round = round_


@transaction.atomic
def start(
    *,
    cluster: Cluster,
    by: User,
    number: int,
    mode: Mode,
    title: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Round:
    """Begin the round `number`, on the newest edition of the framework.

    The page names the number it offers. When that round exists by now, two people pressed the button and
    the second is taken to the first one's round: AlreadyStartedError.
    """
    # Whoever comes second waits here until the first has finished.
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    there = Round.objects.filter(cluster=cluster, number__gte=number).order_by("-number").first()
    if there:
        there.cluster = cluster
        raise AlreadyStartedError(there)
    slug, edition = frameworks.DEFAULT, frameworks.latest()
    round_ = Round.objects.create(
        cluster=cluster,
        number=number,
        mode=mode,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        framework=slug,
        edition=edition,
        ratings=RatingSet.objects.create(cluster=cluster, framework=slug, edition=edition),
    )
    record(
        cluster=cluster,
        by=by,
        verb="round.started",
        subject=round_,
        round_number=number,
        after={"mode": mode, "edition": edition, "starts_on": starts_on, "ends_on": ends_on},
        visibility=Visibility.MEMBERS,
    )
    return round_


@transaction.atomic
def change_settings(*, round: Round, by: User, version: int, values: dict[str, object]) -> Round:
    require_open_plan(round)
    fresh, before = change(round, version=version, values=values)
    if before:
        record(
            cluster=round.cluster,
            by=by,
            verb="round.changed",
            subject=fresh,
            round_number=round.number,
            before=before,
            after={name: values[name] for name in before},
            visibility=Visibility.MEMBERS,
        )
    return fresh
