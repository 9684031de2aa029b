"""What stands in the action plan, as plain data for the typst template: every name, date and number is text.

The template only lays out. Texts go through `printable`; keys that end in "_url" hold addresses for links.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from octant.charts.text import clusters
from octant.core.dates import partial_day
from octant.ratings.queries import Histogram
from octant.rounds.document import (
    Answers,
    CategoryPart,
    DecisionPart,
    DimensionPart,
    Fact,
    FindingPart,
    FocusPart,
    GoalPart,
    IndicatorPart,
    MeasurePart,
    PlanDocument,
    ResourcePart,
)
from octant.rounds.queries.plan import place_of
from octant.rounds.words import agreed_level, agreement, level

from . import words
from .charts import Chart
from .printable import MISSING, printable

SIGNATURES = 4
DASH = "–"
LONGEST_LINK = 2000
LONGEST_NAME = 400  # letters; nothing that may be longer is a name, and forms refuse longer names
LONGEST_IN_FOOTER = 80
LONG_TEXTS = frozenset(
    (
        *("text", "description", "good", "rationale", "outcome", "capacity", "note", "monitoring"),
        *("contributors", "origin", "participants", "reservations", "sentence", "about"),
    )
)
LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]([A-Za-z]{2}))?(?:[-_].*)?")

type Data = dict[str, Any]


def contents(
    document: PlanDocument,
    *,
    octant: Chart | None,
    gaps: Chart | None,
    timelines: list[Chart],
    reopened_on: date | None = None,
) -> Data:
    """Everything the template shows, in the active language.

    `reopened_on` is set when an agreed plan was opened again.
    """
    numbers = {(source.text, source.url): n for n, source in enumerate(document.sources, start=1)}
    titles = {measure.number: measure.title for measure in document.measures}
    data: Data = {
        "title": f"{_('Action plan')} · {document.cluster.name}",
        "author": document.cluster.name,
        "cover": _cover(document, reopened_on),
        "stats": _stats(document),
        "profile": _profile(document, numbers),
        "baseline": _baseline(document, octant),
        "categories": _categories(document.categories, numbers),
        "vision": _vision(document, gaps),
        "focus": _focus(document),
        "goals": [_goal(goal, titles) for goal in document.goals],
        "timeline": {
            "charts": [chart_data(chart) for chart in timelines],
            "rows": [_dates(measure) for measure in _by_start(document.measures)],
        },
        "decisions": [_decision(decision) for decision in document.decisions],
        "signing": {"text": _signing(document), "lines": SIGNATURES},
        "sources": [
            {
                "text": source.text or source.url,
                "text_url": _link(source.url),
                "date": partial_day(source.date),
            }
            for source in document.sources
        ],
        "method": [{"term": term, "text": text} for term, text in words.method()],
    }
    shown = printable_data(data)
    return {
        "words": {key: printable(text) for key, text in words.words().items()},
        "has_missing": MISSING in str(shown),
        **shown,
        **language(document.language),
    }


def language(code: str) -> Data:
    """The language as PDF readers know it: "pt-br" is pt in the region BR. English if it is no code."""
    match = LANGUAGE.fullmatch(code.lower())
    if not match:
        return {"lang": "en", "region": None}
    return {"lang": match[1], "region": match[2].upper() if match[2] else None}


# --- the parts, in the order of the document --------------------------------------------------------------


def _cover(document: PlanDocument, reopened_on: date | None) -> Data:
    round_ = document.round
    second = round_.second_phase_ends_on
    return {
        "cluster": document.cluster.name,
        "place": place_of(document.cluster),
        "round": round_.title,
        "footer": shortened(printable(f"{document.cluster.name} · {round_.title}"), LONGEST_IN_FOOTER),
        "time_frame": _period(round_.starts_on, round_.ends_on),
        "second_phase": _("until %(date)s") % {"date": day(second)} if second else "",
        "status": _status(document, reopened_on),
        "is_agreed": document.agreed_on is not None and reopened_on is None,
        "framework": _("%(title)s, edition %(edition)s")
        % {"title": round_.framework_title, "edition": round_.edition},
        "illustration": _(
            "Illustration: the ratings and plans of this round are made up to show how Octant works."
        )
        if round_.illustrative
        else "",
        "illustration_short": _("Illustration, made-up figures") if round_.illustrative else "",
    }


def _status(document: PlanDocument, reopened_on: date | None) -> str:
    if document.agreed_on is None:
        return _("Draft of %(date)s") % {"date": day(document.made_on)}
    agreed = _("Agreed on %(date)s, version %(version)s") % {
        "date": day(document.agreed_on),
        "version": document.agreed_version,
    }
    if reopened_on is None:
        return agreed
    return _("%(agreed)s. Opened again on %(date)s: this version is no longer in force.") % {
        "agreed": agreed,
        "date": day(reopened_on),
    }


def _stats(document: PlanDocument) -> list[Data]:
    """The size of the plan in four numbers."""
    findings = sum(len(category.findings) for category in document.categories)
    goals = sum(1 for goal in document.goals if goal.title or goal.outcome)
    measures = len(document.measures)
    rows = (
        (document.raters, ngettext("person rated", "people rated", document.raters)),
        (findings, ngettext("finding", "findings", findings)),
        (goals, ngettext("goal", "goals", goals)),
        (measures, ngettext("measure", "measures", measures)),
    )
    return [{"number": number_format(number), "label": label} for number, label in rows]


def _profile(document: PlanDocument, numbers: dict[tuple[str, str], int]) -> Data:
    cluster = document.cluster
    return {
        "description": cluster.description,
        "place": place_of(document.cluster),
        "founded": partial_day(cluster.founded),
        "legal_status": cluster.legal_status,
        "website": cluster.website,
        "website_url": _link(cluster.website),
        "facts": [_fact(fact, numbers) for fact in cluster.facts],
    }


def _fact(fact: Fact, numbers: dict[tuple[str, str], int]) -> Data:
    return {
        "label": fact.label,
        "text": fact.text,
        "source": fact.source or fact.source_url,
        "source_number": numbers.get((fact.source, fact.source_url)),
        "as_of": partial_day(fact.as_of),
    }


def _baseline(document: PlanDocument, octant: Chart | None) -> Data:
    if document.baseline_on:
        frozen = _("The team froze this baseline on %(date)s.") % {"date": day(document.baseline_on)}
    else:
        frozen = _("The baseline is not frozen yet; the figures can still change.")
    raters = ngettext(
        "%(n)s person rated the dimensions.", "%(n)s people rated the dimensions.", document.raters
    ) % {"n": number_format(document.raters)}
    return {
        "about": f"{raters} {frozen}",
        "octant": chart_data(octant) if octant else None,
        "rows": [_rated(part) for part in document.dimensions],
    }


def _rated(part: DimensionPart) -> Data:
    now = part.now
    return {
        "number": str(part.number),
        "name": part.name,
        "median": agreed_level(part.agreed, now.median),
        "middle_half": _range(now),
        "agreement": _agreement(now),
        "n": number_format(now.n),
        "cannot_judge": number_format(now.cannot_judge),
    }


def _range(answers: Answers) -> str:
    if answers.lower_quartile is None:
        return DASH
    return _("%(lower)s to %(upper)s") % {
        "lower": level(answers.lower_quartile),
        "upper": level(answers.upper_quartile),
    }


def _agreement(answers: Answers) -> str:
    """The number and what it means; with one answer there is nothing to agree on."""
    one, two, three, four, five = answers.counts
    meaning = agreement(Histogram((one, two, three, four, five), answers.cannot_judge))
    if answers.agreement is None or answers.n < 2:
        return meaning
    return f"{number_format(round(answers.agreement, 2), decimal_pos=2).replace('-', '−')} · {meaning}"


def _categories(categories: Iterable[CategoryPart], numbers: dict[tuple[str, str], int]) -> list[Data]:
    return [
        {
            "name": category.name,
            "group": category.group_name,
            "strengths": number_format(category.strengths),
            "gaps": number_format(category.gaps),
            "questions": number_format(category.questions),
            "findings": [_finding(finding, numbers) for finding in category.findings],
        }
        for category in categories
    ]


def _finding(finding: FindingPart, numbers: dict[tuple[str, str], int]) -> Data:
    source = finding.source or finding.source_file
    origin = (
        finding.organisation,
        finding.said_by,
        source or finding.source_url,
        partial_day(finding.source_date),
    )
    return {
        "kind": finding.kind,
        "kind_label": finding.kind_label,
        "text": finding.text,
        "origin": " · ".join(part for part in origin if part),
        "source_number": numbers.get((source, finding.source_url)),
    }


def _vision(document: PlanDocument, gaps: Chart | None) -> Data:
    vision = document.vision
    return {
        "text": vision.text,
        "status": _agreed_or_not(vision.agreed_on) if vision.text else "",
        "factors": [{"text": factor.text, "note": factor.note} for factor in vision.success_factors],
        "profile_status": _agreed_or_not(vision.profile_agreed_on),
        "rows": [
            {
                "number": str(part.number),
                "name": part.name,
                "good": part.good,
                "now": agreed_level(part.agreed, part.now.median),
                "target": level(part.target),
                "gap": level(part.gap),
            }
            for part in document.dimensions
        ],
        "gaps": chart_data(gaps) if gaps else None,
    }


def _agreed_or_not(agreed_on: date | None) -> str:
    if agreed_on is None:
        return _("Not agreed yet.")
    return _("Agreed on %(date)s.") % {"date": day(agreed_on)}


def _focus(document: PlanDocument) -> list[Data]:
    parts = {part.key: part for part in document.dimensions}
    goals = {goal.dimension: goal for goal in document.goals}
    return [
        _focus_row(row, parts.get(row.dimension), goals.get(row.dimension), document)
        for row in document.focus
    ]


def _focus_row(
    row: FocusPart, part: DimensionPart | None, goal: GoalPart | None, document: PlanDocument
) -> Data:
    round_ = document.round
    start, end = round_.starts_on, round_.ends_on
    if row.phase == 2:
        start, end = end, round_.second_phase_ends_on
    return {
        "name": row.dimension_name,
        "is_later": row.phase == 2,
        "rationale": row.rationale,
        "time_frame": _period(start, end),
        "now": agreed_level(part.agreed, part.now.median) if part else DASH,
        "target": level(part.target if part else None),
        "gap": level(part.gap if part else None),
        "goal": (goal.title or goal.outcome) if goal else "",
        "due": day(goal.due) if goal else DASH,
        "owner": goal.owner if goal else "",
    }


def _goal(goal: GoalPart, titles: dict[int, str]) -> Data:
    return {
        "dimension": goal.dimension_name,
        "title": goal.title,
        "outcome": goal.outcome,
        "capacity": goal.capacity,
        "due": day(goal.due),
        "owner": goal.owner or DASH,
        "phase": _("Second phase") if goal.phase == 2 else "",
        "indicators": [_indicator(indicator) for indicator in goal.indicators],
        "measures": [_measure(measure, titles) for measure in goal.measures],
    }


def _indicator(indicator: IndicatorPart) -> Data:
    return {
        "name": f"{indicator.name} ({indicator.unit})" if indicator.unit else indicator.name,
        "baseline": figure(indicator.baseline),
        "target": figure(indicator.target),
        "source": indicator.source,
        "frequency": indicator.frequency,
    }


def _measure(measure: MeasurePart, titles: dict[int, str]) -> Data:
    return {
        "number": str(measure.number),
        "title": measure.title,
        "kind": measure.kind_label,
        "description": measure.description,
        "owner": measure.owner or DASH,
        "contributors": ", ".join(measure.contributors),
        "dates": _period(measure.starts_on, measure.ends_on),
        "milestones": [{"title": row.title, "due": day(row.due)} for row in measure.milestones],
        "resources": [_resource(resource) for resource in measure.resources],
        "monitoring": measure.monitoring,
        "needs": [f"{number} {titles.get(number, '')}" for number in measure.needs],
    }


def _resource(resource: ResourcePart) -> Data:
    amount = "" if resource.amount is None else f"{figure(resource.amount)} {resource.unit_label}"
    return {
        "kind": resource.kind_label,
        "text": resource.text,
        "amount": amount.strip() or DASH,
        "secured": _("yes") if resource.secured else _("not yet"),
    }


def _by_start(measures: Iterable[MeasurePart]) -> list[MeasurePart]:
    """By start, then by end; those without dates last."""
    return sorted(
        measures, key=lambda m: (m.starts_on or m.ends_on or date.max, m.ends_on or date.max, m.number)
    )


def _dates(measure: MeasurePart) -> Data:
    return {
        "number": str(measure.number),
        "title": measure.title,
        "owner": measure.owner or DASH,
        "start": day(measure.starts_on),
        "end": day(measure.ends_on),
    }


def _decision(decision: DecisionPart) -> Data:
    return {
        "kind": decision.kind_label,
        "date": day(decision.decided_on),
        "text": decision.text,
        "participants": decision.participants,
        "reservations": decision.reservations,
        "recorded_by": decision.recorded_by,
    }


def _signing(document: PlanDocument) -> str:
    name = document.cluster.name
    if document.agreed_on is None:
        return _(
            "This is a draft. With our signature we confirm that we know this state "
            "of the action plan of “%(cluster)s”."
        ) % {"cluster": name}
    return _(
        "With our signature we stand behind the action plan of “%(cluster)s”, "
        "version %(version)s of %(date)s."
    ) % {"cluster": name, "version": document.agreed_version, "date": day(document.agreed_on)}


def chart_data(chart: Chart) -> Data:
    """A drawing as the layout takes it."""
    data = asdict(chart)
    data["svg_raw"] = data.pop("svg")
    data["labels"] = list(data["labels"])
    return data


# --- dates, numbers, links --------------------------------------------------------------------------------


def day(value: date | None) -> str:
    return DASH if value is None else date_format(value, "DATE_FORMAT")


def _period(start: date | None, end: date | None) -> str:
    if start and end:
        return _("%(start)s to %(end)s") % {"start": day(start), "end": day(end)}
    if start:
        return _("from %(date)s") % {"date": day(start)}
    if end:
        return _("until %(date)s") % {"date": day(end)}
    return _("no dates yet")


def figure(value: Decimal | None) -> str:
    """A number without needless zeros, in groups of thousands where the language does so."""
    if value is None:
        return DASH
    plain = format(value, "f")
    decimals = len(plain.partition(".")[2].rstrip("0"))
    return number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True).replace("-", "−")


def _link(url: str) -> str:
    """An address to click on: only of the web, and only plain ASCII. "" where it is none."""
    if not url or len(url) > LONGEST_LINK:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    address = iri_to_uri(url)
    return address if address.isascii() and address.isprintable() and " " not in address else ""


def shortened(text: str, longest: int) -> str:
    """The text with at most so many letters; an accent or a joined emoji stays with its letter."""
    letters = clusters(text)
    return text if len(letters) <= longest else "".join(letters[: longest - 1]) + "…"


def printable_data(value: Any, key: str = "", *, breaks: bool = True) -> Any:
    """Every text in dicts and lists made printable; keys ending in "_url" and "_raw" keep theirs as it is."""
    if isinstance(value, str):
        if key.endswith(("_url", "_raw")):
            return value
        shown = printable(value, breaks=breaks)
        return shown if key in LONG_TEXTS else shortened(shown, LONGEST_NAME)
    if isinstance(value, dict):
        return {name: printable_data(item, name, breaks=breaks) for name, item in value.items()}
    if isinstance(value, list):
        return [printable_data(item, key, breaks=breaks) for item in value]
    return value
