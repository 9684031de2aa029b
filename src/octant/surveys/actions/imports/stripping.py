"""Taking out of a file what a survey must not keep: who it was, from where, and when."""

from typing import Any

from octant.core.sheets import headings, preview, storing

from ...imports.programs import Dropped, dropped
from ...models import AnswerImport


def strip(row: AnswerImport) -> dict[str, Any]:
    """Empty the columns that are no answers, in the stored rows.

    Returns {"dropped": {sheet: [[place, heading, why]]}}. In a named survey only the moments are dropped: the
    team may see the rest anyhow, and it may be wanted.
    """
    found = {sheet.name: _no_answers(row, sheet.name) for sheet in row.file.sheets if sheet.rows}
    emptied = {name: {place for place, _heading, _why in columns} for name, columns in found.items()}
    fresh = row.stored.with_suffix(".stripped")
    with fresh.open("w", encoding="utf-8") as file:
        for name, places in emptied.items():
            writer = storing.Writer(file, name)
            heading_row = headings.heading_row(row.rows(name))
            for each in row.rows(name):
                kept = [
                    cell if place not in places or each.number == heading_row else ""
                    for place, cell in enumerate(each.cells)
                ]
                writer.write(each.number, kept)
    fresh.replace(row.stored)
    if not row.survey.is_named and row.file.kind != "csv":
        row.source.unlink()  # a text file may have to be read again in another way
    return {"dropped": found}


def _no_answers(row: AnswerImport, sheet: str) -> list[list[Any]]:
    head = preview.head(lambda: row.rows(sheet))
    found = []
    for place, heading in enumerate(head.headings):
        why = dropped(heading, head.values(place))
        if why and not (row.survey.is_named and why is Dropped.PERSON):
            found.append([place, heading[:120], str(why)])
    return found
