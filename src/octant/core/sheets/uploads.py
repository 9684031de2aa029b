"""A file on its way in: read, columns said, checked, written, perhaps undone.

What was uploaded may be full of personal data. It lies in a folder of its own and is deleted as soon as the
import is finished or given up; what remains is what was chosen and how many rows became what.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from octant.core.work import Progress, in_background

from . import reading
from .errors import SheetError
from .reading import FileFacts
from .storing import Row

INCOMING = "incoming"  # folder of files that are only passing through; no export of a cluster holds them
KEPT_DAYS = 7  # for a file that nobody goes on with
LARGE_FILE = 2 * 1024 * 1024  # bytes; a larger one is read in the background
MANY_ROWS = 3_000  # more than these are worked on in the background


class Status(models.TextChoices):
    READING = "reading", _("being read")
    UNREADABLE = "unreadable", _("cannot be read")
    COLUMNS = "columns", _("columns to be named")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, not imported yet")
    WRITING = "writing", _("being imported")
    DONE = "done", _("imported")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    GIVEN_UP = "given_up", _("given up")


# Where an import goes back to when the work on it breaks off.
BEFORE = {
    Status.READING: Status.UNREADABLE,
    Status.CHECKING: Status.COLUMNS,
    Status.WRITING: Status.CHECKED,
    Status.UNDOING: Status.DONE,
}
OPEN = (Status.UNREADABLE, Status.COLUMNS, Status.CHECKED)


class SheetUpload(models.Model):
    """`choices`: what the person said about it. `result`: figures and problems. `undo`: what undoes it."""

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=Status, default=Status.READING)
    problem = models.JSONField(default=dict, blank=True)  # code and facts of a SheetError
    facts = models.JSONField(default=dict, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    result = models.JSONField(default=dict, blank=True)
    undo = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    # ---------- Its files ----------

    @property
    def folder(self) -> Path:
        kind = self._meta.model_name or ""
        cluster = Path(settings.MEDIA_ROOT) / "clusters" / str(self.cluster_id)
        return cluster / INCOMING / kind / str(self.pk)

    @property
    def source(self) -> Path:
        return self.folder / "source"

    @property
    def stored(self) -> Path:
        return self.folder / "rows"

    @property
    def progress(self) -> Progress:
        return Progress(self.folder / "progress")

    def keep(self, chunks: Iterable[bytes]) -> None:
        """Keep the uploaded file and what tells it from others."""
        self.folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with self.source.open("wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
        self.digest = digest.hexdigest()
        self.save(update_fields=["digest"])

    def delete_files(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def has_files(self) -> bool:
        return self.source.exists()

    # ---------- What is in it ----------

    @property
    def file(self) -> FileFacts:
        return FileFacts.from_json(self.facts)

    def rows(self, sheet: str) -> Iterable[Row]:
        return reading.rows(self.stored, sheet)

    def read(self, language: str, encoding: str = "", separator: str = "") -> None:
        """Turn the file into rows; sets facts or problem, and the status. Does not save."""
        try:
            how = {"encoding": encoding, "separator": separator, "language": language}
            self.facts = reading.convert(self.source, self.stored, **how).to_json()
        except SheetError as problem:
            self.problem = {"code": problem.code, "facts": problem.facts}
            self.status = Status.UNREADABLE
        else:
            self.problem = {}
            self.status = Status.COLUMNS

    # ---------- Steps ----------

    @property
    def is_working(self) -> bool:
        return self.status in BEFORE

    @property
    def is_large(self) -> bool:
        """Whether working on it takes longer than a page may."""
        size = self.source.stat().st_size if self.has_files else 0
        rows = sum(sheet.get("rows", 0) for sheet in self.facts.get("sheets", ()))
        return rows > MANY_ROWS or (not self.facts and size > LARGE_FILE)

    def take(self, status: Status, *, of: Iterable[Status]) -> bool:
        """Begin a step, if it is at one of these; of two who press the same button only one does."""
        taken = type(self)._default_manager.filter(pk=self.pk, status__in=list(of)).update(status=status)
        if taken:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.progress.say(0, 0)
            self.status = status
        return bool(taken)

    def work(self, task: Callable[[Self], None]) -> None:
        """Do `task` now, or in the background if it is large. What breaks off goes back to where it was."""

        def guarded() -> None:
            fresh = type(self)._default_manager.select_related("cluster", "by").get(pk=self.pk)
            try:
                with fresh.progress.kept_alive():
                    task(fresh)
            except Exception:
                fresh.break_off()
                raise
            finally:
                fresh.progress.clear()

        if self.is_large:
            in_background(guarded)
        else:
            guarded()

    def break_off(self) -> None:
        """The work on it stopped half way. Everything it did was one transaction, so nothing is half done."""
        problem = {"code": "broken_off", "facts": {}}
        for status, before in BEFORE.items():
            type(self)._default_manager.filter(pk=self.pk, status=status).update(
                status=before, problem=problem
            )


def sweep(model: type[SheetUpload]) -> None:
    """Give up what nobody goes on with, and take back what a stopped server has left half way."""
    limit = timezone.now() - timedelta(days=KEPT_DAYS)
    for row in model._default_manager.filter(status__in=OPEN, created_at__lt=limit):
        model._default_manager.filter(pk=row.pk).update(status=Status.GIVEN_UP)
        row.delete_files()
    for row in model._default_manager.filter(status__in=list(BEFORE)):
        if row.progress.is_silent():
            row.break_off()
