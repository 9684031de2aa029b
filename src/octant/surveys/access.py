"""A survey is reached through its round by the team, and by its code by everybody else."""

from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.clusters.access import Right
from octant.core.codes import NoSuchCode, typed
from octant.core.prepared import Prepared
from octant.core.rows import found
from octant.rounds.access import round_for

from .models import Survey
from .rules import require_led_here

_survey = Prepared[Survey](
    lambda round_, pk: Survey.kept.filter(round_id=round_, pk=pk).order_by("pk")[:1], int, int
)


def survey_for(user: User, slug: str, number: int, pk: int, right: Right) -> Survey:
    """The survey with its round and `cluster.access`; 404 for strangers, 403 without the right."""
    round_ = round_for(user, slug, number, right)
    survey = found(_survey.first(round_.pk, pk))
    survey.round, survey.cluster = round_, round_.cluster
    return survey


def survey_led_here(user: User, slug: str, number: int, pk: int, right: Right) -> Survey:
    """The same, for the pages that lead a survey; 403 where a workshop leads it."""
    survey = survey_for(user, slug, number, pk, right)
    require_led_here(survey)
    return survey


def survey_by_code(code: str) -> Survey:
    """For people without an account: any survey that is not removed, whatever its status."""
    survey = Survey.kept.select_related("round", "cluster").filter(code=typed(code)).first()
    if survey is None:
        raise NoSuchCode(_("There is no survey with this code. Please check the six characters."))
    return survey
