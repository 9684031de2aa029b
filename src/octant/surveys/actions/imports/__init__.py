"""Answers from another program: read, checked, brought into a survey all at once, and taken out again.

What a survey that is not named must not keep (who, from where, when) is taken out of the file as soon as it
has been read (`stripping`). `checking` goes through the rows, `writing` brings them in, `undoing` takes them
out.
"""

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from octant.accounts.models import User
from octant.core.sheets import steps
from octant.core.sheets.steps import give_up
from octant.core.sheets.uploads import Status

from ...models import AnswerImport, Survey
from . import checking, undoing, writing
from .stripping import strip
from .writing import require_new_file, require_open_wave, same_file

__all__ = ["choose", "give_up", "read_again", "same_file", "start", "take_back", "upload"]


def upload(*, survey: Survey, by: User, file: UploadedFile) -> AnswerImport:
    """Keep the file and read it, in the background if it is large."""
    require_open_wave(survey)
    row = AnswerImport(cluster=survey.cluster, survey=survey, by=by, by_name=str(by))
    return steps.bring(row, file, once_read=strip)


def read_again(*, row: AnswerImport, encoding: str, separator: str) -> None:
    steps.read_again(row, encoding=encoding, separator=separator, once_read=strip)


def choose(*, row: AnswerImport, choices: dict[str, Any]) -> None:
    """Say which sheet it is and what its columns mean; then see what it says."""
    steps.check(row, choices=row.choices | choices, task=checking.check)


def start(*, row: AnswerImport, by: User) -> bool:
    """Bring in what was checked; False when that is done already. The same file counts once only."""
    if row.status != Status.CHECKED:
        return False
    require_open_wave(row.survey)
    require_new_file(row)
    return steps.begin(row, Status.WRITING, of=[Status.CHECKED], task=lambda fresh: writing.write(fresh, by))


def take_back(*, row: AnswerImport, by: User) -> bool:
    """Take all answers of an import out again; False when that is done already."""
    if row.status != Status.DONE:
        return False
    require_open_wave(row.survey)
    return steps.begin(row, Status.UNDOING, of=[Status.DONE], task=lambda fresh: undoing.take_back(fresh, by))
