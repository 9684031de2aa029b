"""Everything of one cluster in one file, made from the models themselves.

A kind of row that a later room adds is exported without a word here: whatever reaches the cluster through its
links belongs to it.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from django.apps import apps
from django.db import models

from octant.accounts.export import SECRET, row_as_dict
from octant.accounts.models import User
from octant.core.sheets.uploads import INCOMING
from octant.core.sheets.writing import csv_lines

from .actions.clusters import uploads
from .models import Cluster, Membership

# Who rated what is nobody's business, not even the coordinator's. Nor is what one person without an account
# said in a survey or a workshop: those answers leave Octant counted, from the pages of their results.
LEFT_OUT = {
    "ratings.respondent": SECRET | {"user"},
    "surveys.answerimport": SECRET | {"result", "undo"},
    "surveys.wave": SECRET | {"summary"},  # counts of small groups, which are shown nowhere
    "workshops.idea": SECRET | {"participant", "client_id"},
}
ONLY = {
    "ratings.respondent": models.Q(voice=None),
    "ratings.rating": models.Q(respondent__voice=None),
    "ratings.comment": models.Q(respondent__voice=None),
    "workshops.idea": models.Q(removed_at=None),
}
PROMISED = {
    *["surveys.ballot", "surveys.answer", "surveys.influence", "surveys.invitation"],
    *["workshops.participant", "workshops.dot", "workshops.voice"],
}

README = """\
Everything Octant keeps about one cluster.

data/<kind>.json   one list for each kind of row; links between rows are the numbers ending in _id
                   (single answers of people without an account are not in it: their results are
                   downloaded from the pages of a survey or workshop)
people.csv         who is or was in the team
files.csv          the uploaded files, which lie under files/
"""


def write_export(cluster: Cluster, target: IO[bytes]) -> None:
    """Write the zip file. Rows are read and written one by one, so size does not matter."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        for model, path in models_of_cluster():
            kind = model._meta.label_lower
            if kind in PROMISED:
                continue
            rows = model._base_manager.filter(ONLY.get(kind, models.Q()), **{path: cluster.pk}).order_by("pk")
            with archive.open(f"data/{kind}.json", "w") as out:
                _write_rows(out, rows, LEFT_OUT.get(kind, SECRET))
        archive.writestr(
            "people.csv", _csv([("id", "name", "e-mail", "role", "joined", "left"), *_people(cluster)])
        )
        archive.writestr("files.csv", _csv([("file", "bytes"), *_add_files(archive, cluster)]))


def models_of_cluster() -> list[tuple[type[models.Model], str]]:
    """Every kind of row that belongs to a cluster, with the look-up that leads there.

    Found from the cluster outwards along links that delete together with what they point to.
    """
    found: dict[type[models.Model], str] = {Cluster: "pk"}
    waiting: list[type[models.Model]] = [Cluster]
    while waiting:
        target = waiting.pop(0)
        for model in apps.get_models(include_auto_created=True):
            link = _owning_link(model, target)
            if model in found or link is None:
                continue
            found[model] = link if target is Cluster else f"{link}__{found[target]}"
            waiting.append(model)
    return sorted(found.items(), key=lambda item: item[0]._meta.label_lower)


def _owning_link(model: type[models.Model], target: type[models.Model]) -> str | None:
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey) or field.related_model is not target:
            continue
        if field.remote_field.on_delete is models.CASCADE:
            return field.name
    return None


def _write_rows(out: IO[bytes], rows: "models.QuerySet[Any]", leave_out: frozenset[str]) -> None:
    out.write(b"[")
    for number, row in enumerate(rows.iterator(chunk_size=2000)):
        out.write(b",\n" if number else b"\n")
        out.write(json.dumps(row_as_dict(row, leave_out), ensure_ascii=False).encode())
    out.write(b"\n]\n")


def _people(cluster: Cluster) -> Iterator[tuple[object, ...]]:
    for m in Membership.objects.filter(cluster=cluster).select_related("user").order_by("pk"):
        user: User = m.user
        yield (
            m.pk,
            user.name,
            user.email,
            m.role,
            m.joined_at.isoformat(),
            m.left_at and m.left_at.isoformat(),
        )


def _add_files(archive: zipfile.ZipFile, cluster: Cluster) -> Iterator[tuple[str, int]]:
    folder = uploads(cluster.pk)
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.is_file() and path.relative_to(folder).parts[0] != INCOMING:
            archive.write(path, f"files/{path.relative_to(folder)}")
            yield str(path.relative_to(folder)), path.stat().st_size


def _csv(rows: Iterable[Sequence[object]]) -> str:
    return "".join(csv_lines(rows))
