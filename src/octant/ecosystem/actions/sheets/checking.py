"""Going through all rows of a sheet without writing anything."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from octant.core.sheets.tally import Tally

from ...models import SheetImport
from ...sheets import plan
from ...sheets.columns import FIELDS, ORGANISATIONS, RELATIONS
from ...sheets.plan import Choices, OrganisationPlan, Outcome, Part, RelationPlan
from ...sheets.register import Register

EVERY = 500  # rows between two signs of progress
MOST_SHOWN = 200  # rows that are shown as examples of what happens
LOOKED_AT = ("placed_by_hand",)  # what a plan has to know besides the columns

type RowPlan = OrganisationPlan | RelationPlan


@dataclass(slots=True)
class RegisterTally(Tally):
    """Together with examples of what happens to rows."""

    examples: list[dict[str, Any]] = field(default_factory=list)

    def add(self, part: Part, row: RowPlan, known: str = "") -> None:
        what = part.what
        self.figures[f"{what}.{row.outcome}"] += 1
        sameness = row.sameness if isinstance(row, OrganisationPlan) else None
        if sameness:
            self.figures[f"by.{sameness}"] += 1
        self.wrong(row.problems)
        for problem in row.problems:
            if problem.code == "word":
                self.ask(problem.key, problem.facts["value"])
        shown = row.outcome in (Outcome.CHANGE, Outcome.SKIP) or len(self.examples) < MOST_SHOWN // 2
        if shown and row.outcome is not Outcome.ERROR and len(self.examples) < MOST_SHOWN:
            fields = sorted(row.values) if row.outcome is Outcome.CHANGE else []
            example = {"sheet": part.sheet, "row": row.row, "name": row.name, "outcome": row.outcome}
            self.examples.append(example | {"by": sameness or "", "known": known, "fields": fields})

    def to_json(self) -> dict[str, Any]:
        return Tally.to_json(self) | {"examples": self.examples}


def check(row: SheetImport) -> dict[str, Any]:
    tally = RegisterTally()
    for _planned in plans(row, tally):
        pass
    return tally.to_json()


def plans(row: SheetImport, tally: RegisterTally) -> Iterator[RowPlan]:
    """What each row of every part would do, organisations before relations."""
    choices = Choices.from_json(row.choices)
    tally.meant = choices.meant
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
                tally.add(part, each, known)
                done += 1
                if not done % EVERY:
                    row.progress.say(done, total)
                yield each
