"""From the workshop into the round: ideas, matrices and goals are taken over, or set aside with a reason.

Everything is written by the round's own actions, so its rules (what is frozen stays) and its journal hold.
What came of an idea is noted on the idea; the wall shows it. Each has a way back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.domain.framework import Prompt
from octant.journal.actions import record
from octant.journal.models import Entry, Visibility
from octant.rounds.actions import contributed, describe, focus, goals, measures, vision, voices
from octant.rounds.models import (
    Finding,
    Goal,
    Indicator,
    InfluenceGroup,
    Measure,
    SuccessFactor,
    VisionAnswer,
    VisionVersion,
)
from octant.rounds.owners import Owner, owner_of

from ..models import Activity, GoalDraft, Idea, Outcome, Workshop
from ..queries.room import group_cells

LONGEST_TITLE = {Outcome.FINDING: 2000, Outcome.FACTOR: 300, Outcome.MEASURE: 200}
LONGEST_REST = {Outcome.FINDING: 2000, Outcome.FACTOR: 1000, Outcome.MEASURE: 3000}


class TooMuchAtOnce(Exception):
    """What would stand there is longer than it may be: fewer ideas at a time."""


@dataclass(frozen=True, slots=True)
class AsFinding:
    category: str
    kind: str
    outcome = Outcome.FINDING


@dataclass(frozen=True, slots=True)
class AsSentence:
    """Sentences for the vision: an answer to a key question, or (None) a new draft of the vision."""

    question: Prompt | None
    outcome = Outcome.VISION


@dataclass(frozen=True, slots=True)
class AsFactor:
    outcome = Outcome.FACTOR


@dataclass(frozen=True, slots=True)
class AsMeasure:
    """A measure for the goal of this dimension."""

    dimension: str
    outcome = Outcome.MEASURE


type Target = AsFinding | AsSentence | AsFactor | AsMeasure


# ---------- Ideas ----------


@transaction.atomic
def take_over(
    *, workshop: Workshop, by: User, ideas: Iterable[Idea], target: Target, together: str = ""
) -> int:
    """Take ideas over, each on its own, or all into one that is worded `together`.

    What somebody else has decided on in the meantime is left alone. Returns how many ideas were taken over.
    Raises TooMuchAtOnce.
    """
    _hold(workshop)
    rows = _open(workshop, ideas)
    if not rows:
        return 0
    if isinstance(target, AsSentence):
        sentences = [together] if together else [idea.text for idea in rows]
        row = _sentences(workshop, by, target, sentences)
        for idea in rows:
            _landed(idea, target.outcome, row)
    elif together:
        lines = "\n".join(contributed.line_of(idea.text) for idea in rows)
        row = _make(workshop, by, target, together, lines)
        for idea in rows:
            _landed(idea, target.outcome, row)
    else:
        for idea in rows:
            title, rest = _parted(idea.text, LONGEST_TITLE[target.outcome])
            _landed(idea, target.outcome, _make(workshop, by, target, title, rest))
    after = {str(target.outcome.label): "\n".join(idea.text for idea in rows)}
    _record(workshop, by, "workshop.landed", workshop, after=after)
    return len(rows)


@transaction.atomic
def set_aside(*, workshop: Workshop, by: User, ideas: Iterable[Idea], reason: str) -> int:
    """Not now, and why: people read the reason on the wall. Returns how many ideas."""
    _hold(workshop)
    rows = _open(workshop, ideas)
    for idea in rows:
        _landed(idea, Outcome.SET_ASIDE, None, reason)
    if rows:
        after = {"reason": reason, "ideas": "\n".join(idea.text for idea in rows)}
        _record(workshop, by, "workshop.set_aside", workshop, after=after)
    return len(rows)


@transaction.atomic
def take_back(*, workshop: Workshop, by: User, idea: Idea) -> bool:
    """Open again. What was made of the idea goes out of the round with it, unless somebody has worked on it.

    Returns whether the round is without it now: a row that other ideas led to as well, or that was changed
    since, stays.
    """
    _hold(workshop)
    idea = Idea.objects.select_for_update().get(pk=idea.pk)
    if idea.outcome == Outcome.OPEN:
        return True  # somebody else was faster
    before = {"outcome": idea.get_outcome_display(), "reason": idea.reason}
    row = landed_row(idea)
    _landed(idea, Outcome.OPEN, None)
    gone = row is None or _take_out(workshop, by, row, idea)
    _record(workshop, by, "workshop.taken_back", idea.text, before=before)
    return gone


def landed_row(idea: Idea) -> models.Model | None:
    """The row of the round that came of an idea; None when there is none (any more)."""
    model = LANDED.get(idea.landed_type)
    if model is None:
        return None
    rows = getattr(model, "kept", model._default_manager)
    row: models.Model | None = rows.filter(pk=idea.landed_id).first()
    return row


LANDED: dict[str, type[models.Model]] = {
    model._meta.label_lower: model for model in (Finding, VisionAnswer, VisionVersion, SuccessFactor, Measure)
}


def _hold(workshop: Workshop) -> None:
    """One decision of a workshop at a time: of two people who press the same button one takes over."""
    Workshop.objects.select_for_update(no_key=True).get(pk=workshop.pk)


def _open(workshop: Workshop, ideas: Iterable[Idea]) -> list[Idea]:
    rows = Idea.objects.select_for_update().filter(
        pk__in=[idea.pk for idea in ideas],
        activity__workshop=workshop,
        outcome=Outcome.OPEN,
        removed_at=None,
        is_hidden=False,
    )
    return list(rows.order_by("pk"))


def _make(workshop: Workshop, by: User, target: Target, title: str, rest: str) -> models.Model:
    """One finding, success factor or measure; `rest` is what does not fit into its title."""
    round_ = workshop.round
    if len(rest) > LONGEST_REST[target.outcome] or len(title) > LONGEST_TITLE[target.outcome]:
        raise TooMuchAtOnce
    match target:
        case AsFinding(category=category, kind=kind):
            text = "\n".join(part for part in (title, rest) if part)
            if len(text) > LONGEST_REST[target.outcome]:
                raise TooMuchAtOnce
            held = workshop.started_at or workshop.planned_for
            return describe.add_finding(
                round=round_,
                by=by,
                category=category,
                kind=kind,
                text=text,
                source=source_of(workshop),
                source_date=held.date().isoformat() if held else "",
            )
        case AsFactor():
            return vision.add_factor(round=round_, by=by, text=title, note=rest)
        case AsMeasure(dimension=dimension):
            measure = measures.add_measure(round=round_, dimension=dimension, by=by, title=title)
            if rest:
                measure = measures.write_measure(
                    measure=measure,
                    round=round_,
                    by=by,
                    version=measure.version,
                    owner=Owner(),
                    description=rest,
                )
            return measure
    raise AssertionError("sentences have a way of their own")


def _sentences(workshop: Workshop, by: User, target: AsSentence, sentences: Sequence[str]) -> models.Model:
    round_ = workshop.round
    if target.question:
        try:
            return contributed.add_sentences(
                round=round_,
                by=by,
                question=target.question,
                author_name=source_of(workshop),
                sentences=sentences,
            )
        except ValueError:
            raise TooMuchAtOnce from None
    text = "\n".join(contributed.line_of(sentence) for sentence in sentences)
    if len(text) > contributed.LONGEST:
        raise TooMuchAtOnce
    draft = vision.start_version(round=round_, by=by)
    return vision.write_version(round=round_, by=by, row=draft, text=text, version=draft.version)


def source_of(workshop: Workshop) -> str:
    return str(_("Workshop “%(title)s”") % {"title": workshop.title})


def _parted(text: str, longest: int) -> tuple[str, str]:
    """A text as a title; one that is too long is cut after a word and stands in full below it."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line, ""
    cut = line[: longest - 1]
    return (cut.rpartition(" ")[0] or cut) + "…", text


def _landed(idea: Idea, outcome: Outcome, row: models.Model | None, reason: str = "") -> None:
    values: dict[str, Any] = {
        "outcome": outcome,
        "reason": reason,
        "landed_type": row._meta.label_lower if row is not None else "",
        "landed_id": row.pk if row is not None else None,
    }
    Idea.objects.filter(pk=idea.pk).update(**values)
    for name, value in values.items():
        setattr(idea, name, value)


def _take_out(workshop: Workshop, by: User, row: models.Model, idea: Idea) -> bool:
    round_ = workshop.round
    if isinstance(row, VisionAnswer | VisionVersion):
        return contributed.take_out_sentence(round=round_, by=by, row=row, sentence=idea.text)
    others = Idea.objects.filter(landed_type=row._meta.label_lower, landed_id=row.pk)
    if others.exists() or _was_worked_on(row):
        return False
    match row:
        case Finding():
            row.round = round_
            describe.remove_finding(finding=row, by=by)
        case SuccessFactor():
            vision.remove_factor(round=round_, by=by, row=row)
        case Measure():
            measures.remove(row=row, round=round_, by=by)
    return True


def _was_worked_on(row: models.Model) -> bool:
    """Whether more stands there than was taken over."""
    if isinstance(row, Measure):
        written = 2 if row.description else 1
        parts = row.milestones.exists() or row.resources.exists() or row.contributors.exists()
        return row.version > written or parts or bool(row.owner_id or row.owner_organisation_id)
    return bool(getattr(row, "version", 1) > 1)


# ---------- Matrices of small groups ----------


@transaction.atomic
def take_over_matrix(
    *, workshop: Workshop, by: User, activity: Activity, group: int
) -> InfluenceGroup | None:
    """A small group's matrix as one more group of the round; None when it is there already or empty."""
    _hold(workshop)
    activity = Activity.objects.get(pk=activity.pk)
    there = InfluenceGroup.kept.filter(round=workshop.round, pk=activity.landed.get(str(group)))
    cells = group_cells(activity).get(group, {})
    if there.exists() or not cells:
        return None
    rows: dict[str, dict[str, int]] = {}
    for (source, target), strength in sorted(cells.items()):
        rows.setdefault(source, {})[target] = strength
    name = _("%(workshop)s, group %(group)s") % {"workshop": workshop.title, "group": group}
    row = voices.take_influence(round=workshop.round, by=by, name=name, rows=rows)
    _note_matrix(activity, group, row.pk)
    _record(workshop, by, "workshop.landed", workshop, after={str(activity): str(row)})
    return row


@transaction.atomic
def take_back_matrix(*, workshop: Workshop, by: User, activity: Activity, group: int) -> None:
    """Out of the round again; the small group's matrix stays in the workshop."""
    _hold(workshop)
    activity = Activity.objects.get(pk=activity.pk)
    row = InfluenceGroup.kept.filter(round=workshop.round, pk=activity.landed.get(str(group))).first()
    if row:
        focus.remove_group(round=workshop.round, by=by, row=row)
    if str(group) in activity.landed:
        _note_matrix(activity, group, None)
        _record(workshop, by, "workshop.taken_back", f"{activity} · {group}")


def _note_matrix(activity: Activity, group: int, pk: int | None) -> None:
    activity.landed = {key: value for key, value in activity.landed.items() if key != str(group)}
    if pk is not None:
        activity.landed[str(group)] = pk
    activity.save(update_fields=["landed"])


# ---------- Goals of small groups ----------


@transaction.atomic
def take_over_goal(
    *,
    workshop: Workshop,
    by: User,
    draft: GoalDraft,
    dimension: str,
    version: int,
    values: Mapping[str, Any],
    indicator: Mapping[str, Any] | None = None,
) -> Goal:
    """Write what was chosen from a small group's goal into the goal of a dimension.

    `values` holds the fields to write, as the person chose them; `indicator` comes as one more. Raises
    EditConflict when somebody has changed the goal since the page was opened (`version`).
    """
    _hold(workshop)
    draft = GoalDraft.objects.get(pk=draft.pk)
    if taken := Goal.objects.filter(round=workshop.round, pk=draft.landed_id or 0).first():
        return taken  # pressed twice, or by two people
    there = Goal.objects.filter(round=workshop.round, dimension=dimension).first()
    before = {name: getattr(there, name) if there else "" for name in values}
    goal = goals.write_goal(
        round=workshop.round,
        dimension=dimension,
        by=by,
        version=version,
        owner=owner_of(there) if there else Owner(),
        **values,
    )
    after: dict[str, object] = dict(values)
    if indicator:
        row = goals.add_indicator(round=workshop.round, dimension=dimension, by=by)
        row.goal = goal
        row = goals.write_indicator(indicator=row, by=by, version=row.version, **indicator)
        after["indicator"] = row.pk
    GoalDraft.objects.filter(pk=draft.pk).update(landed_id=goal.pk)
    _record(workshop, by, "workshop.landed", draft, before=before, after=after)
    return goal


@transaction.atomic
def take_back_goal(*, workshop: Workshop, by: User, draft: GoalDraft) -> None:
    """What stood in the goal before comes back, where nobody has changed it since."""
    _hold(workshop)
    draft = GoalDraft.objects.get(pk=draft.pk)
    goal = Goal.objects.filter(round=workshop.round, pk=draft.landed_id or 0).first()
    taken = Entry.objects.filter(
        cluster=workshop.cluster,
        verb="workshop.landed",
        subject_type=draft._meta.label_lower,
        subject_id=draft.pk,
    ).first()
    GoalDraft.objects.filter(pk=draft.pk).update(landed_id=None)
    if goal and taken:
        goal.round = workshop.round
        former: dict[str, Any] = {
            name: taken.before.get(name) or ""
            for name, value in taken.after.items()
            if name != "indicator" and str(getattr(goal, name) or "") == str(value or "")
        }
        if "due" in former:
            former["due"] = parse_date(former["due"])
        goals.write_goal(
            round=workshop.round,
            dimension=goal.dimension,
            by=by,
            version=goal.version,
            owner=owner_of(goal),
            **former,
        )
        indicator = Indicator.kept.filter(goal=goal, pk=taken.after.get("indicator") or 0).first()
        if indicator:
            indicator.goal = goal
            goals.remove_indicator(indicator=indicator, by=by)
    _record(workshop, by, "workshop.taken_back", draft)


def _record(
    workshop: Workshop, by: User, verb: str, subject: models.Model | str, **parts: Mapping[str, object]
) -> None:
    record(
        cluster=workshop.cluster,
        by=by,
        verb=verb,
        subject=subject,
        round_number=workshop.round.number,
        visibility=Visibility.MEMBERS,
        **parts,  # type: ignore[arg-type]
    )
