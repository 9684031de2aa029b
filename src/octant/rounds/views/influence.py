"""Step 3: the influence matrix, filled in by groups, settled in a consensus, read as sums and roles."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right
from octant.core.once import once
from octant.core.pictures import two_sizes
from octant.core.requests import SignedInRequest, is_autosave, signed_in
from octant.core.responses import not_valid, removed, saved
from octant.core.rows import part_of
from octant.domain.framework import Dimension, Framework
from octant.domain.influence import ConsensusCell

from .. import influence as influence_words
from .. import words
from ..access import round_for
from ..actions import focus as actions
from ..forms.focus import GroupForm, InfluenceForm, RenameForm
from ..models import InfluenceGroup, Round
from ..queries import focus as queries
from ..queries.ratings import own_view_first
from ..steps import url
from .focus import can_choose, dimension_of
from .page import framework_of, page


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the page of a row shows it; `bound` is its form field, None on the diagonal."""

    acted_on: Dimension
    bound: forms.BoundField | None
    value: float | None
    said: str  # what each group said, on the consensus matrix: "Table one 0, Table two 3"
    numbers: str  # the same without names, in the order of the groups: "0 · 3"
    differs: bool
    disputed: bool


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of the whole matrix, as it is written there; on the diagonal nothing but the name."""

    name: str  # of the dimension acted on
    key: str = ""  # empty on the diagonal
    chosen: str = ""  # "0" to "3", or "" while it is open
    open_label: str = ""
    errors: tuple[str, ...] = ()
    said: str = ""
    numbers: str = ""
    differs: bool = False
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the whole matrix; `form` is there only when it was refused."""

    dimension: Dimension
    version: str
    cells: tuple[GridCell, ...]
    filled: int
    of: int
    form: InfluenceForm | None


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One dimension's sums with its role in words."""

    result: queries.InfluenceResult
    role: str
    meaning: str
    is_bottleneck: bool


@signed_in
@require_safe
def overview(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    return overview_page(request, round_for(request.user, slug, number, Right.VIEW))


def overview_page(
    request: SignedInRequest, round_: Round, *, form: GroupForm | None = None, status: int = 200
) -> HttpResponse:
    framework = framework_of(round_)
    found = queries.read_influence(round_, framework)
    rows = queries.gaps(round_, framework, with_pairs=False)
    level = {row.dimension.key: row.level for row in rows}
    if own_view_first(round_, request.user.pk, framework):
        level = dict.fromkeys(level)
    focus = frozenset(row.dimension.key for row in rows if row.phase == 1)
    return page(
        request,
        "rounds/focus/influence.html",
        round_,
        "focus",
        status=status,
        framework=framework,
        influence=found,
        matrix=list(zip(framework.dimensions, found.matrix, strict=True)),
        result_rows=[_result_row(result, level) for result in found.by_active_sum()],
        sentence=influence_words.sentence(found),
        svg=_chart(found, focus) if found.filled.cells else "",
        group_form=form or GroupForm(auto_id="group-new-%s"),
        can_write=can_choose(round_),
    )


def _chart(found: queries.Influence, focus: frozenset[str]) -> SafeString:
    return two_sizes(lambda size, id: influence_words.chart(found, focus, size, id=id), "influence")


def _result_row(result: queries.InfluenceResult, level: Mapping[str, float | None]) -> ResultRow:
    known = result.is_known
    return ResultRow(
        result,
        influence_words.role_name(result.role) if known else "–",
        influence_words.role_meaning(result.role) if known else "",
        known and influence_words.is_bottleneck(result, level[result.dimension.key]),
    )


# ---------- Groups ----------


@signed_in
@require_POST
@once
def add_group(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    form = GroupForm(request.POST, auto_id="group-new-%s")
    if not form.is_valid():
        return overview_page(request, round_, form=form, status=422)
    row = actions.add_group(round=round_, by=request.user, **form.cleaned_data)
    return redirect(url(round_, "influence_group", row.pk))


@signed_in
@require_POST
def make_consensus(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    row = actions.make_consensus(round=round_, by=request.user, name=_("Consensus"))
    return redirect(url(round_, "influence_group", row.pk))


@signed_in
@require_POST
def rename(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    row = part_of(InfluenceGroup.kept, pk, round=round_)
    form = RenameForm(request.POST, instance=row, auto_id="group-%s")
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        return group_page(request, round_, pk, rename_form=form, status=422)
    row = actions.rename_group(round=round_, by=request.user, row=row, **form.cleaned_data)
    return saved(request, url(round_, "influence_group", pk), row=row)


@signed_in
@require_POST
def remove(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    row = part_of(InfluenceGroup.kept, pk, round=round_)
    actions.remove_group(round=round_, by=request.user, row=row)
    return removed(
        request,
        url(round_, "influence"),
        text=_("The matrix of “%(group)s” was removed.") % {"group": row},
        undo=url(round_, "influence_restore", pk),
    )


@signed_in
@require_POST
def restore(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    row = part_of(InfluenceGroup.objects, pk, round=round_)
    actions.restore_group(round=round_, by=request.user, row=row)
    return redirect(url(round_, "influence"))


# ---------- The matrix of one group ----------


@signed_in
@require_safe
def group(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    return group_page(request, round_for(request.user, slug, number, Right.VIEW), pk)


def group_page(
    request: SignedInRequest,
    round_: Round,
    pk: int,
    *,
    row_form: InfluenceForm | None = None,
    rename_form: RenameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    framework = framework_of(round_)
    found = queries.read_influence(round_, framework)
    this = _group(found, pk)
    return page(
        request,
        "rounds/focus/group.html",
        round_,
        "focus",
        status=status,
        framework=framework,
        influence=found,
        group=this,
        rows=[_row(each, this, found, framework, row_form) for each in framework.dimensions],
        rename_form=rename_form or RenameForm(instance=this.row, auto_id="group-%s"),
        can_write=can_choose(round_),
    )


def _group(found: queries.Influence, pk: int) -> queries.Group:
    everyone = (*found.groups, *([found.consensus_group] if found.consensus_group else []))
    for each in everyone:
        if each.row.pk == pk:
            return each
    raise Http404(_("There is no such matrix. Perhaps somebody removed it."))


def _row(
    dimension: Dimension,
    this: queries.Group,
    found: queries.Influence,
    framework: Framework,
    posted: InfluenceForm | None,
) -> Row:
    form = posted if posted is not None and posted.dimension == dimension else None
    said = _said(found, framework, dimension) if this.row.is_consensus else {}
    cells = tuple(
        GridCell(other.name)
        if other is dimension
        else _grid_cell(dimension, other, this, found, said.get(other.key), form)
        for other in framework.dimensions
    )
    version = form["version"].value() if form else this.versions.get(dimension.key, 1)
    return Row(dimension, str(version), cells, this.filled_in(dimension.key), len(cells) - 1, form)


def _grid_cell(
    dimension: Dimension,
    other: Dimension,
    this: queries.Group,
    found: queries.Influence,
    middle: ConsensusCell | None,
    form: InfluenceForm | None,
) -> GridCell:
    value = form[other.key].value() if form else this.cell(dimension.key, other.key)
    return GridCell(
        name=other.name,
        key=other.key,
        chosen="" if value is None else str(value),
        open_label=words.level(middle.median) if middle else "–",
        errors=tuple(str(text) for text in form.errors.get(other.key, ())) if form else (),
        said=_said_by_group(found, dimension, other) if middle else "",
        numbers=_numbers(found, dimension, other) if middle else "",
        differs=middle is not None and middle.spread > 0,
        disputed=middle is not None and middle.disputed,
    )


def _cells(
    dimension: Dimension,
    form: InfluenceForm,
    this: queries.Group,
    found: queries.Influence,
    framework: Framework,
) -> tuple[Cell, ...]:
    said = _said(found, framework, dimension) if this.row.is_consensus else {}
    cells = []
    for other in framework.dimensions:
        middle = said.get(other.key)
        cells.append(
            Cell(
                acted_on=other,
                bound=None if other == dimension else form[other.key],
                value=this.cell(dimension.key, other.key),
                said=_said_by_group(found, dimension, other) if middle else "",
                numbers=_numbers(found, dimension, other) if middle else "",
                differs=middle is not None and middle.spread > 0,
                disputed=middle is not None and middle.disputed,
            )
        )
    return tuple(cells)


def _form(
    dimension: Dimension,
    this: queries.Group,
    found: queries.Influence,
    framework: Framework,
    *,
    data: Mapping[str, object] | None = None,
) -> InfluenceForm:
    said = _said(found, framework, dimension) if this.row.is_consensus else {}
    suggested = {key: words.level(cell.median) for key, cell in said.items()}
    return InfluenceForm(
        data,
        row=dimension,
        framework=framework,
        suggested=suggested,
        initial={
            "version": this.versions.get(dimension.key, 1),
            **this.values.get(dimension.key, {}),
        },
        auto_id=f"{dimension.key}-%s",
    )


def _said(found: queries.Influence, framework: Framework, dimension: Dimension) -> dict[str, ConsensusCell]:
    """What the groups said together about one row, by the dimension acted on."""
    if not found.suggested:
        return {}
    cells = found.suggested.cells[framework.dimensions.index(dimension)]
    return {other.key: cell for other, cell in zip(framework.dimensions, cells, strict=True) if cell}


def _said_by_group(found: queries.Influence, dimension: Dimension, other: Dimension) -> str:
    """Each group's value, such as "Team A 0, Team B 3"."""
    values = ((each.row.name, each.cell(dimension.key, other.key)) for each in found.groups)
    return ", ".join(f"{name} {value}" for name, value in values if value is not None)


def _numbers(found: queries.Influence, dimension: Dimension, other: Dimension) -> str:
    values = (each.cell(dimension.key, other.key) for each in found.groups)
    return " · ".join("–" if value is None else str(value) for value in values)


# ---------- One row ----------


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: SignedInRequest, slug: str, number: int, pk: int, dimension: str) -> HttpResponse:
    """One row at a time with radio buttons; the grid posts its rows here too."""
    right = Right.EDIT_ROUND if request.method == "POST" else Right.VIEW
    round_ = round_for(request.user, slug, number, right)
    framework = framework_of(round_)
    acting = dimension_of(framework, dimension)
    found = queries.read_influence(round_, framework)
    this = _group(found, pk)
    if request.method != "POST":
        return _row_page(request, round_, framework, found, this, acting)
    grid = "grid" in request.POST
    form = _form(acting, this, found, framework, data=request.POST)
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        if grid:
            return group_page(request, round_, pk, row_form=form, status=422)
        return _row_page(request, round_, framework, found, this, acting, form=form)
    stored = actions.set_influences(
        round=round_,
        by=request.user,
        group=this.row,
        dimension=acting,
        values=form.values,
        labels=form.labels,
        version=form.cleaned_data["version"],
    )
    return saved(request, _after(request, round_, framework, pk, acting), row=stored)


def _after(request: SignedInRequest, round_: Round, framework: Framework, pk: int, acting: Dimension) -> str:
    """The next row when that was asked for, else the matrix."""
    place = framework.dimensions.index(acting) + 1
    if "next" in request.POST and place < len(framework.dimensions):
        return url(round_, "influence_row", pk, framework.dimensions[place].key)
    return f"{url(round_, 'influence_group', pk)}#row-{acting.key}"


def _row_page(
    request: SignedInRequest,
    round_: Round,
    framework: Framework,
    found: queries.Influence,
    this: queries.Group,
    acting: Dimension,
    *,
    form: InfluenceForm | None = None,
) -> HttpResponse:
    place = framework.dimensions.index(acting)
    shown = form or _form(acting, this, found, framework)
    return page(
        request,
        "rounds/focus/row.html",
        round_,
        "focus",
        status=422 if form else 200,
        framework=framework,
        group=this,
        dimension=acting,
        place=place + 1,
        form=shown,
        cells=[cell for cell in _cells(acting, shown, this, found, framework) if cell.bound],
        before=framework.dimensions[place - 1] if place else None,
        after=framework.dimensions[place + 1] if place + 1 < len(framework.dimensions) else None,
        can_write=can_choose(round_),
    )
