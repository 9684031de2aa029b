"""The five steps as a page shows them: where each stands, in words, and what to do next."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from octant.core.addresses import reverse

from .models import Round
from .queries.state import RoundState


class Progress(StrEnum):
    TODO = "todo"
    DOING = "doing"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    number: int
    name: str
    summary: str
    state: Progress
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class NextThing:
    """The one obvious next action of a round."""

    text: str
    button: str
    url: str


def url(round_: Round, name: str, *args: object) -> str:
    """Address of a page of this round: url(round_, "describe"), url(round_, "finding", finding.pk)."""
    return reverse(f"rounds:{name}", (round_.cluster.slug, round_.number, *args))


def steps(round_: Round, state: RoundState, current: str = "") -> list[Step]:
    rows = [
        ("describe", _("Describe"), *_describe(round_, state)),
        ("vision", _("Vision"), *_vision(round_, state)),
        ("focus", _("Focus"), *_focus(round_, state)),
        ("goals", _("Goals"), *_goals(state)),
        ("measures", _("Measures"), *_measures(round_, state)),
    ]
    return [
        Step(key, number, name, summary, progress, url(round_, key), key == current)
        for number, (key, name, progress, summary) in enumerate(rows, start=1)
    ]


def next_thing(round_: Round, state: RoundState) -> NextThing:
    """What to do next, for somebody who may do it; others get the same text and a page to read."""
    access = round_.cluster.access
    thing = _next_in_order(round_, state)
    rate = url(round_, "rate")
    for_contributors = (url(round_, "describe"), rate, url(round_, "vision"))
    if state.plan_agreed or access.can_edit or (access.can_contribute and thing.url in for_contributors):
        return thing
    return NextThing(thing.text, _("Have a look"), url(round_, "ratings") if thing.url == rate else thing.url)


def _next_in_order(round_: Round, state: RoundState) -> NextThing:
    """Steps may be done in any order; this is what the guide's order suggests."""
    if state.plan_agreed:
        return NextThing(
            _("The plan is agreed. Print it, sign it and share it."),
            _("Open the agreed plan"),
            url(round_, "plan"),
        )
    if not state.findings and not state.is_rated:
        return NextThing(
            _(
                "Start with what is there: note what you already have, what is missing "
                "and what you do not know."
            ),
            _("Describe the starting point"),
            url(round_, "describe"),
        )
    if not state.is_rated:
        return NextThing(
            _("Everyone in the team rates the eight dimensions. It takes about five minutes."),
            _("Rate the eight dimensions"),
            url(round_, "rate"),
        )
    if not state.baseline_frozen:
        return NextThing(
            _("When everyone has rated, freeze the baseline, so that you can compare later."),
            _("Look at the ratings"),
            url(round_, "ratings"),
        )
    if not state.vision_agreed:
        return NextThing(
            _("Agree on a few sentences that say what your region should have in the end."),
            _("Work on the vision"),
            url(round_, "vision"),
        )
    if not state.profile_agreed:
        return NextThing(
            _("Say what good looks like in each dimension, and how far you want to get."),
            _("Set the targets"),
            url(round_, "profile"),
        )
    if not round_.focus_agreed_at:
        return NextThing(
            _("You cannot improve everything at once. Choose about three dimensions."),
            _("Choose the focus"),
            url(round_, "focus"),
        )
    if state.goals_with_text < state.focus:
        return NextThing(
            _("Write one goal for each focus dimension."), _("Write the goals"), url(round_, "goals")
        )
    if not state.measures or state.measures_without_owner:
        return NextThing(
            _("Turn the goals into measures that somebody owns."),
            _("Plan the measures"),
            url(round_, "measures"),
        )
    return NextThing(
        _("Everything is there. Read the plan together and agree on it."),
        _("Agree the plan"),
        url(round_, "plan"),
    )


def _done_on(moment: datetime) -> str:
    return date_format(moment, "SHORT_DATE_FORMAT")


def _describe(round_: Round, state: RoundState) -> tuple[Progress, str]:
    if round_.baseline_at:
        return Progress.DONE, _("baseline of %(date)s") % {"date": _done_on(round_.baseline_at)}
    findings = ngettext("%(n)s finding", "%(n)s findings", state.findings) % {"n": state.findings}
    raters = ngettext("%(n)s person rated", "%(n)s people rated", state.raters) % {"n": state.raters}
    if state.taken_over:
        taken = ngettext("%(n)s survey counted in", "%(n)s surveys counted in", state.taken_over)
        raters = f"{raters}, {taken % {'n': state.taken_over}}"
    progress = Progress.DOING if state.findings or state.is_rated else Progress.TODO
    return progress, f"{findings}, {raters}"


def _vision(round_: Round, state: RoundState) -> tuple[Progress, str]:
    if round_.vision_agreed_at and round_.profile_agreed_at:
        return Progress.DONE, _("agreed %(date)s") % {"date": _done_on(round_.vision_agreed_at)}
    if round_.vision_agreed_at:
        return Progress.DOING, _("statement agreed, targets open")
    if state.vision_drafted or state.targets:
        return Progress.DOING, _("being written")
    return Progress.TODO, _("a few sentences, and targets")


def _focus(round_: Round, state: RoundState) -> tuple[Progress, str]:
    if not state.focus:
        return Progress.TODO, _("about three of eight dimensions")
    chosen = ngettext("%(n)s dimension chosen", "%(n)s dimensions chosen", state.focus) % {"n": state.focus}
    return (Progress.DONE if round_.focus_agreed_at else Progress.DOING), chosen


def _goals(state: RoundState) -> tuple[Progress, str]:
    if not state.goals_with_text:
        return Progress.TODO, _("one goal for each")
    written = ngettext("%(n)s goal written", "%(n)s goals written", state.goals_with_text) % {
        "n": state.goals_with_text
    }
    return (Progress.DONE if state.goals_with_text >= state.focus else Progress.DOING), written


def _measures(round_: Round, state: RoundState) -> tuple[Progress, str]:
    if round_.plan_agreed_at:
        return Progress.DONE, _("plan agreed %(date)s") % {"date": _done_on(round_.plan_agreed_at)}
    if not state.measures:
        return Progress.TODO, _("who does what by when")
    return Progress.DOING, ngettext("%(n)s measure", "%(n)s measures", state.measures) % {"n": state.measures}
