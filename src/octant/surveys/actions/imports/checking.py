"""What the rows of a file say. Nothing is written."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from octant.core.sheets.tally import Tally

from ...imports.plan import Answered, Reader
from ...imports.targets import influence_key
from ...models import AnswerImport, Question
from ...queries.answers import current_wave, framework_of

EVERY = 500  # rows between two signs of progress


@dataclass(slots=True)
class AnswersTally(Tally):
    """Together with how many gave each level or strength; "x": could not judge. By the key of the target."""

    levels: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, row: Answered, *, keep_good_cells: bool) -> bool:
        """Count a row; whether it is taken."""
        self.wrong(row.problems)
        for group, word in row.unknown:
            self.ask(group, word)
        if row.problems and not keep_good_cells:
            self.figures["rows.error"] += 1
            return False
        if row.is_empty:
            self.figures["rows.empty"] += 1
            return False
        self.figures["rows.new"] += 1
        for aspect, levels in row.levels.items():
            for item, level in levels.items():
                self._count(f"{aspect}:{item}", "x" if level is None else str(level))
        for (source, target), strength in row.influence.items():
            self._count(influence_key(source, target), str(strength))
        return True

    def _count(self, name: str, answer: str) -> None:
        self.levels[name][answer] += 1

    def to_json(self) -> dict[str, Any]:
        return Tally.to_json(self) | {"levels": {name: dict(counts) for name, counts in self.levels.items()}}


def check(row: AnswerImport) -> dict[str, Any]:
    if not row.survey.is_named:
        row.source.unlink(missing_ok=True)
    tally = AnswersTally()
    for _taken in taken_rows(row, tally):
        pass
    return tally.to_json()


def taken_rows(row: AnswerImport, tally: AnswersTally) -> Iterator[Answered]:
    """The rows that are brought in, read one after the other."""
    choices = row.choices
    reader = Reader(
        survey=row.survey,
        framework=framework_of(current_wave(row.survey)),
        questions=list(Question.kept.filter(survey=row.survey)),
        columns={int(place): name for place, name in choices["columns"].items()},
        headings={int(place): text for place, text in choices["headings"].items()},
        meaning=choices.get("meaning", {}),
    )
    tally.meant = reader.meant
    sheet = row.file.sheet(choices["sheet"])
    total = sheet.rows if sheet else 0
    below = (each for each in row.rows(choices["sheet"]) if each.number > choices["heading_row"])
    for done, answered in enumerate(reader.rows(below), start=1):
        if not done % EVERY:
            row.progress.say(done, total)
        if tally.add(answered, keep_good_cells=choices.get("keep_good_cells", False)):
            yield answered
