"""What came of an idea, in words, and where in the round it lives on."""

from django.utils.translation import gettext as _

from octant.rounds import steps
from octant.rounds.models import Finding, Measure, Round, SuccessFactor, VisionStatus, VisionVersion

from .queries.outcomes import Fate, IdeaRow, Landed

FINDING, MEASURE, FACTOR, VERSION = (
    model._meta.label_lower for model in (Finding, Measure, SuccessFactor, VisionVersion)
)


def sentence(idea: IdeaRow) -> str:
    """For people who were there; it says only what they may know: titles, and reasons beside it."""
    fate = idea.fate
    landed = fate.landed
    if fate.is_open:
        return _("Not decided yet")
    if fate.is_set_aside:
        return _("Set aside")
    if landed is None:
        return _("Was taken up, and later taken out again")
    if landed.type == FINDING:
        return _("Now a finding about the starting point")
    if landed.type == MEASURE:
        if landed.name == " ".join(idea.text.split()):
            return _("Now a measure")
        return _("Now in the measure “%(title)s”") % {"title": landed.name}
    if landed.type == FACTOR:
        return _("Now a success factor")
    if landed.type == VERSION:
        if landed.note == VisionStatus.AGREED:
            return _("In the vision that was agreed")
        return _("In a draft of the vision")
    return _("Among the answers for the vision")


def state(fate: Fate) -> str:
    """For the pill: done, todo, or nothing for what goes no further."""
    if fate.is_open:
        return "todo"
    return "done" if fate.lives_on else ""


def url(round_: Round, landed: Landed) -> str:
    """The page of the team on which the row stands."""
    if landed.type == FINDING:
        return steps.url(round_, "finding", landed.pk)
    if landed.type == MEASURE:
        return steps.url(round_, "measure", landed.pk)
    return steps.url(round_, "vision")
