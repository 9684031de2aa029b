"""The network in words: each figure with one sentence that says what it means here."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from octant.domain.network import Departure, EIIndex, MissingLink, Mixing, NetworkMeasures, Shape, Why

from .queries.network import Actor, Figures, Net, Standing, sector_label
from .services import names as service_names
from .words import SDG_NAMES

CLEARLY = 0.05  # so far from what chance gives, the E–I index is said to be above or below it


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure: what it is called, the figure, and what it means."""

    label: str
    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Community:
    """A group of close ties, named after the member with most ties."""

    number: int
    around: Actor
    members: int


@dataclass(frozen=True, slots=True)
class MixingRow:
    sector: str
    size: int
    cells: tuple[tuple[int, str], ...]  # ties, and what chance would give


def percent(share: float) -> str:
    """A share as people read it; small ones keep a digit."""
    value = 100 * share
    return f"{number_format(value, decimal_pos=0 if value >= 10 or value == 0 else 1)} %"


def decimal(value: float) -> str:
    text = number_format(abs(value), decimal_pos=2)
    return f"−{text}" if round(value, 2) < 0 else str(text)


def signed(value: float) -> str:
    return f"+{decimal(value)}" if round(value, 2) > 0 else decimal(value)


def facts(net: Net, found: NetworkMeasures[int]) -> list[Fact]:
    """The network as a whole."""
    n = len(net.actors)
    result = [
        Fact(
            _("Organisations"),
            number_format(n),
            ngettext(
                "%(alone)s of them has no tie to another.",
                "%(alone)s of them have no tie to another.",
                len(found.isolates),
            )
            % {"alone": number_format(len(found.isolates))},
        ),
        Fact(
            _("Ties"),
            number_format(found.ties),
            _("Pairs of organisations with at least one relation; on average one organisation has %(n)s.")
            % {"n": number_format(found.mean_degree or 0, decimal_pos=1)},
        ),
    ]
    if found.density is not None:
        result.append(
            Fact(
                _("Density"),
                percent(found.density),
                _("Of all ties there could be, so many exist. The share falls as a network grows."),
            )
        )
    parts = [size for size in found.components if size > 1]
    if parts:
        meaning = ngettext(
            "Everybody who has a tie can reach everybody else who has one.",
            "Parts that have no tie between them. The largest has %(largest)s organisations.",
            len(parts),
        )
        result.append(
            Fact(
                _("Connected parts"),
                number_format(len(parts)),
                meaning % {"largest": number_format(parts[0])},
            )
        )
    if found.reach and found.ties:
        result.append(
            Fact(
                _("Reach in two steps"),
                percent(found.reach[1]),
                _(
                    "So many of the others hear what an organisation tells its partners and they pass on. "
                    "In three steps it is %(three)s."
                )
                % {"three": percent(found.reach[2])},
            )
        )
    if found.highest_core > 1:
        result.append(
            Fact(
                _("Dense middle"),
                number_format(found.highest_core),
                _("In the densest part of the network everybody has at least so many ties within that part."),
            )
        )
    return result


def brokers_sentence(net: Net, top: Sequence[Standing]) -> str:
    if not top:
        return _("Nobody stands between others yet.")
    first = top[0]
    return _(
        "Most connections lead through %(name)s: it lies on the shortest way of %(share)s of all pairs."
    ) % {"name": isolated(net.by_pk[first.pk].name), "share": percent(first.betweenness or 0.0)}


def ei_sentence(index: EIIndex) -> str:
    """Do ties cross sectors, beside what chance would give?"""
    if index.value is None or index.expected is None:
        return _("There is no tie yet between organisations whose sectors are known.")
    both = {"value": signed(index.value), "expected": signed(index.expected)}
    if abs(index.value - index.expected) <= CLEARLY:
        return (
            _(
                "Sectors mix about as chance would have it: "
                "the E–I index is %(value)s, chance gives %(expected)s."
            )
            % both
        )
    if index.value > index.expected:
        return (
            _("Sectors mix more than by chance: the E–I index is %(value)s, chance gives %(expected)s.")
            % both
        )
    return (
        _(
            "Sectors keep to themselves more than by chance: "
            "the E–I index is %(value)s, chance gives %(expected)s."
        )
        % both
    )


def mixing_rows(mixing: Mixing[str]) -> list[MixingRow]:
    return [
        MixingRow(
            sector_label(sector),
            size,
            tuple(
                (ties, number_format(expected, decimal_pos=1))
                for ties, expected in zip(ties_row, expected_row, strict=True)
            ),
        )
        for sector, size, ties_row, expected_row in zip(
            mixing.sectors, mixing.sizes, mixing.ties, mixing.expected, strict=True
        )
    ]


def communities(net: Net, figures: Figures, most: int) -> list[Community]:
    """The largest groups of three or more."""
    heads: dict[int, Standing] = {}
    for row in figures.standings.values():
        known = heads.get(row.community)
        if known is None or row.degree > known.degree:
            heads[row.community] = row
    sizes = figures.whole.communities
    return [
        Community(number, net.by_pk[heads[number].pk], size)
        for number, size in enumerate(sizes[:most])
        if size > 2
    ]


def standing_facts(row: Standing, n: int) -> list[Fact]:
    """One organisation's place."""
    if not row.degree:
        return [Fact(_("Ties"), "0", _("It has no relation to another organisation in this view."))]
    result = [
        Fact(_("Ties"), number_format(row.degree), _("So many organisations it is connected with directly.")),
        Fact(
            _("Broker"),
            "…" if row.betweenness is None else percent(row.betweenness),
            _("This is still being worked out. Look again in a minute.")
            if row.betweenness is None
            else _("Of all pairs of others, so many find each other on the shortest way through it."),
        ),
        Fact(
            _("Dense middle"),
            number_format(row.core),
            _("It belongs to a part in which everybody has at least so many ties within the part."),
        ),
    ]
    if row.constraint is not None:
        meaning = (
            _("High: its partners know each other, it hears the same from all of them.")
            if row.constraint > 0.5
            else _("Low: its partners know different people, it hears different things.")
        )
        result.append(Fact(_("Constraint (Burt)"), decimal(row.constraint), meaning))
    if row.reach:
        one, two, three = (percent(share) for share in row.reach)
        result.append(
            Fact(
                _("Reach"),
                two,
                _("Of the others it reaches %(one)s directly, %(two)s in two steps, %(three)s in three.")
                % {"one": one, "two": two, "three": three},
            )
        )
    return result


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and after."""

    label: str
    before: str
    after: str


def changes(before: Shape, after: Shape) -> list[Change]:
    def share(value: float | None) -> str:
        return "–" if value is None else percent(value)

    def reach(shape: Shape) -> str:
        return percent(shape.reach[1]) if shape.reach else "–"

    return [
        Change(_("Organisations"), number_format(before.nodes), number_format(after.nodes)),
        Change(_("Ties"), number_format(before.ties), number_format(after.ties)),
        Change(_("Density"), share(before.density), share(after.density)),
        Change(
            _("Connected parts, single organisations included"),
            number_format(before.components),
            number_format(after.components),
        ),
        Change(_("Without any tie"), number_format(before.isolates), number_format(after.isolates)),
        Change(
            _("Organisations in the largest part"),
            number_format(before.largest),
            number_format(after.largest),
        ),
        Change(_("Reach in two steps"), reach(before), reach(after)),
    ]


def departure_sentence(found: Departure[int]) -> str:
    if not found.neighbours:
        return _("It has no ties, so the network would stay as it is.")
    if not found.isolated and not found.cut_off:
        return _("Nobody would be cut off: the others stay connected without it.")
    parts = []
    if found.isolated:
        parts.append(
            ngettext(
                "%(n)s organisation would have no tie left.",
                "%(n)s organisations would have no tie left.",
                len(found.isolated),
            )
            % {"n": number_format(len(found.isolated))}
        )
    if found.cut_off:
        cut = sum(map(len, found.cut_off))
        parts.append(
            ngettext(
                "A group of %(n)s would lose its connection to the rest.",
                "%(groups)s groups with %(n)s organisations would lose their connection to the rest.",
                len(found.cut_off),
            )
            % {"n": number_format(cut), "groups": number_format(len(found.cut_off))}
        )
    return " ".join(parts)


def why(net: Net, link: MissingLink[int]) -> tuple[str, ...]:
    """The reasons for a missing link, strongest first."""
    said: list[str] = []
    for reason in link.why:
        if reason == Why.NEED_MET:
            kinds = service_names()
            said.append(
                _("One offers what the other needs: %(what)s.")
                % {"what": ", ".join(str(kinds.get(key, key)) for key in link.categories)}
            )
        elif reason == Why.COMMON_PARTNER:
            partners = [isolated(net.by_pk[pk].name) for pk in link.partners[:3]]
            said.append(
                ngettext(
                    "%(names)s knows both and could introduce them.",
                    "%(n)s know both and could introduce them, for example %(names)s.",
                    len(link.partners),
                )
                % {"names": ", ".join(partners), "n": number_format(len(link.partners))}
            )
        elif reason == Why.SHARED_THEME:
            said.append(_("In common: %(what)s.") % {"what": ", ".join(map(_theme, link.themes[:4]))})
        elif reason == Why.OTHER_SECTOR:
            said.append(
                _("They are of different sectors: %(one)s, %(other)s.")
                % {
                    "one": sector_label(net.by_pk[link.one].sector),
                    "other": sector_label(net.by_pk[link.other].sector),
                }
            )
    return tuple(said)


def isolated(name: str) -> str:
    """A name amid a sentence; its direction of writing does not spread (first strong isolate)."""
    return f"\u2068{name}\u2069"


def _theme(theme: str) -> str:
    if theme.startswith("sdg:"):
        key = theme.removeprefix("sdg:")
        return _("goal %(number)s, %(name)s") % {"number": key, "name": SDG_NAMES.get(key, "")}
    return isolated(theme)
