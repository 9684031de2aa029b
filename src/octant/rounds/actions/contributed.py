"""What others than the team contributed to the vision: sentences that stand beside the team's own answers."""

from collections.abc import Sequence

from django.db import transaction

from octant.accounts.models import User
from octant.core.editing import change
from octant.domain.framework import Prompt
from octant.journal.actions import record

from ..models import Round, VisionAnswer, VisionStatus, VisionVersion
from ..rules import require_open_plan
from .vision import write_version

BULLET = "• "
LONGEST = 3000  # letters of one answer, or of one version


@transaction.atomic
def add_sentences(
    *, round: Round, by: User, question: Prompt, author_name: str, sentences: Sequence[str]
) -> VisionAnswer:
    """Put sentences into the one answer that `author_name` (a workshop, no account) gives to a question.

    Raises ValueError when the answer would become longer than an answer may be.
    """
    require_open_plan(round)
    mine = {"round": round, "question": question.id, "author": None, "author_name": author_name[:200]}
    row = VisionAnswer.objects.filter(**mine).first() or VisionAnswer.objects.create(**mine)
    text = "\n".join([*row.text.splitlines(), *(line_of(sentence) for sentence in sentences)])
    if len(text) > LONGEST:
        raise ValueError("the answer is full")
    row, before = change(row, version=row.version, values={"text": text})
    if before:
        _record(round, by, "vision.answered", question.text, before=before, after={"text": text})
    return row


@transaction.atomic
def take_out_sentence(*, round: Round, by: User, row: VisionAnswer | VisionVersion, sentence: str) -> bool:
    """Take a sentence out again, if it still stands there as it was put in. An empty answer goes with it.

    Returns whether it was taken out: a version that was proposed stays as it is.
    """
    require_open_plan(round)
    lines = row.text.splitlines()
    line = line_of(sentence)
    if line not in lines:
        return False
    lines.remove(line)
    text = "\n".join(lines)
    if isinstance(row, VisionVersion):
        if row.status != VisionStatus.DRAFT:
            return False
        write_version(round=round, by=by, row=row, text=text, version=row.version)
    elif text:
        row, before = change(row, version=row.version, values={"text": text})
        _record(round, by, "vision.answered", row.author_name, before=before, after={"text": text})
    else:
        row.delete()
        _record(round, by, "vision.answered", row.author_name, before={"text": row.text}, after={"text": ""})
    return True


def line_of(sentence: str) -> str:
    """A sentence as one line of an answer or a draft."""
    return BULLET + " ".join(sentence.split())


def _record(
    round_: Round, by: User, verb: str, subject: str, before: dict[str, object], after: dict[str, object]
) -> None:
    record(
        cluster=round_.cluster,
        by=by,
        verb=verb,
        subject=subject,
        round_number=round_.number,
        before=before,
        after=after,
    )
