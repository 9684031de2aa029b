"""The steps that every import goes through: brought, read, checked, written, taken back, or given up.

Of two people who press the same button only one begins a step, and its work may go on in the background.
What is written and how it is taken back is each room's own.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from ..file_names import display_name
from .uploads import OPEN, SheetUpload, Status, sweep

type Choices = dict[str, Any]
type OnceRead = Callable[[Any], Choices]

ANOTHER_WAY_HELPS = {"wrong_encoding", "quote_never_closed", "encoding_unknown"}


def nothing_chosen(_row: SheetUpload) -> Choices:
    return {}


def bring[Upload: SheetUpload](
    row: Upload, file: UploadedFile, *, once_read: OnceRead = nothing_chosen
) -> Upload:
    """Keep the file of a new import and read it. `once_read` gives what is known before anybody chooses."""
    sweep(type(row))
    row.file_name = display_name(file.name)
    row.save()
    row.keep(file.chunks())
    row.progress.say(0, 0)
    _read(row, once_read)
    return row


def read_again(
    row: SheetUpload, *, encoding: str, separator: str, once_read: OnceRead = nothing_chosen
) -> None:
    """Read the file in another way than was found."""
    if row.take(Status.READING, of=[Status.UNREADABLE, Status.COLUMNS, Status.CHECKED]):
        _read(row, once_read, encoding, separator)


def _read(row: SheetUpload, once_read: OnceRead, encoding: str = "", separator: str = "") -> None:
    def task(fresh: SheetUpload) -> None:
        fresh.read(fresh.cluster.language, encoding, separator)
        fresh.choices = once_read(fresh) if fresh.status == Status.COLUMNS else {}
        fresh.result = {}
        fresh.save(update_fields=["facts", "problem", "status", "choices", "result"])
        if not fresh.facts and fresh.problem["code"] not in ANOTHER_WAY_HELPS:
            fresh.delete_files()

    row.work(task)


def check(row: SheetUpload, *, choices: Choices, task: Callable[[Any], Choices]) -> None:
    """Keep what was chosen and find out what would be done: `task` goes through all rows."""

    def checked(fresh: SheetUpload) -> None:
        result = task(fresh)
        type(row)._default_manager.filter(pk=row.pk).update(status=Status.CHECKED, result=result)

    if row.take(Status.CHECKING, of=[Status.COLUMNS, Status.CHECKED]):
        type(row)._default_manager.filter(pk=row.pk).update(choices=choices, problem={})
        row.work(checked)


def begin(row: SheetUpload, status: Status, *, of: Iterable[Status], task: Callable[[Any], None]) -> bool:
    """Begin to write or to take back. False when somebody else has begun already."""
    if not row.take(status, of=of):
        return False
    row.work(task)
    return True


def give_up(row: SheetUpload) -> None:
    if row.take(Status.GIVEN_UP, of=OPEN):
        row.delete_files()
        type(row)._default_manager.filter(pk=row.pk).update(result={}, facts={})
