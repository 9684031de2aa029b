"""The minutes of a workshop as PDF/UA: what `octant.workshops.queries.minutes` found, laid out for paper.

The layout gets blocks (heading, text, list, table, drawing) in the order in which they stand; every name,
date and number is text. See octant.reports.contents for how text is made harmless.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from octant.frameworks.queries import framework
from octant.rounds.words import agreement, level
from octant.surveys.words import sector_name
from octant.workshops import fates, words
from octant.workshops.feedback import questions
from octant.workshops.models import ProposalStatus, Workshop
from octant.workshops.queries.landing import GoalRow, MatrixRow
from octant.workshops.queries.minutes import Minutes, Point, ProposalPart, Rating
from octant.workshops.queries.minutes import minutes as read
from octant.workshops.queries.outcomes import Collected, Heading

from . import charts
from .contents import DASH, LONGEST_IN_FOOTER, Data, chart_data, day, language, printable_data, shortened
from .pdf import compile_pdf
from .printable import MISSING, printable


def minutes_pdf(workshop: Workshop, code: str) -> bytes:
    """The minutes in this language. Raises NotMadeError."""
    held = timezone.localdate(workshop.started_at) if workshop.started_at else timezone.localdate()
    data = minutes_data(workshop, code)
    return compile_pdf("minutes.typ", {"minutes": data}, on=held, about=f"the minutes of {workshop.pk}")


def minutes_data(workshop: Workshop, code: str) -> Data:
    """What the layout gets."""
    with translation.override(code):
        found = read(workshop, framework(workshop.round.framework, workshop.round.edition, code))
        data: Data = {
            "title": f"{_('Minutes')} · {workshop.title}",
            "name": workshop.title,
            "author": workshop.cluster.name,
            "cluster": workshop.cluster.name,
            "footer": shortened(printable(f"{workshop.cluster.name} · {workshop.title}"), LONGEST_IN_FOOTER),
            "illustration": _("Illustration: this workshop is made up to show how Octant works.")
            if workshop.round.illustrative
            else "",
            "facts": list(_facts(found)),
            "blocks": [*_glance(found), *_agenda(found), *_points(found), *_notes(found)],
        }
        shown = printable_data(data)
        missing = _("“□” stands for a character that the fonts of this document do not have.")
        fixed = {
            "minutes": _("Minutes"),
            "page_of": _("Page {page} of {pages}"),
            "missing": missing if MISSING in str(shown) else "",
        }
        return {"words": printable_data(fixed), **shown, **language(code)}


# ---------- Blocks ----------


def heading(text: str, level_: int = 2) -> Data:
    return {"kind": "heading", "level": level_, "text": text}


def plain(text: str) -> Data:
    return {"kind": "plain", "text": text}


def quiet(text: str, *, sticky: bool = False) -> Data:
    """A remark; `sticky` keeps it on the page of what follows."""
    return {"kind": "quiet", "text": text, "sticky": sticky}


def quote(text: str) -> Data:
    return {"kind": "quote", "text": text}


def bullets(items: Iterable[tuple[str, str]]) -> Data:
    """Texts, each with a remark below it ("" for none)."""
    return {"kind": "list", "rows": [{"text": text, "note": note} for text, note in items]}


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], wide: int = 0) -> Data:
    """`wide` is the column that takes the room that is left; all others are figures."""
    return {
        "kind": "table",
        "wide": wide,
        "headers": list(headers),
        "text": [list(map(str, row)) for row in rows],
    }


def facts(rows: Iterable[tuple[str, str]]) -> Data:
    return {"kind": "facts", "rows": [{"label": label, "text": text} for label, text in rows if text]}


# ---------- The first page ----------


def _facts(found: Minutes) -> Iterator[Data]:
    workshop = found.workshop
    held = workshop.started_at or workshop.planned_for
    rows = [
        (_("Date"), date_format(timezone.localtime(held), "DATETIME_FORMAT") if held else _("no date yet")),
        (_("Length"), _length(found)),
        (_("Led by"), workshop.facilitator_name),
        (_("Round"), str(workshop.round)),
        (_("Who took part"), _who(found)),
        (_("What was promised"), words.promise(workshop)),
    ]
    yield from ({"label": label, "text": text} for label, text in rows if text)


def _length(found: Minutes) -> str:
    planned = _("%(n)s minutes planned") % {"n": number_format(found.planned)}
    if found.used is None:
        return planned
    used = ngettext("%(n)s minute", "%(n)s minutes", found.used) % {"n": number_format(found.used)}
    return f"{used} ({planned})"


def _who(found: Minutes) -> str:
    n = found.people.n
    lines = [ngettext("%(n)s person", "%(n)s people", n) % {"n": number_format(n)}]
    if found.sectors:
        lines.append(
            ", ".join(f"{sector_name(key)}: {number_format(people)}" for key, people in found.sectors)
        )
    if found.people.is_partly_hidden:
        lines.append(
            _("Sectors with few people are not shown (smallest group: %(n)s).")
            % {"n": found.workshop.minimum_group}
        )
    lines += [", ".join(part for part in row if part) for row in found.names]
    return "\n".join(lines)


def _glance(found: Minutes) -> Iterator[Data]:
    if found.decisions:
        yield heading(_("Decisions"))
        for decision in found.decisions:
            yield from _wording(decision)
    if found.tally.ideas:
        counts = found.tally
        yield plain(
            _(
                "Ideas: %(ideas)s. Live on: %(on)s. Set aside: %(aside)s. Not decided yet: %(open)s. "
                "Taken out of the round again: %(gone)s."
            )
            % {
                "ideas": counts.ideas,
                "on": counts.live_on,
                "aside": counts.set_aside,
                "open": counts.still_open,
                "gone": counts.gone,
            }
        )


def _agenda(found: Minutes) -> Iterator[Data]:
    if not found.points:
        return
    yield heading(_("Agenda"))
    yield table(
        (_("Point"), _("Minutes planned"), _("Minutes used")),
        [
            (
                point.activity.title,
                number_format(point.activity.minutes),
                _("not reached")
                if not point.was_reached
                else DASH
                if point.used is None
                else number_format(point.used),
            )
            for point in found.points
        ],
    )


# ---------- Point by point ----------


def _points(found: Minutes) -> Iterator[Data]:
    for point in found.points:
        if not point.was_reached and not point.activity.notes:
            continue
        yield heading(point.activity.title)
        if point.activity.prompt:
            yield quiet(point.activity.prompt, sticky=True)
        yield from _results(point)
        if point.activity.notes:
            yield heading(_("Notes"), 3)
            yield plain(point.activity.notes)


def _results(point: Point) -> Iterator[Data]:
    if point.rating:
        yield from _rating(point.rating, wished=point.activity.asks_wished)
    if point.collected:
        yield from _ideas(point.collected)
    if point.ranking:
        rows = [(text, number_format(dots)) for text, dots in point.ranking]
        yield table((_("What got dots"), _("Dots")), rows)
    if point.matrices:
        yield bullets(_matrix(row) for row in point.matrices)
    for goal in point.goals:
        yield from _goal(goal)
    for proposal in point.proposals:
        yield from _proposal(proposal)
    for question in questions(point.feedback):
        yield heading(question.text, 3)
        if question.levels:
            yield plain(" · ".join(f"{label}: {number_format(n)}" for label, n in question.levels))
        if question.is_hidden:
            yield quiet(_("Too few people answered to show how many said what."))
        if question.texts:
            yield bullets((text, "") for text in question.texts)


def _rating(rating: Rating, *, wished: bool) -> Iterator[Data]:
    if not rating.is_shown:
        yield quiet(_("Fewer than %(n)s people answered, so no levels are shown.") % {"n": rating.minimum})
        return
    yield {"kind": "chart", "chart": chart_data(charts.room(rating.profile))}
    said = ngettext("%(n)s person answered.", "%(n)s people answered.", rating.people)
    yield plain(said % {"n": number_format(rating.people)})
    if rating.wave > 1:
        yield plain(
            _("These are the answers of round of opinion %(n)s, after the talk.") % {"n": rating.wave}
        )
    headers = [_("Dimension"), _("Median"), _("Middle half"), _("Agreement"), _("Answers")]
    if wished:
        headers.append(pgettext("level", "Wished for"))
    rows = []
    for row in rating.rows:
        now = row.now.total
        cells = [row.name]
        if now:
            half = DASH if now.lower is None else f"{level(now.lower)} – {level(now.upper)}"
            cells += [level(now.median), half, agreement(now), number_format(now.n)]
        else:
            cells += [DASH, DASH, _("too few answers"), DASH]
        if wished:
            cells.append(level(row.wished.total.median) if row.wished.total else DASH)
        rows.append(cells)
    yield table(headers, rows)


def _ideas(found: Collected) -> Iterator[Data]:
    if not found.headings:
        yield quiet(_("No ideas came in."))
    for place, group in enumerate(found.headings):
        if group.title:
            yield heading(" · ".join(part for part in (group.title, _dots(group.dots)) if part), 3)
        elif place:
            yield heading(_("Without a heading"), 3)
        yield bullets(_fate(group))


def _fate(group: Heading) -> Iterator[tuple[str, str]]:
    for idea in group.ideas:
        came = fates.sentence(idea)
        if idea.fate.reason:
            came = f"{came}: {idea.fate.reason}"
        yield idea.text, " · ".join(part for part in (came, _dots(idea.dots)) if part)


def _dots(n: int) -> str:
    return ngettext("%(n)s dot", "%(n)s dots", n) % {"n": number_format(n)} if n else ""


def _matrix(row: MatrixRow) -> tuple[str, str]:
    filled = ngettext("%(n)s cell filled in", "%(n)s cells filled in", row.cells) % {"n": row.cells}
    group = _("Group %(group)s") % {"group": row.group}
    return f"{group}: {filled}", _("In the influence matrix of the round") if row.landed else ""


def _goal(row: GoalRow) -> Iterator[Data]:
    draft = row.draft
    indicator = f"{draft.indicator} ({draft.unit})" if draft.unit else draft.indicator
    if draft.baseline or draft.target:
        indicator = f"{indicator}: {draft.baseline or '?'} → {draft.target or '?'}"
    yield heading(_("Group %(group)s") % {"group": draft.group}, 3)
    yield facts(
        (
            (_("What is different then"), draft.outcome),
            (_("What we can do then"), draft.capacity),
            (_("Indicator"), indicator if draft.indicator else ""),
            (_("By when"), day(draft.due_on) if draft.due_on else ""),
            (_("Who"), draft.owner),
            (_("What came of it"), _("Now in a goal of the round") if row.landed else ""),
        )
    )


def _proposal(proposal: ProposalPart) -> Iterator[Data]:
    wording = _("Wording %(n)s") % {"n": proposal.number}
    yield heading(f"{wording} · {proposal.status.label}", 3)
    yield from _wording(proposal)
    if proposal.counts:
        yield plain(
            _("Can live with it: %(yes)s. Have a concern: %(maybe)s. Object: %(no)s.")
            % {
                "yes": proposal.counts["consent"],
                "maybe": proposal.counts["concern"],
                "no": proposal.counts["objection"],
            }
        )
    elif proposal.status != ProposalStatus.ASKED:
        yield quiet(_("Too few people answered to show how many said what."))
    for name, texts in ((_("Objections"), proposal.objections), (_("Concerns"), proposal.concerns)):
        if texts:
            yield plain(f"{name}:")
            yield bullets((text, "") for text in texts)


def _wording(proposal: ProposalPart) -> Iterator[Data]:
    yield quote(proposal.text)
    if proposal.reservations:
        yield plain(" ".join((_("Reservations:"), proposal.reservations)))


def _notes(found: Minutes) -> Iterator[Data]:
    if found.workshop.notes:
        yield heading(_("Notes on the whole workshop"))
        yield plain(found.workshop.notes)
