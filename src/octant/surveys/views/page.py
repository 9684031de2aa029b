"""What every page of a survey's team side shows: the round around it, and the survey's own tabs."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from octant.core.addresses import reverse
from octant.core.templatetags.octant import Link
from octant.domain.framework import Framework
from octant.rounds.models import Round
from octant.rounds.views.page import framework_of, page

from ..models import Survey


def url(survey: Survey, name: str, *args: object) -> str:
    """Address of a page of this survey: url(survey, "results")."""
    round_ = survey.round
    return reverse(f"surveys:{name}", (round_.cluster.slug, round_.number, survey.pk, *args))


def list_url(round_: Round, name: str = "list") -> str:
    return reverse(f"surveys:{name}", (round_.cluster.slug, round_.number))


def framework(survey: Survey) -> Framework:
    return framework_of(survey.round)


def tabs(survey: Survey, current: str) -> tuple[Link, ...]:
    access = survey.round.cluster.access
    pages = [("survey", _("Overview"))]
    if access.can_edit and not survey.in_workshop:
        pages += [("edit", _("Settings")), ("questions", _("Own questions")), ("audience", _("Who is asked"))]
    if access.can_edit:
        pages += [("sheets", _("Paper sheets")), ("imports", _("Import"))]
    pages += [("results", _("Results"))]
    return tuple(Link(label, url(survey, name), name == current) for name, label in pages)


def survey_page(
    request: HttpRequest,
    template: str,
    survey: Survey,
    tab: str,
    *,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    around: dict[str, object] = {"survey": survey, "survey_tabs": tabs(survey, tab)}
    return page(request, template, survey.round, "", status=status, **around, **context)
