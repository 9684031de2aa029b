"""Bringing a sheet into the register, and taking it out again. All of it is written, or nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import batched
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone

from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.core.bulk import insert_many
from octant.core.editing import text_of
from octant.core.file_names import display_name
from octant.core.sheets.uploads import OPEN, Status, sweep
from octant.journal.actions import record

from ..models import Contact, Need, Offer, Organisation, Relation, RelationSource, SheetImport
from ..models.organisation import keys
from ..sheets import plan
from ..sheets.columns import FIELDS, ORGANISATIONS, RELATIONS
from ..sheets.plan import Choices, OrganisationPlan, Outcome, Part, RelationPlan
from ..sheets.register import Register

BATCH = 500
MANY = 5000  # numbers in one statement
MOST_PROBLEMS = 1000  # kept for the page; all are counted
MOST_WORDS = 40  # of each column, whose meaning may be said
MOST_SHOWN = 200  # rows that are shown as examples of what happens
LOOKED_AT = ("placed_by_hand",)  # what a plan has to know besides the columns

type Undo = dict[str, Any]


# ---------- From the file to the columns ----------


def upload(*, cluster: Cluster, by: User, file: UploadedFile) -> SheetImport:
    """Keep the file and read it, in the background if it is large."""
    sweep(SheetImport)
    row = SheetImport.objects.create(
        cluster=cluster, by=by, by_name=str(by), file_name=display_name(file.name), digest=""
    )
    row.keep(file.chunks())
    row.progress.say(0, 0)
    _read(row, cluster.language)
    return row


def read_again(*, row: SheetImport, encoding: str, separator: str) -> None:
    """Read the file in another way than was found."""
    if row.take(Status.READING, of=[Status.UNREADABLE, Status.COLUMNS, Status.CHECKED]):
        _read(row, row.cluster.language, encoding, separator)


def _read(row: SheetImport, language: str, encoding: str = "", separator: str = "") -> None:
    def task(fresh: SheetImport) -> None:
        fresh.read(language, encoding, separator)
        fresh.choices = fresh.result = {}
        fresh.save(update_fields=["facts", "problem", "status", "choices", "result"])
        if fresh.status == Status.UNREADABLE and fresh.facts == {} and not _is_text(fresh):
            fresh.delete_files()

    row.work(task)


def _is_text(row: SheetImport) -> bool:
    """Whether reading it in another way may help."""
    return row.problem.get("code") in {"wrong_encoding", "quote_never_closed", "encoding_unknown"}


def choose(*, row: SheetImport, choices: dict[str, Any]) -> None:
    """Say what the columns mean and what happens to what is known; then find out what would be done."""
    if row.take(Status.CHECKING, of=[Status.COLUMNS, Status.CHECKED]):
        SheetImport.objects.filter(pk=row.pk).update(choices=choices, problem={})
        row.work(_check)


def give_up(*, row: SheetImport) -> None:
    if row.take(Status.GIVEN_UP, of=OPEN):
        row.delete_files()
        SheetImport.objects.filter(pk=row.pk).update(result={}, facts={})


# ---------- What would be done ----------


@dataclass(slots=True)
class _Tally:
    """Figures, problems and examples, collected while the plan goes by."""

    figures: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, Any]] = field(default_factory=list)
    problem_count: int = 0
    unknown: dict[str, Counter[str]] = field(default_factory=dict)
    examples: list[dict[str, Any]] = field(default_factory=list)

    def add(self, what: str, row: OrganisationPlan | RelationPlan, known: str = "") -> None:
        self.figures[f"{what}.{row.outcome}"] += 1
        sameness = row.sameness if isinstance(row, OrganisationPlan) else None
        if sameness:
            self.figures[f"by.{sameness}"] += 1
        self.problem_count += len(row.problems)
        for problem in row.problems:
            if problem.code == "word":
                self.unknown.setdefault(problem.key, Counter())[problem.facts["value"]] += 1
            if len(self.problems) < MOST_PROBLEMS:
                self.problems.append(problem.to_json())
        shown = row.outcome in (Outcome.CHANGE, Outcome.SKIP) or len(self.examples) < MOST_SHOWN // 2
        if shown and row.outcome is not Outcome.ERROR and len(self.examples) < MOST_SHOWN:
            fields = sorted(row.values) if row.outcome is Outcome.CHANGE else []
            example = {"row": row.row, "what": what, "name": row.name, "outcome": row.outcome}
            self.examples.append(example | {"by": sameness or "", "known": known, "fields": fields})

    def to_json(self) -> dict[str, Any]:
        return {
            "figures": dict(self.figures),
            "problems": self.problems,
            "problem_count": self.problem_count,
            "examples": self.examples,
            "unknown": {column: words.most_common(MOST_WORDS) for column, words in self.unknown.items()},
        }


def _check(row: SheetImport) -> None:
    """Go through all rows without writing anything. Called in a step that `choose` has taken."""
    tally = _Tally()
    for _done in _plan(row, tally):
        pass
    SheetImport.objects.filter(pk=row.pk).update(status=Status.CHECKED, result=tally.to_json())


def _plan(row: SheetImport, tally: _Tally) -> Iterator[tuple[str, OrganisationPlan | RelationPlan]]:
    """Every row of every part, organisations before relations."""
    choices = Choices.from_json(row.choices)
    parts = [Part.from_json(part) for part in row.choices["parts"]]
    register = Register(row.cluster, [*FIELDS, *LOOKED_AT])
    total = sum(sheet.rows for sheet in row.file.sheets if sheet.name in {part.sheet for part in parts})
    done = 0
    for what, planned in ((ORGANISATIONS, plan.organisations), (RELATIONS, plan.relations)):
        for part in parts:
            if part.what != what:
                continue
            for each in planned(part, row.rows(part.sheet), register, choices):
                known = ""
                if isinstance(each, OrganisationPlan) and each.number > 0:
                    known = register.rows[each.number]["name"]
                tally.add(what, each, known)
                done += 1
                if not done % BATCH:
                    row.progress.say(done, total)
                yield what, each


def _state(cluster: Cluster) -> list[Any]:
    """Changes with every change of the register."""
    count = models.Count
    found = Organisation.objects.filter(cluster=cluster).aggregate(
        n=count("pk"), gone=count("removed_at"), versions=models.Sum("version")
    )
    related = Relation.objects.filter(cluster=cluster).aggregate(
        n=count("pk"), gone=count("removed_at"), ended=count("ended_on"), versions=models.Sum("version")
    )
    return [*found.values(), *related.values()]


# ---------- Doing it ----------


def start(*, row: SheetImport, by: User) -> bool:
    """Import what was checked. False when somebody else has begun already."""
    if not row.take(Status.WRITING, of=[Status.CHECKED]):
        return False
    row.work(lambda fresh: _import(fresh, by))
    return True


@dataclass(slots=True)
class _Work:
    """All that is to be written, planned on a register in this state."""

    state: list[Any]
    tally: _Tally
    organisations: list[OrganisationPlan] = field(default_factory=list)
    relations: list[RelationPlan] = field(default_factory=list)


def _work(row: SheetImport) -> _Work:
    work = _Work(_state(row.cluster), _Tally())
    for _what, each in _plan(row, work.tally):
        if each.outcome not in (Outcome.NEW, Outcome.CHANGE, Outcome.SAME):
            continue
        if isinstance(each, OrganisationPlan):
            work.organisations.append(each)
        elif each.outcome is not Outcome.SAME:
            work.relations.append(each)
    return work


def _import(row: SheetImport, by: User) -> None:
    """The plan is made anew: the register may have changed since the preview. Others go on meanwhile."""
    _write(row, by, _work(row))


@transaction.atomic
def _write(row: SheetImport, by: User, work: _Work) -> None:
    """All or nothing. If the register changed a moment ago, the plan is made once more under the lock."""
    cluster = Cluster.objects.select_for_update().get(pk=row.cluster_id)
    if _state(cluster) != work.state:
        work = _work(row)
    tally = work.tally
    writer = _Writer(row, cluster)
    writer.organisations(work.organisations)
    writer.relations(work.relations)
    figures = dict(tally.figures) | writer.figures
    record(cluster=cluster, by=by, verb="sheet_imported", subject=row.file_name, after=_told(figures))
    row.status, row.done_at = Status.DONE, timezone.now()
    # What is wrong can still be looked up afterwards, but for cells about persons: they go with the file.
    problems = [problem for problem in tally.problems if not problem["key"].startswith("contact_")]
    row.result = {"figures": figures, "problem_count": tally.problem_count, "problems": problems}
    row.undo = writer.undo
    row.problem = {}
    row.save(update_fields=["status", "done_at", "result", "undo", "problem"])
    transaction.on_commit(row.delete_files)


def _told(figures: dict[str, int]) -> dict[str, int]:
    """What the journal says of an import."""
    names = {
        "organisations.new": "organisations_added",
        "organisations.change": "organisations_changed",
        "relations.new": "relations_added",
        "relations.change": "relations_changed",
    }
    return {told: figures[name] for name, told in names.items() if figures.get(name)}


def nothing_done() -> Undo:
    """What undoes an import that has written nothing: numbers of rows, and of changed ones what was there."""
    lists: Undo = {name: [] for name in ("added", "offers", "needs", "contacts", "relations")}
    return lists | {"changed": {}, "relations_changed": {}}


class _Writer:
    """Writes planned rows many at a time and notes what undoes them."""

    def __init__(self, row: SheetImport, cluster: Cluster) -> None:
        self.cluster = cluster
        self.contact_terms = row.choices.get("contacts", {})
        self.numbers: dict[int, int] = {}  # of new organisations: minus the row → number
        self.figures: dict[str, int] = {}
        self.undo = nothing_done()

    def organisations(self, plans: list[OrganisationPlan]) -> None:
        self._add([each for each in plans if each.outcome is Outcome.NEW])
        changed = {each.number: each for each in plans if each.outcome is Outcome.CHANGE}
        for numbers in batched(changed, BATCH):
            self._change([changed[number] for number in numbers])
        for model, name in ((Offer, "offers"), (Need, "needs")):
            self._services(model, name, plans)
        self._contacts(plans)

    def _add(self, plans: list[OrganisationPlan]) -> None:
        """Nobody else adds a name meanwhile (the cluster is locked), so names lead to the new numbers."""
        rows = []
        for each in plans:
            name_key, search_key = keys(each.values)
            row = each.values | {"name_key": name_key, "search_key": search_key}
            rows.append(row | {"cluster_id": self.cluster.pk})
        insert_many(Organisation, rows)
        kept = Organisation.kept.filter(cluster=self.cluster)
        numbers = dict(kept.values_list("name_key", "pk")) if rows else {}
        self.numbers = {each.number: numbers[row["name_key"]] for each, row in zip(plans, rows, strict=True)}
        self.undo["added"] = list(self.numbers.values())

    def _change(self, plans: list[OrganisationPlan]) -> None:
        rows = Organisation.objects.in_bulk([each.number for each in plans])
        fields = {"version", "last_changes", "changed_at"}
        for each in plans:
            row = rows[each.number]
            row.version += 1
            before = {name: _plain(getattr(row, name)) for name in each.values}
            for name, value in each.values.items():
                row.last_changes[name] = {"version": row.version, "before": text_of(getattr(row, name))}
                setattr(row, name, value)
            row.changed_at = timezone.now()
            fields |= set(each.values)
            self.undo["changed"][row.pk] = {"version": row.version, "before": before}
        Organisation.objects.bulk_update(rows.values(), fields)

    def _services(self, model: Any, name: str, plans: Iterable[OrganisationPlan]) -> None:
        """Offers and needs that are new; none are taken away."""
        wanted = [(self._pk(each), *line) for each in plans for line in getattr(each, name)]
        if not wanted:
            return
        rows = model.kept.filter(organisation__cluster=self.cluster)
        known = {
            (pk, kind, " ".join(text.split()))
            for pk, kind, text in rows.values_list("organisation_id", "category", "text")
        }
        new = [line for line in dict.fromkeys(wanted) if line not in known]
        made = model.objects.bulk_create(
            [
                model(organisation_id=pk, category=kind, text=text, language=self.cluster.language)
                for pk, kind, text in new
            ],
            batch_size=BATCH,
        )
        self.figures[f"{name}.new"] = len(made)
        self.undo[name] = [row.pk for row in made]

    def _contacts(self, plans: Iterable[OrganisationPlan]) -> None:
        """Persons that are new at their organisation, on the terms that were chosen for all of them."""
        wanted = {
            (self._pk(each), each.contact["contact_name"]): each.contact for each in plans if each.contact
        }
        if not wanted or not self.contact_terms:
            return
        rows = Contact.kept.filter(organisation__cluster=self.cluster)
        known = set(rows.values_list("organisation_id", "name"))
        terms = self.contact_terms | {"delete_on": date.fromisoformat(self.contact_terms["delete_on"])}
        made = Contact.objects.bulk_create(
            [
                Contact(
                    organisation_id=pk,
                    **{name.removeprefix("contact_"): value for name, value in contact.items()},
                    **terms,
                )
                for (pk, name), contact in wanted.items()
                if (pk, name) not in known
            ],
            batch_size=BATCH,
        )
        self.figures["contacts.new"] = len(made)
        self.undo["contacts"] = [row.pk for row in made]

    def _pk(self, each: OrganisationPlan) -> int:
        return self.numbers.get(each.number, each.number)

    def relations(self, plans: list[RelationPlan]) -> None:
        new = [self._relation(each) for each in plans if each.outcome is Outcome.NEW]
        made = Relation.objects.bulk_create(new, batch_size=BATCH)
        self.undo["relations"] = [row.pk for row in made]
        for each in plans:
            if each.outcome is Outcome.CHANGE and each.known:
                self._change_relation(each)

    def _relation(self, each: RelationPlan) -> Relation:
        row = Relation(
            cluster=self.cluster,
            first_id=self.numbers.get(each.first, each.first),
            second_id=self.numbers.get(each.second, each.second),
            source=RelationSource.IMPORT,
            **each.values,
        )
        row.put_in_order()
        return row

    def _change_relation(self, each: RelationPlan) -> None:
        """Another strength ends the relation and begins a new one, so that the past stays."""
        row = Relation.objects.get(pk=(each.known or {})["pk"])
        values = dict(each.values)
        strength = values.pop("strength", None)
        before = {name: _plain(getattr(row, name)) for name in {*values, "ended_on"}}
        if strength is not None and "ended_on" not in values:
            today = timezone.localdate()
            values["ended_on"] = max(today, row.since or today)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*values, "version", "changed_at"])
        self.undo["relations_changed"][row.pk] = {"version": row.version, "before": before}
        if strength is not None and "ended_on" not in each.values:
            fresh = Relation.objects.create(
                cluster=self.cluster,
                first_id=row.first_id,
                second_id=row.second_id,
                kind=row.kind,
                directed=row.directed,
                strength=strength,
                since=row.ended_on,
                evidence=row.evidence,
                evidence_url=row.evidence_url,
                said_by_first=row.said_by_first,
                said_by_second=row.said_by_second,
                source=RelationSource.IMPORT,
                replaces=row,
            )
            self.undo["relations"].append(fresh.pk)


def _plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return (
        value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
    )


def _stored(model: type[models.Model], name: str, value: Any) -> Any:
    """The value that `_plain` was given."""
    field: Any = model._meta.get_field(name)
    return field.to_python(value)


# ---------- Taking it back ----------


def take_back(*, row: SheetImport, by: User) -> bool:
    """Undo a whole import. What was changed or used since stays and is named in `result`."""
    if not row.take(Status.UNDOING, of=[Status.DONE]):
        return False
    row.work(lambda fresh: _take_back(fresh, by))
    return True


@transaction.atomic
def _take_back(row: SheetImport, by: User) -> None:
    cluster = Cluster.objects.select_for_update().get(pk=row.cluster_id)
    undo: Undo = row.undo
    now = timezone.now()
    for some in batched(undo["contacts"], MANY):
        Contact.objects.filter(pk__in=some, organisation__cluster=cluster).delete()
    for model, name in ((Offer, "offers"), (Need, "needs")):
        for some in batched(undo[name], MANY):
            untouched = model.kept.filter(pk__in=some, organisation__cluster=cluster, version=1)
            untouched.update(removed_at=now)
    kept = _take_back_relations(cluster, undo)
    kept += _take_back_added(cluster, undo["added"])
    kept += _put_back(cluster, undo["changed"])
    record(cluster=cluster, by=by, verb="sheet_undone", subject=row.file_name)
    row.status = Status.UNDONE
    row.result = row.result | {"kept": kept[:MOST_PROBLEMS], "kept_count": len(kept)}
    row.undo = {}
    row.save(update_fields=["status", "result", "undo"])
    transaction.on_commit(row.delete_files)


def _take_back_relations(cluster: Cluster, undo: Undo) -> list[str]:
    kept: list[str] = []
    for some in batched(undo["relations"], MANY):
        rows = Relation.kept.filter(cluster=cluster, pk__in=some)
        kept += [str(row) for row in rows.exclude(version=1).select_related("first", "second")]
        rows.filter(version=1).update(removed_at=timezone.now())
    for pk, was in undo["relations_changed"].items():
        row = Relation.kept.select_related("first", "second").filter(cluster=cluster, pk=int(pk)).first()
        if row is None or row.version != was["version"]:
            kept += [str(row)] if row else []
            continue
        for name, value in was["before"].items():
            setattr(row, name, _stored(Relation, name, value))
        row.version += 1
        row.save()
    return kept


def _take_back_added(cluster: Cluster, added: list[int]) -> list[str]:
    """Organisations that nobody has changed or used since go; the names of the others."""
    used = _used(cluster, added)
    wanted = set(added)
    rows = Organisation.kept.filter(cluster=cluster).values_list("pk", "version", "name")
    mine = [(pk, name, version > 1 or pk in used) for pk, version, name in rows.iterator() if pk in wanted]
    for some in batched((pk for pk, _name, stays in mine if not stays), MANY):
        Organisation.kept.filter(cluster=cluster, pk__in=some).update(removed_at=timezone.now())
    return [name for _pk, name, stays in mine if stays]


def _used(cluster: Cluster, organisations: list[int]) -> set[int]:
    """Those that something else names by now: relations, offers, findings, goals, whatever links to them."""
    found: set[int] = set()
    wanted = set(organisations)
    for link in Organisation._meta.get_fields(include_hidden=True):
        if not isinstance(link, models.ForeignObjectRel) or link.related_model is Organisation:
            continue
        name = link.field.name
        rows = link.related_model._base_manager.filter(**{f"{name}__cluster": cluster})
        if any(each.name == "removed_at" for each in link.related_model._meta.get_fields()):
            rows = rows.filter(removed_at=None)
        found |= wanted & set(rows.values_list(name, flat=True))
    return found


def _put_back(cluster: Cluster, changed: dict[str, dict[str, Any]]) -> list[str]:
    """Give changed organisations their former values; the names of those changed again since."""
    kept = []
    for numbers in batched(changed, BATCH):
        some = Organisation.objects.filter(cluster=cluster, pk__in=[int(pk) for pk in numbers])
        back = []
        fields = {"version", "last_changes", "changed_at"}
        for row in some:
            was = changed[str(row.pk)]
            if row.version != was["version"]:
                kept.append(row.name)
                continue
            row.version += 1
            for name, value in was["before"].items():
                row.last_changes[name] = {"version": row.version, "before": text_of(getattr(row, name))}
                setattr(row, name, _stored(Organisation, name, value))
            row.changed_at = timezone.now()
            fields |= set(was["before"])
            back.append(row)
        if back:
            Organisation.objects.bulk_update(back, fields)
    return kept
