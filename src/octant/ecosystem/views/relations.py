"""Relations, entered and changed on the page of an organisation; `of` says on whose."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from octant.clusters.access import Right
from octant.clusters.models import Cluster
from octant.core.requests import SignedInRequest, signed_in
from octant.core.responses import removed, saved
from octant.core.rows import part_of

from ..access import organisation_for
from ..actions import relations as actions
from ..actions.register import find_or_add
from ..forms.relations import BACK, EndForm, RelationChangeForm, RelationForm
from ..models import Organisation, Relation
from .organisation import refused


@signed_in
@require_POST
def add(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster, row = organisation_for(request.user, slug, pk, Right.EDIT_ROUND)
    form = RelationForm(request.POST, suggest_url=reverse("ecosystem:suggest", args=[slug]))
    if form.is_valid() and _added(form, cluster, row, request):
        return saved(request, _back(cluster, pk))
    return refused(request, cluster, row, form, "relation")


def _added(form: RelationForm, cluster: Cluster, row: Organisation, request: SignedInRequest) -> bool:
    values = dict(form.cleaned_data)
    kind = values.pop("kind")
    partner = find_or_add(cluster=cluster, name=values.pop("partner"), by=request.user)
    first, second = (partner, row) if kind.startswith(BACK) else (row, partner)
    try:
        actions.relate(
            cluster=cluster,
            first=first,
            second=second,
            kind=kind.removeprefix(BACK),
            by=request.user,
            **values,
        )
    except actions.SameOrganisation:
        form.add_error("partner", _("This is the organisation itself. Name another one."))
        return False
    return True


@signed_in
@require_POST
def change(request: SignedInRequest, slug: str, of: int, pk: int) -> HttpResponse:
    cluster, relation, row = _relation(request, slug, of, pk)
    form = RelationChangeForm(request.POST, relation=relation)
    if not form.is_valid():
        return refused(request, cluster, row, form, f"relation{pk}")
    fresh = actions.change_relation(
        relation=relation, version=form.cleaned_data["version"], values=form.values(), by=request.user
    )
    return saved(request, _back(cluster, of), row=fresh)


@signed_in
@require_POST
def end(request: SignedInRequest, slug: str, of: int, pk: int) -> HttpResponse:
    cluster, relation, row = _relation(request, slug, of, pk)
    form = EndForm(request.POST, relation=relation)
    if not form.is_valid():
        return refused(request, cluster, row, form, f"end{pk}")
    actions.end_relation(relation=relation, on=form.cleaned_data["ended_on"], by=request.user)
    undo = reverse("ecosystem:relation_restore", args=[slug, of, pk])
    text = _("Noted as ended. It stays in the history.")
    return removed(request, _back(cluster, of), text=text, undo=undo)


@signed_in
@require_POST
def remove(request: SignedInRequest, slug: str, of: int, pk: int) -> HttpResponse:
    cluster, relation, _row = _relation(request, slug, of, pk)
    actions.remove_relation(relation=relation, by=request.user)
    undo = reverse("ecosystem:relation_restore", args=[slug, of, pk])
    return removed(request, _back(cluster, of), text=_("Relation removed."), undo=undo)


@signed_in
@require_POST
def restore(request: SignedInRequest, slug: str, of: int, pk: int) -> HttpResponse:
    cluster, relation, _row = _relation(request, slug, of, pk, also_removed=True)
    try:
        actions.restore_relation(relation=relation, by=request.user)
    except actions.AlreadyRelated:
        messages.error(request, _("There is such a relation again; it stands below."))
    return redirect(_back(cluster, of))


def _relation(
    request: SignedInRequest, slug: str, of: int, pk: int, *, also_removed: bool = False
) -> tuple[Cluster, Relation, Organisation]:
    """The relation, and the organisation on whose page it stands."""
    cluster, row = organisation_for(request.user, slug, of, Right.EDIT_ROUND)
    rows = Relation.objects if also_removed else Relation.kept
    its_own = rows.filter(Q(first=row) | Q(second=row))
    relation = part_of(its_own.select_related("first", "second"), pk, cluster=cluster)
    relation.cluster = cluster
    return cluster, relation, row


def _back(cluster: Cluster, pk: int) -> str:
    return f"{reverse('ecosystem:organisation', args=[cluster.slug, pk])}#relations"
