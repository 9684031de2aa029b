"""Bringing a sheet into the register, and taking it out again. All of it is written, or nothing.

`checking` goes through the rows, `writing` brings them in and notes what undoes them, `undoing`
takes them back.
"""

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.core.sheets import steps
from octant.core.sheets.steps import give_up, read_again
from octant.core.sheets.uploads import Status

from ...models import SheetImport
from . import checking, undoing, writing

__all__ = ["choose", "give_up", "read_again", "start", "take_back", "upload"]


def upload(*, cluster: Cluster, by: User, file: UploadedFile) -> SheetImport:
    """Keep the file and read it, in the background if it is large."""
    return steps.bring(SheetImport(cluster=cluster, by=by, by_name=str(by)), file)


def choose(*, row: SheetImport, choices: dict[str, Any]) -> None:
    """Say what the columns mean and what happens to what is known; then find out what would be done."""
    steps.check(row, choices=choices, task=checking.check)


def start(*, row: SheetImport, by: User) -> bool:
    """Import what was checked. False when somebody else has begun already."""
    return steps.begin(row, Status.WRITING, of=[Status.CHECKED], task=lambda fresh: writing.write(fresh, by))


def take_back(*, row: SheetImport, by: User) -> bool:
    """Undo a whole import. What was changed or used since stays and is named in `result`."""
    return steps.begin(row, Status.UNDOING, of=[Status.DONE], task=lambda fresh: undoing.take_back(fresh, by))
