"""Which canvases there are, on which paper, what they are for and where a filled one is entered."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# ISO 216: millimetres, short side first. Every size has the shape of the next, so a canvas only grows.
SIZES = {"A4": (210, 297), "A3": (297, 420), "A2": (420, 594), "A1": (594, 841), "A0": (841, 1189)}
ALL_SIZES = tuple(SIZES)
ON_A_TABLE = ("A4", "A3")

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Rows:
    """How many blank rows a canvas may have."""

    label: Text
    least: int
    most: int
    default: int


@dataclass(frozen=True, slots=True)
class Canvas:
    """`name` stands on the sheet as its title; `entry` is the page of the round where it is entered."""

    key: str
    name: Text
    purpose: Text
    use: tuple[Text, ...]
    landscape: bool
    default_size: str
    sizes: tuple[str, ...] = ALL_SIZES
    rows: Rows | None = None
    asks_sector: bool = False
    entry: str = ""
    entry_label: Text = ""

    def measures(self, size: str) -> tuple[int, int]:
        """Width and height of the paper in millimetres."""
        short, long = SIZES[size]
        return (long, short) if self.landscape else (short, long)


CANVASES = {
    canvas.key: canvas
    for canvas in (
        Canvas(
            key="octant",
            name=_("Where do we stand?"),
            purpose=_("Everyone marks the eight dimensions with sticky dots, and the room sees its shape."),
            use=(
                _("Hang it up where people pass by. Give everyone eight dots in each of two colours."),
                _("First all stick what they see today, then what they wish for. Nobody talks yet."),
                _("Then look at the lines on which the dots lie far apart: talk about these first."),
            ),
            landscape=True,
            default_size="A1",
        ),
        Canvas(
            key="rating",
            name=_("My rating"),
            purpose=_("One sheet for each person: tick a level for today and one for what you wish for."),
            use=(
                _("Print one for each person. It takes about five minutes, without talking."),
                _("Collect the sheets face down, so that nobody sees who wrote what."),
            ),
            landscape=True,
            default_size="A4",
            sizes=ON_A_TABLE,
            asks_sector=True,
        ),
        Canvas(
            key="resources",
            name=_("What do we have?"),
            purpose=_("Collects strengths, gaps and open questions for each kind of resource."),
            use=(
                _("One thing on each note, in a few words. Where you know a source, write it on the note."),
                _("Work in pairs, each with two or three categories, and put your notes up."),
                _("Read all of it aloud. What is a question for some may be an answer for others."),
            ),
            landscape=False,
            default_size="A0",
            entry="rounds:findings_sheet",
            entry_label=_("Enter many findings at once"),
        ),
        Canvas(
            key="vision",
            name=_("Where do we want to be?"),
            purpose=_("Gathers answers to the key questions and one draft of the vision."),
            use=(
                _("Small groups of three to five answer the questions, each group on a sheet of its own."),
                _("Hang the sheets side by side and underline what comes again and again."),
                _("Only then write the vision: a few sentences that everyone can repeat."),
            ),
            landscape=True,
            default_size="A1",
            entry="rounds:vision",
            entry_label=_("Enter answers and drafts of the vision"),
        ),
        Canvas(
            key="influence",
            name=_("What moves what?"),
            purpose=_("A group notes how strongly each dimension acts on each other one, from 0 to 3."),
            use=(
                _("Three groups that do not hear each other fill in one sheet each, row by row."),
                _("Then compare: where the groups differ by two or more, talk."),
            ),
            landscape=True,
            default_size="A3",
            entry="rounds:influence",
            entry_label=_("Enter the matrix of a group"),
        ),
        Canvas(
            key="goal",
            name=_("Our goal"),
            purpose=_("Writes one goal so that it can be checked: what gets better, by when, who."),
            use=(
                _("One sheet for each dimension in focus, filled in by three to five people."),
                _("Begin with what gets better for others, then write what you must be able to do."),
                _("At the end another group reads it and ticks the five questions."),
            ),
            landscape=True,
            default_size="A3",
            rows=Rows(_("Rows for indicators"), 2, 6, 3),
            entry="rounds:goals",
            entry_label=_("Enter the goals"),
        ),
        Canvas(
            key="measures",
            name=_("Who does what by when?"),
            purpose=_("Plans the measures for one goal: kind, owner, dates, milestones and what it takes."),
            use=(
                _("One sheet for each goal. One row for each measure."),
                _("A measure is done when every column is filled in; above all the one of the owner."),
            ),
            landscape=True,
            default_size="A1",
            rows=Rows(_("Rows for measures"), 2, 8, 4),
            entry="rounds:measures",
            entry_label=_("Enter the measures"),
        ),
    )
}
