"""What every page of a round shows: the cluster, the five steps, the framework in the reader's language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from octant.domain.framework import Framework
from octant.frameworks import queries as frameworks

from ..models import Round
from ..queries.state import RoundState, state
from ..steps import next_thing, steps


def framework_of(round_: Round) -> Framework:
    """The edition this round was started on, in the reader's language."""
    return frameworks.framework(round_.framework, round_.edition, get_language() or "en")


def page(
    request: HttpRequest,
    template: str,
    round_: Round,
    step: str = "",
    *,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    """Render a page of a round. `context` may bring its `framework` and `state`, to read neither twice."""
    given = context.pop("state", None)
    so_far = given if isinstance(given, RoundState) else state(round_)
    context = {
        "framework": framework_of(round_),
        "round": round_,
        "cluster": round_.cluster,
        "access": round_.cluster.access,
        "state": so_far,
        "steps": tuple(steps(round_, so_far, step)),
        "next_thing": next_thing(round_, so_far),
    } | context
    return render(request, template, context, status=status)
