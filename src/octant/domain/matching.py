"""Who could help whom: offers for a need with the reasons, whom to meet, rounds of meetings.

Reasons are codes with their evidence; the words are found where they are shown. The points order a list and
mean nothing beyond it.

Methods, worked examples and sources: docs/methods/matching.md.
"""

import math
import random
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from octant.later import Later

if TYPE_CHECKING:
    from rapidfuzz import fuzz, process, utils
else:
    fuzz = Later("rapidfuzz.fuzz")
    process = Later("rapidfuzz.process")
    utils = Later("rapidfuzz.utils")


BEST = 10
NEAR_KM = 25.0
REACHABLE_KM = 100.0
ALIKE = 55.0  # likeness from which two texts are said to speak of the same
COMMON_WORD = 0.1  # a word in more than this share of the offers says nothing
FEW_OFFERS = 20  # with fewer, no word counts as common
EARTH_RADIUS_KM = 6371.0

CATEGORY_POINTS = 40
TEXT_POINTS = 30
TARGET_GROUP_POINTS, MOST_TARGET_GROUPS = 6, 2
SDG_POINTS, MOST_SDGS = 3, 2
NEAR_POINTS = 8
PARTNER_POINTS = 5
NO_TIE_POINTS = 3

SEED = 20260101
TRIES = 12  # rounds are searched that often from another start; fewer when people are many
SWEEPS = 20
AGAIN = 10_000  # having met
COLLEAGUES = 50  # being of one organisation; being of one sector, or acquainted, weighs 1

type Tie[P] = tuple[P, P]
type _Round = list[list[int]]  # tables with the numbers of people


class Reason(StrEnum):
    SAME_CATEGORY = "same_category"
    SIMILAR_TEXT = "similar_text"
    TARGET_GROUP = "target_group"
    SHARED_SDG = "shared_sdg"
    NEAR = "near"
    COMMON_PARTNER = "common_partner"
    NO_TIE = "no_tie"  # they do not know each other yet: an introduction opens a door
    TIED = "tied"  # they know each other: no introduction is needed


class Entry[K: Hashable, P: Hashable](NamedTuple):
    """An offer or a need; `place` is latitude and longitude in degrees.

    `language` (of the text) and `name` (of the owner) play no part in the matching.
    """

    key: K
    owner: P
    category: str = ""
    text: str = ""
    language: str = ""
    name: str = ""
    target_groups: frozenset[str] = frozenset()
    sdgs: frozenset[str] = frozenset()
    place: tuple[float, float] | None = None


class Match[K: Hashable, P: Hashable](NamedTuple):
    """An offer that may answer a need. What stands beside a reason is its evidence."""

    need: Entry[K, P]
    offer: Entry[K, P]
    points: float  # above 0; orders the list, nothing else
    reasons: tuple[Reason, ...]  # strongest first
    likeness: float  # of the texts, 0 to 1
    target_groups: tuple[str, ...]
    sdgs: tuple[str, ...]
    km: float | None  # None when a place is not known
    partners: tuple[P, ...]  # who knows both and could introduce them


@dataclass(frozen=True, slots=True)
class Meeting[K: Hashable, P: Hashable]:
    """Somebody worth meeting, and what for: matches in either direction, best first."""

    other: P
    points: float
    matches: tuple[Match[K, P], ...]


@dataclass(frozen=True, slots=True)
class Guest[P: Hashable]:
    """Somebody at an event. Guests of one organisation need no meeting of their own."""

    key: P
    sector: str = ""
    organisation: Hashable = None


@dataclass(frozen=True, slots=True)
class MeetingPlan[P: Hashable]:
    """Rounds of tables. With tables of two and an odd number somebody pauses in each round."""

    rounds: tuple[tuple[tuple[P, ...], ...], ...]
    repeats: int  # pairs that meet more than once, each counted for every time after the first
    across: float | None  # share of the meetings between different sectors; None without meetings
    pausing: tuple[tuple[P, ...], ...]  # who pauses, for each round


class _Texts:
    """Texts to compare others with. Words that many of them have say nothing, in whatever language."""

    def __init__(self, texts: Iterable[str]) -> None:
        # Blanks at both ends, so that " word " finds whole words only.
        self._texts = [f" {utils.default_process(text)} " for text in texts]

    def likenesses(self, text: str) -> dict[int, float]:
        """Likeness by number of the text, 0 to 100; only those alike enough to speak of the same."""
        wanted = " ".join(word for word in set(_words(text)) if not self._is_common(word))
        if not wanted:
            return {}
        scorer = fuzz.token_set_ratio
        alike = process.extract(wanted, self._texts, scorer=scorer, score_cutoff=ALIKE, limit=None)
        return {number: score for _text, score, number in alike}

    def _is_common(self, word: str) -> bool:
        if len(self._texts) < FEW_OFFERS:
            return False
        whole = f" {word} "
        return sum(whole in text for text in self._texts) > COMMON_WORD * len(self._texts)


def match[K: Hashable, P: Hashable](
    needs: Iterable[Entry[K, P]],
    offers: Sequence[Entry[K, P]],
    ties: Iterable[Tie[P]] = (),
    *,
    most: int = BEST,
) -> list[Match[K, P]]:
    """The best offers for each need, at most `most` for each, need after need.

    An offer answers a need when the category is the same or the texts are alike; everything else only orders
    what answers. Own offers are left out. Where points are equal the offer that came first stands first.
    """
    wanted = list(needs)
    partners = _neighbours(list(ties), {need.owner for need in wanted})
    return _best_of_each(wanted, offers, partners, most)


def whom_to_meet[K: Hashable, P: Hashable](
    owner: P,
    needs: Sequence[Entry[K, P]],
    offers: Sequence[Entry[K, P]],
    ties: Iterable[Tie[P]] = (),
    *,
    most: int = BEST,
) -> list[Meeting[K, P]]:
    """Who offers what `owner` needs, and who needs what it offers; best first.

    Points of several matches with one and the same organisation add up.
    """
    partners = _neighbours(list(ties), {owner})
    wanted = [need for need in needs if need.owner == owner]
    others = [offer for offer in offers if offer.owner != owner]
    own = [offer for offer in offers if offer.owner == owner]
    theirs = [need for need in needs if need.owner != owner]
    found: dict[P, list[Match[K, P]]] = {}
    for each in _best_of_each(wanted, others, partners, 5 * most):
        found.setdefault(each.offer.owner, []).append(each)
    # The other way round it is the needs that are many: they are searched as if they were offers.
    for each in _best_of_each(own, theirs, partners, 5 * most):
        found.setdefault(each.offer.owner, []).append(_turned(each))
    meetings = [
        Meeting(other, sum(each.points for each in matches), tuple(sorted(matches, key=lambda m: -m.points)))
        for other, matches in found.items()
    ]
    return sorted(meetings, key=lambda meeting: -meeting.points)[:most]


def likeness(one: str, other: str) -> float:
    """How much two texts have in common whatever the order of their words, 0 to 1."""
    return fuzz.token_set_ratio(" ".join(_words(one)), utils.default_process(other)) / 100


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """As the crow flies, between latitudes and longitudes in degrees (haversine formula)."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


def _best_of_each[K: Hashable, P: Hashable](
    needs: Iterable[Entry[K, P]],
    offers: Sequence[Entry[K, P]],
    partners: Mapping[P, Mapping[P, None]],
    most: int,
) -> list[Match[K, P]]:
    texts = _Texts(offer.text for offer in offers)
    return [each for need in needs for each in _best(need, offers, texts, partners, most)]


def _best[K: Hashable, P: Hashable](
    need: Entry[K, P],
    offers: Sequence[Entry[K, P]],
    texts: _Texts,
    partners: Mapping[P, Mapping[P, None]],
    most: int,
) -> list[Match[K, P]]:
    likenesses = texts.likenesses(need.text)
    answering = [
        number
        for number, offer in enumerate(offers)
        if offer.owner != need.owner
        and ((need.category and offer.category == need.category) or likenesses.get(number, 0.0) >= ALIKE)
    ]
    weighed = [_match(need, offers[at], likenesses.get(at, 0.0) / 100, partners) for at in answering]
    return sorted(weighed, key=lambda each: -each.points)[:most]


def _match[K: Hashable, P: Hashable](
    need: Entry[K, P], offer: Entry[K, P], alike: float, partners: Mapping[P, Mapping[P, None]]
) -> Match[K, P]:
    known, theirs = partners.get(need.owner, {}), partners.get(offer.owner, {})
    tied = offer.owner in known
    common = () if tied else tuple(partner for partner in known if partner in theirs)
    groups = tuple(sorted(need.target_groups & offer.target_groups))
    sdgs = tuple(sorted(need.sdgs & offer.sdgs))
    km = distance_km(need.place, offer.place) if need.place and offer.place else None
    points = [
        (CATEGORY_POINTS if need.category and need.category == offer.category else 0, Reason.SAME_CATEGORY),
        (TEXT_POINTS * alike if 100 * alike >= ALIKE else 0, Reason.SIMILAR_TEXT),
        (TARGET_GROUP_POINTS * min(MOST_TARGET_GROUPS, len(groups)), Reason.TARGET_GROUP),
        (SDG_POINTS * min(MOST_SDGS, len(sdgs)), Reason.SHARED_SDG),
        (_nearness(km), Reason.NEAR),
        (PARTNER_POINTS if common else 0, Reason.COMMON_PARTNER),
        (0 if tied else NO_TIE_POINTS, Reason.NO_TIE),
    ]
    reasons = [reason for value, reason in sorted(points, key=lambda each: -each[0]) if value]
    return Match(
        need=need,
        offer=offer,
        points=sum(value for value, _reason in points),
        reasons=(*reasons, *([Reason.TIED] if tied else [])),
        likeness=alike,
        target_groups=groups,
        sdgs=sdgs,
        km=km,
        partners=common,
    )


def _nearness(km: float | None) -> float:
    """Full points up to 25 km, none from 100 km on, evenly less in between."""
    if km is None:
        return 0
    share = (REACHABLE_KM - km) / (REACHABLE_KM - NEAR_KM)
    return NEAR_POINTS * max(0.0, min(1.0, share))


def _turned[K: Hashable, P: Hashable](found: Match[K, P]) -> Match[K, P]:
    """A match that was searched from the offer: put need and offer back in their places, seen from there."""
    return found._replace(need=found.offer, offer=found.need)


def _neighbours[P: Hashable](ties: Sequence[Tie[P]], owners: set[P]) -> dict[P, dict[P, None]]:
    """Everybody's partners, as far as they matter to the owners of needs: their own, and who shares them."""
    near = {other for one, other in ties if one in owners}
    near.update(one for one, other in ties if other in owners)
    found: dict[P, dict[P, None]] = {}
    for one, other in ties:
        if one in owners or other in near:
            found.setdefault(one, {})[other] = None
        if other in owners or one in near:
            found.setdefault(other, {})[one] = None
    return found


def _words(text: str) -> list[str]:
    """The words of a text in small letters; signs part words, single letters are left out."""
    return [word for word in utils.default_process(text).split() if len(word) > 1]


# ---------- Rounds of meetings ----------


def meeting_rounds[P: Hashable](
    people: Sequence[Guest[P]],
    rounds: int,
    *,
    table: int = 2,
    acquainted: Iterable[Tie[P]] = (),
) -> MeetingPlan[P]:
    """Who sits with whom in each round, so that people meet new people of other sectors.

    At tables of two nobody meets anybody twice; if more rounds are asked for than that allows, the plan has
    fewer. At larger tables meeting again is avoided as far as the search finds a way, and counted. Tables
    have at most `table` seats and differ by one at most. Guests of one organisation, people of one sector and
    people who are acquainted are kept apart where that is possible, evenly for everybody.

    The same people give the same plan. Raises ValueError for a guest given twice, fewer than two seats at a
    table or a negative number of rounds.
    """
    if table < 2 or rounds < 0:
        raise ValueError("a table has at least two seats, and rounds are counted from 0")
    at = {guest.key: number for number, guest in enumerate(people)}
    if len(at) != len(people):
        raise ValueError("every guest is given once")
    known = {frozenset((at[one], at[other])) for one, other in acquainted if one in at and other in at}
    if len(people) < 2:
        rounds = 0
    seats = len(people) + (
        len(people) % 2 if table == 2 else 0
    )  # an odd one out sits opposite an empty chair
    if table == 2:
        rounds = min(rounds, max(0, seats - 1))
    weigh = _Weights(people, known, seats)
    plan = _searched(weigh, rounds, _sizes(seats, table))
    if table == 2 and _repeats(plan):
        plan = _circle(weigh, rounds)
    return _told(people, plan)


@dataclass(frozen=True)
class _Weights[P: Hashable]:
    """How little two people should meet, by their numbers; numbers beyond the guests are empty chairs."""

    people: Sequence[Guest[P]]
    known: set[frozenset[int]]
    seats: int

    def alike(self, one: int, other: int) -> int:
        if max(one, other) >= len(self.people):
            return 0
        left, right = self.people[one], self.people[other]
        if left.organisation is not None and left.organisation == right.organisation:
            return COLLEAGUES
        same = bool(left.sector) and left.sector == right.sector
        return same + (frozenset((one, other)) in self.known)

    @cached_property
    def matrix(self) -> list[list[int]]:
        every = range(self.seats)
        return [[self.alike(one, other) if one != other else 0 for other in every] for one in every]


def _sizes(people: int, table: int) -> list[int]:
    tables = max(1, math.ceil(people / table))
    return [people // tables + (number < people % tables) for number in range(tables)]


def _searched[P: Hashable](weigh: _Weights[P], rounds: int, sizes: list[int]) -> list[_Round]:
    """Round after round by local search: seat people one by one, then swap while that helps."""
    chance = random.Random(SEED)  # noqa: S311 (not for secrets)
    cost = [list(row) for row in weigh.matrix]
    plan: list[_Round] = []
    for _ in range(rounds):
        tried = [_seated(cost, sizes, chance) for _ in range(max(1, TRIES // (1 + weigh.seats // 20)))]
        best = min(tried, key=lambda tables: _cost(cost, tables))
        for one, other in _pairs(best):
            _raise(cost, one, other, AGAIN)
            if weigh.matrix[one][other]:
                # Who sat with its like this time has a claim to others next time.
                for guest in (one, other):
                    for like, weight in enumerate(weigh.matrix[guest]):
                        if weight:
                            _raise(cost, guest, like, 1)
        plan.append(best)
    return plan


def _raise(cost: list[list[int]], one: int, other: int, by: int) -> None:
    cost[one][other] += by
    cost[other][one] += by


def _seated(cost: list[list[int]], sizes: list[int], chance: random.Random) -> _Round:
    """One round: everybody takes the best free seat, then any two swap seats while that lowers the cost."""
    order = list(range(len(cost)))
    chance.shuffle(order)
    tables: _Round = [[] for _ in sizes]
    for guest in order:
        free = [number for number, size in enumerate(sizes) if len(tables[number]) < size]
        best = min(free, key=lambda number: (_beside(cost, guest, tables[number]), len(tables[number])))
        tables[best].append(guest)
    seat = {guest: number for number, table in enumerate(tables) for guest in table}
    for _ in range(SWEEPS):
        swapped = False
        for one, other in combinations(order, 2):
            here, there = tables[seat[one]], tables[seat[other]]
            if here is there:
                continue
            now = _beside(cost, one, here) + _beside(cost, other, there)
            then = _beside(cost, one, there) + _beside(cost, other, here) - 2 * cost[one][other]
            if then < now:
                here[here.index(one)], there[there.index(other)] = other, one
                seat[one], seat[other] = seat[other], seat[one]
                swapped = True
        if not swapped:
            break
    return tables


def _beside(cost: list[list[int]], guest: int, table: Iterable[int]) -> int:
    row = cost[guest]
    return sum(row[other] for other in table)


def _cost(cost: list[list[int]], tables: _Round) -> int:
    return sum(cost[one][other] for one, other in _pairs(tables))


def _pairs(tables: Iterable[Iterable[int]]) -> list[tuple[int, int]]:
    return [pair for table in tables for pair in combinations(table, 2)]


def _repeats(plan: Iterable[_Round]) -> int:
    times = Counter(frozenset(pair) for tables in plan for pair in _pairs(tables))
    return sum(count - 1 for count in times.values())


def _circle[P: Hashable](weigh: _Weights[P], rounds: int) -> list[_Round]:
    """Pairs without repeats by the circle method: one stays, the others move on by a seat each round.

    It has a round for every pair there is; those in which most sectors meet are taken.
    """
    ring = sorted(range(1, weigh.seats), key=lambda guest: weigh.matrix[0][guest])
    half = weigh.seats // 2
    every: list[_Round] = []
    for _ in ring:
        line = [0, *ring]
        every.append([[line[at], line[-1 - at]] for at in range(half)])
        ring = [*ring[1:], ring[0]]
    return sorted(every, key=lambda tables: _cost(weigh.matrix, tables))[:rounds]


def _told[P: Hashable](people: Sequence[Guest[P]], plan: Sequence[_Round]) -> MeetingPlan[P]:
    """The plan in keys instead of numbers, without empty chairs."""
    count = len(people)
    met = [(one, other) for tables in plan for one, other in _pairs(tables) if max(one, other) < count]
    known = [(people[one].sector, people[other].sector) for one, other in met]
    known = [(one, other) for one, other in known if one and other]

    def keys(table: Iterable[int]) -> tuple[P, ...]:
        return tuple(people[guest].key for guest in sorted(table) if guest < count)

    seated = [sorted(sorted(table) for table in tables) for tables in plan]
    return MeetingPlan(
        rounds=tuple(tuple(keys(table) for table in tables if len(keys(table)) > 1) for tables in seated),
        repeats=_repeats(plan),
        across=sum(one != other for one, other in known) / len(known) if known else None,
        pausing=tuple(
            tuple(guest for table in tables if len(keys(table)) == 1 for guest in keys(table))
            for tables in seated
        ),
    )
