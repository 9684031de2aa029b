"""What a baseline holds: findings and first ratings as plain data that is never changed again."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from octant.domain.framework import Framework
from octant.ratings import queries as ratings
from octant.ratings.models import Aspect
from octant.ratings.queries import NOBODY, Histogram

from ..models import Finding, Round, Snapshot, SnapshotKind
from ..steps import url
from .describe import Counts, findings
from .ratings import Team, team
from .voices import voices

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is not there yet, and where to add it."""

    text: str
    url: str


def snapshots(round_: Round) -> list[Snapshot]:
    """The baselines that were frozen in this round, newest first, without their data."""
    return list(
        Snapshot.objects.filter(round=round_, kind=SnapshotKind.BASELINE).defer("data").order_by("-number")
    )


def missing(round_: Round, framework: Framework, found: Counts, people: Team) -> list[Missing]:
    """What a fuller baseline would have. Nothing of it must be there."""
    gaps: list[Missing] = []
    filled = {category for category, _kind in found}
    empty = [category.name for category in framework.resource_categories if category.key not in filled]
    if empty:
        text = ngettext(
            "%(n)s resource category has no finding: %(names)s",
            "%(n)s resource categories have no finding: %(names)s",
            len(empty),
        ) % {"n": len(empty), "names": ", ".join(empty)}
        gaps.append(Missing(text, url(round_, "describe")))
    unsourced = Finding.kept.filter(round=round_, source="", source_url="", source_file="").count()
    if unsourced:
        text = ngettext("%(n)s finding has no source", "%(n)s findings have no source", unsourced) % {
            "n": unsourced
        }
        gaps.append(Missing(text, url(round_, "describe")))
    waiting = len(people.missing)
    if waiting:
        text = ngettext(
            "%(n)s person in the team has not rated everything",
            "%(n)s people in the team have not rated everything",
            waiting,
        ) % {"n": waiting}
        gaps.append(Missing(text, url(round_, "ratings")))
    return gaps


def baseline_data(round_: Round, framework: Framework) -> dict[str, object]:
    """Everything a reader needs later, with every name written out, as JSON can keep it."""
    said = voices(round_)
    histograms = said.beside(Aspect.NOW, ratings.histograms(round_.ratings, Aspect.NOW))
    comments = ratings.comments(round_.ratings, Aspect.NOW)
    people = team(round_, framework)
    return {
        "format": FORMAT,
        "framework": framework.slug,
        "framework_title": framework.title,
        "edition": framework.edition,
        "language": framework.language,
        "raters": ratings.respondents(round_.ratings, Aspect.NOW),
        "taken_over": [{"title": each.title, "people": each.people} for each in said.of(Aspect.NOW)],
        "team": len(people.members),
        "team_complete": people.complete,
        "findings": [finding_data(finding, framework) for finding in findings(round_)],
        "dimensions": [
            {
                "key": dimension.key,
                "number": dimension.number,
                "name": dimension.name,
                "comments": comments.get(dimension.key, []),
                "agreed": said.agreed.get(dimension.key),
                **histogram_data(histograms.get(dimension.key, NOBODY)),
            }
            for dimension in framework.dimensions
        ],
        "statements": [
            {
                "id": statement.id,
                "dimension": statement.dimension,
                "text": statement.text,
                **histogram_data(histograms[statement.id]),
            }
            for statement in framework.statements
            if statement.id in histograms
        ],
    }


def histogram_data(histogram: Histogram) -> dict[str, object]:
    return {
        "counts": list(histogram.counts),
        "cannot_judge": histogram.cannot_judge,
        "n": histogram.n,
        "median": histogram.median,
        "lower_quartile": histogram.lower,
        "upper_quartile": histogram.upper,
        "agreement": histogram.agreement,
        "is_split": histogram.is_split,
    }


def finding_data(finding: Finding, framework: Framework) -> dict[str, object]:
    return {
        "category": finding.category,
        "category_name": category_name(finding, framework),
        "kind": finding.kind,
        "text": finding.text,
        "source": finding.source,
        "source_url": finding.source_url,
        "source_file": finding.source_file_name,
        "source_date": finding.source_date,
        "organisation": str(finding.organisation) if finding.organisation else "",
        "said_by": finding.said_by,
    }


def category_name(finding: Finding, framework: Framework) -> str:
    try:
        return framework.category(finding.category).name
    except KeyError:  # a finding from an edition that had another category
        return str(_("Other"))
