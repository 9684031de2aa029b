"""What the facilitator does with contributions: hide, word better, group, put to consent."""

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from octant.accounts.models import User
from octant.core.editing import change
from octant.journal.actions import record
from octant.journal.models import EntryKind, Visibility

from ..models import Activity, Idea, IdeaGroup, Phase, Proposal, ProposalStatus, Workshop
from .running import Overtaken, set_phase, tell

# ---------- Ideas ----------


@transaction.atomic
def hide_idea(*, workshop: Workshop, idea: Idea, hidden: bool) -> None:
    """Off the screen and the wall; the person who wrote it still sees it on the phone."""
    Idea.objects.filter(pk=idea.pk).update(is_hidden=hidden)
    tell(workshop)


@transaction.atomic
def word_idea(*, workshop: Workshop, idea: Idea, version: int, text: str) -> Idea:
    """Another wording, with the consent of the room. Raises EditConflict."""
    idea, before = change(idea, version=version, values={"text": text})
    if before:
        tell(workshop)
    return idea


@transaction.atomic
def group_ideas(*, workshop: Workshop, ideas: list[Idea], group: IdeaGroup | None) -> None:
    """Put ideas under a heading, or (None) take them out of theirs."""
    Idea.objects.filter(pk__in=[idea.pk for idea in ideas]).update(group=group)
    tell(workshop)


@transaction.atomic
def add_group(*, workshop: Workshop, activity: Activity, title: str) -> IdeaGroup:
    """A heading for ideas of `activity` (the one in which they were collected)."""
    last = IdeaGroup.objects.filter(activity=activity).aggregate(last=Max("position"))["last"]
    group = IdeaGroup.objects.create(activity=activity, title=title, position=0 if last is None else last + 1)
    tell(workshop)
    return group


@transaction.atomic
def rename_group(*, workshop: Workshop, group: IdeaGroup, version: int, title: str) -> IdeaGroup:
    group, before = change(group, version=version, values={"title": title})
    if before:
        tell(workshop)
    return group


@transaction.atomic
def remove_group(*, workshop: Workshop, group: IdeaGroup) -> None:
    """The heading goes, its ideas stay and stand alone while it is gone."""
    IdeaGroup.objects.filter(pk=group.pk).update(removed_at=timezone.now())
    tell(workshop)


@transaction.atomic
def restore_group(*, workshop: Workshop, group: IdeaGroup) -> None:
    IdeaGroup.objects.filter(pk=group.pk).update(removed_at=None)
    tell(workshop)


# ---------- Consent ----------


@transaction.atomic
def propose(*, workshop: Workshop, activity: Activity, text: str) -> Proposal:
    """Put a wording to the room. A former one that was being asked is adapted by it.

    While the answers to the former one are shown, people are asked again; the same wording is asked once.
    """
    Activity.objects.select_for_update().get(pk=activity.pk)  # one proposal at a time
    former = Proposal.objects.filter(activity=activity)
    asked = former.filter(status=ProposalStatus.ASKED).first()
    if asked is not None and asked.text == text:
        return asked
    former.filter(status=ProposalStatus.ASKED).update(status=ProposalStatus.ADAPTED, version=F("version") + 1)
    number = (former.aggregate(last=Max("number"))["last"] or 0) + 1
    proposal = Proposal.objects.create(activity=activity, number=number, text=text)
    if workshop.current == activity and workshop.current.phase == Phase.REVEALED:
        with suppress(Overtaken):  # somebody else has just gone on: the proposal waits
            set_phase(workshop=workshop, phase=Phase.OPEN, revision=workshop.revision)
    tell(workshop)
    return proposal


@transaction.atomic
def adopt(*, workshop: Workshop, by: User, proposal: Proposal, reservations: str = "") -> Proposal:
    """Nobody objects any more: it is decided, and the journal keeps the wording for all members."""
    proposal = Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    if proposal.status == ProposalStatus.ADOPTED:
        return proposal  # pressed twice, or by two people: one decision
    proposal = _close(proposal, ProposalStatus.ADOPTED, reservations=reservations)
    record(
        cluster=workshop.cluster,
        by=by,
        verb="workshop.decided",
        subject=proposal.text,
        text="\n\n".join(part for part in (proposal.text, reservations) if part),
        kind=EntryKind.DECISION,
        visibility=Visibility.MEMBERS,
        round_number=workshop.round.number,
    )
    tell(workshop)
    return proposal


@transaction.atomic
def drop(*, workshop: Workshop, proposal: Proposal) -> Proposal:
    """No agreement on this; it stays in the minutes."""
    proposal = _close(proposal, ProposalStatus.DROPPED)
    tell(workshop)
    return proposal


def _close(proposal: Proposal, status: ProposalStatus, **words: str) -> Proposal:
    values: dict[str, Any] = {"status": status, "version": proposal.version + 1, **words}
    Proposal.objects.filter(pk=proposal.pk).update(**values)
    for name, value in values.items():
        setattr(proposal, name, value)
    return proposal
