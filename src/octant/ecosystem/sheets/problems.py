"""What may be wrong with a row, in words that say what to do."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "needed": _("Something has to stand here."),
    "too_long": _("Longer than %(most)s characters. Shorten it."),
    "control": _("There are invisible control characters in this text. Type it again."),
    "word": _("“%(value)s” is no word that Octant knows here. Known are: %(known)s."),
    "degree": _("Write a figure from 1 to 5."),
    "number": _("“%(value)s” is no number."),
    "not_on_earth": _("No such coordinate: latitude goes from −90 to 90, longitude from −180 to 180."),
    "half_coordinate": _("Latitude and longitude go together; one of them is missing."),
    "date": _("“%(value)s” is no day. Write it as 2026-05-17 or 17.05.2026."),
    "partial_date": _("Write a year, a month or a day: 2023, 2023-05 or 2023-05-17."),
    "web": _("“%(value)s” is no web address. Write it as https://example.org."),
    "email": _("“%(value)s” is no e-mail address."),
    "sdg": _("“%(value)s” is none of the goals from 1 to 17."),
    "country": _("“%(value)s” is no country. Write its name or its code of two letters, such as LV."),
    "service": _(
        "Write the kind of service first, then a colon, then what it is. “%(value)s” has no known kind."
    ),
    "twice": _("The same organisation stands in row %(row)s. Only the first counts."),
    "name_taken": _("Another organisation of the register has this name."),
    "person_without_name": _("There is an e-mail address or telephone, but no name of the person."),
    "missing_end": _("There is no organisation called “%(value)s”, in the register or in this file."),
    "end_left_out": _(
        "“%(value)s” stands in row %(row)s, which is left out because of an error. Mend that row."
    ),
    "loop": _("An organisation has no relation with itself."),
    "parallel": _("The same relation stands in row %(row)s. Only the first counts."),
    "ends_before": _("It ends before it begins."),
    "strength": _("Write 1 (now and then), 2 (regularly) or 3 (closely)."),
}


LONGEST_FACT = 600


class CellError(ValueError):
    """A cell that cannot be taken over; `code` is a key of SENTENCES."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = {name: str(value)[:LONGEST_FACT] for name, value in facts.items()}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what stands there, why not."""

    row: int
    key: str  # of the column
    column: str  # its heading
    value: str
    code: str
    facts: dict[str, str]
    sheet: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code]) % self.facts
