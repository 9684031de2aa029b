"""Bringing planned rows into the register, many at a time, in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import batched
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.core.bulk import insert_many
from octant.core.sheets.uploads import Status
from octant.journal.actions import record

from ...models import Contact, Need, Offer, Organisation, Relation, RelationSource, SheetImport
from ...models.organisation import keys
from ...sheets.plan import OrganisationPlan, Outcome, RelationPlan
from . import rows, undo
from .checking import RegisterTally, plans

BATCH = 500


@dataclass(slots=True)
class _Work:
    """All that is to be written, planned on a register in this state."""

    state: list[Any]
    tally: RegisterTally
    organisations: list[OrganisationPlan] = field(default_factory=list)
    relations: list[RelationPlan] = field(default_factory=list)


def _work(row: SheetImport) -> _Work:
    work = _Work(_state(row.cluster), RegisterTally())
    for each in plans(row, work.tally):
        if each.outcome not in (Outcome.NEW, Outcome.CHANGE, Outcome.SAME):
            continue
        if isinstance(each, OrganisationPlan):
            work.organisations.append(each)
        elif each.outcome is not Outcome.SAME:
            work.relations.append(each)
    return work


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


def write(row: SheetImport, by: User) -> None:
    """The plan is made anew: the register may have changed since the preview. Others go on meanwhile."""
    _write(row, by, _work(row))


@transaction.atomic
def _write(row: SheetImport, by: User, work: _Work) -> None:
    """All or nothing. If the register changed a moment ago, the plan is made once more under the lock."""
    cluster = Cluster.objects.select_for_update(no_key=True).get(pk=row.cluster_id)
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
    count = tally.problem_count - len(tally.problems) + len(problems)
    row.result = {"figures": figures, "problem_count": count, "problems": problems}
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


class _Writer:
    """Writes planned rows and notes what undoes them."""

    def __init__(self, row: SheetImport, cluster: Cluster) -> None:
        self.cluster = cluster
        self.contact_terms = row.choices.get("contacts", {})
        self.numbers: dict[int, int] = {}  # of new organisations: minus the row → number
        self.figures: dict[str, int] = {}
        self.undo = undo.nothing_done()

    # ---------- Organisations ----------

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
        new = []
        for each in plans:
            name_key, search_key = keys(each.values)
            row = each.values | {"name_key": name_key, "search_key": search_key}
            new.append(row | {"cluster_id": self.cluster.pk})
        insert_many(Organisation, new)
        kept = Organisation.kept.filter(cluster=self.cluster)
        numbers = dict(kept.values_list("name_key", "pk")) if new else {}
        self.numbers = {each.number: numbers[row["name_key"]] for each, row in zip(plans, new, strict=True)}
        self.undo["added"] = list(self.numbers.values())

    def _change(self, plans: list[OrganisationPlan]) -> None:
        known = Organisation.objects.in_bulk([each.number for each in plans])
        for row, former in rows.change([(known[each.number], each.values) for each in plans]):
            self.undo["changed"][row.pk] = undo.changed(row, former)

    def _services(self, model: Any, name: str, plans: Iterable[OrganisationPlan]) -> None:
        """Offers and needs that are new; none are taken away."""
        wanted = [(self._pk(each), *line) for each in plans for line in getattr(each, name)]
        if not wanted:
            return
        there = model.kept.filter(organisation__cluster=self.cluster)
        known = {
            (pk, kind, " ".join(text.split()))
            for pk, kind, text in there.values_list("organisation_id", "category", "text")
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
        there = Contact.kept.filter(organisation__cluster=self.cluster)
        known = set(there.values_list("organisation_id", "name"))
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

    # ---------- Relations ----------

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
        before = {name: getattr(row, name) for name in {*values, "ended_on"}}
        if strength is not None and "ended_on" not in values:
            today = timezone.localdate()
            values["ended_on"] = max(today, row.since or today)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*values, "version", "changed_at"])
        self.undo["relations_changed"][row.pk] = undo.changed(row, before)
        if strength is not None and "ended_on" not in each.values:
            fresh = row.succeed(strength=strength, source=RelationSource.IMPORT)
            self.undo["relations"].append(fresh.pk)
