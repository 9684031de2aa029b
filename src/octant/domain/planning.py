"""Arithmetic of the plan: circles among measures, dates, milestones, workload, vague wording.

Measures are known by their id. `dependencies` maps a measure to the measures it needs first. Dates are
days, and the last day of a measure still belongs to it.

Rules, worked examples and limits: docs/methods/planning.md.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST_MILESTONES = 40  # ten years of quarters; a longer list helps nobody
FEWEST_WORDS = 3
QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))


class Pattern(StrEnum):
    """How milestones are laid over a measure."""

    DAYS = "30/60/90"
    QUARTERS = "quarters"


class Vague(StrEnum):
    """Why a description may be too vague to act on. A hint, nothing more."""

    EMPTY = "empty"
    FEW_WORDS = "few-words"
    NO_NUMBER = "no-number"


@dataclass(frozen=True, slots=True)
class PlannedMeasure:
    """What planning needs to know of a measure. `owner` is any key; `time` is in any one unit."""

    id: int
    start: date | None = None
    end: date | None = None
    owner: int | str | None = None
    time: float | None = None  # planned working time over the whole measure, 0 or more


@dataclass(frozen=True, slots=True)
class OwnerMonth:
    """What one owner has on the table in one month."""

    owner: int | str | None  # None: measures nobody owns yet
    month: date  # the first day of the month
    measures: tuple[int, ...]  # ids of the measures running on at least one day, in the order given
    time: float | None  # planned time that falls into the month; None if no measure states its time
    without_time: int  # measures that state no time, so that `time` is a lower bound


@dataclass(frozen=True, slots=True)
class Conflict:
    """A measure starts before one that it needs has ended."""

    measure: int
    needs: int
    starts: date
    needed_ends: date

    @property
    def days(self) -> int:
        """How many days too early it starts, at least 1."""
        return (self.needed_ends - self.starts).days


def find_cycle(dependencies: Mapping[int, Iterable[int]]) -> list[int] | None:
    """A circle among the dependencies, each measure followed by one it needs, the first repeated at the end.

    None if there is no circle. The search follows the order given, so the same input gives the same circle.
    """
    needs = {measure: tuple(needed) for measure, needed in dependencies.items()}
    done: set[int] = set()
    for start in needs:
        path: list[int] = []
        on_path: set[int] = set()
        # A stack of iterators instead of recursion: a long chain must not hit the recursion limit.
        stack: list[Iterator[int]] = [iter((start,))]
        while stack:
            measure = next(stack[-1], None)
            if measure is None:
                stack.pop()
                if path:
                    done.add(path[-1])
                    on_path.discard(path.pop())
            elif measure in on_path:
                return [*path[path.index(measure) :], measure]
            elif measure not in done:
                path.append(measure)
                on_path.add(measure)
                stack.append(iter(needs.get(measure, ())))
    return None


def would_close_circle(
    dependencies: Mapping[int, Iterable[int]], measure: int, needs: int
) -> list[int] | None:
    """The shortest circle that would arise if `measure` also needed `needs`, written as in `find_cycle`.

    It starts and ends with `measure`. None if the new dependency is harmless.
    """
    came_from: dict[int, int] = {needs: measure}
    queue = deque([needs])
    while queue:
        here = queue.popleft()
        if here == measure:
            return _way_back(came_from, measure)
        for needed in dependencies.get(here, ()):
            if needed not in came_from:
                came_from[needed] = here
                queue.append(needed)
    return None


def milestone_dates(start: date, end: date, pattern: Pattern | str) -> list[date]:
    """Suggested milestones of a measure, earliest first, after `start` and not after `end`.

    "30/60/90": that many days after the start. "quarters": the last days of calendar quarters. At most
    MOST_MILESTONES. Raises ValueError for another pattern or an end before the start.
    """
    if end < start:
        raise ValueError("a measure cannot end before it starts")
    if Pattern(pattern) is Pattern.DAYS:
        length = (end - start).days
        return [start + timedelta(days=days) for days in (30, 60, 90) if days <= length]
    years = range(start.year, min(end.year, start.year + MOST_MILESTONES // 4) + 1)
    last_days = [date(year, month, day) for year in years for month, day in QUARTER_ENDS]
    return [day for day in last_days if start < day <= end][:MOST_MILESTONES]


def is_vague(description: str) -> list[Vague]:
    """Signs that a description is too vague to act on; empty if there are none.

    Few words: fewer than FEWEST_WORDS groups of letters or digits. No number: no digit of any script, so
    neither how many, nor how much, nor when. Nothing here understands language: only a hint, and a sound
    measure can show both signs.
    """
    words = "".join(character if character.isalnum() else " " for character in description).split()
    if not words:
        return [Vague.EMPTY]
    signs = []
    if len(words) < FEWEST_WORDS:
        signs.append(Vague.FEW_WORDS)
    if not any(character.isdigit() for character in description):
        signs.append(Vague.NO_NUMBER)
    return signs


def workload(measures: Iterable[PlannedMeasure]) -> list[OwnerMonth]:
    """Measures and planned time per owner and month, owners in the order met, months in order.

    The time of a measure is spread evenly over its days. With only one of start and end known the measure
    counts on that day; with neither it is left out. Raises ValueError for an end before a start.
    """
    running: dict[int | str | None, dict[date, list[tuple[int, float | None]]]] = {}
    for measure in measures:
        first, last = measure.start or measure.end, measure.end or measure.start
        if first is None or last is None:
            continue
        if last < first:
            raise ValueError(f"measure {measure.id} ends before it starts")
        months = running.setdefault(measure.owner, defaultdict(list))
        for month, share in _months(first, last):
            months[month].append((measure.id, None if measure.time is None else measure.time * share))
    return [
        _owner_month(owner, month, months[month])
        for owner, months in running.items()
        for month in sorted(months)
    ]


def conflicts(
    measures: Iterable[PlannedMeasure], dependencies: Mapping[int, Iterable[int]]
) -> list[Conflict]:
    """Every dependency whose dates contradict it, in the order of `dependencies`.

    Starting on the last day of what is needed is allowed. Measures that are unknown, or lack the date in
    question, are passed over.
    """
    by_id = {measure.id: measure for measure in measures}
    found = []
    for measure, needed in dependencies.items():
        starts = by_id[measure].start if measure in by_id else None
        for other in needed:
            ends = by_id[other].end if other in by_id else None
            if starts is not None and ends is not None and starts < ends:
                found.append(Conflict(measure, other, starts, ends))
    return found


def _way_back(came_from: Mapping[int, int], measure: int) -> list[int]:
    way = [measure]
    here = came_from[measure]
    while here != measure:
        way.append(here)
        here = came_from[here]
    return [measure, *reversed(way)]


def _months(first: date, last: date) -> Iterator[tuple[date, float]]:
    """The months between two days, each with the share of the days that lie in it."""
    days = (last - first).days + 1
    day = first
    while True:
        month_end = _month_end(day)
        until = min(month_end, last)
        yield day.replace(day=1), ((until - day).days + 1) / days
        if until == last:
            return
        day = until + timedelta(days=1)


def _month_end(day: date) -> date:
    if day.month == 12:
        return day.replace(day=31)
    return day.replace(month=day.month + 1, day=1) - timedelta(days=1)


def _owner_month(owner: int | str | None, month: date, parts: list[tuple[int, float | None]]) -> OwnerMonth:
    times = [time for _, time in parts if time is not None]
    return OwnerMonth(
        owner=owner,
        month=month,
        measures=tuple(measure for measure, _ in parts),
        time=sum(times) if times else None,
        without_time=len(parts) - len(times),
    )
