"""Work W: 25 people rate 8 dimensions over HTTP, one rating after another; then the group's result is shown.

The peers' figures were recorded on 22 Nov 2026 on the same machine class (2 cores, loopback, no failed
request) and are printed beside ours; docs/operate/benchmarks.md says what may be compared with what.
"""

import os
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from support import (
    Server,
    Visit,
    Visitor,
    busy,
    client_for,
    data_folder,
    load,
    machine,
    queries_of,
    served,
    session_for,
    table,
    verdict,
    visit,
)

PEOPLE = 25
RUNS = 3  # the median of three runs is reported
REQUESTS = 400
CORES = os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: ours in each run, the two peers' where they have one, and the aim."""

    name: str
    unit: str
    values: list[float]
    adhocracy: float | None
    polis: float | None
    aim: float | None
    more_is_better: bool = False

    @property
    def value(self) -> float:
        return statistics.median(self.values)

    def times_better(self, other: float | None) -> float | None:
        if other is None or not self.value:
            return None
        return self.value / other if self.more_is_better else other / self.value

    def reaches(self) -> bool:
        return self.aim is None or (self.value >= self.aim if self.more_is_better else self.value <= self.aim)

    def cells(self) -> list[str]:
        return [
            self.name,
            number(self.value, self.unit),
            number(self.adhocracy, self.unit),
            ratio(self.times_better(self.adhocracy)),
            number(self.polis, self.unit),
            ratio(self.times_better(self.polis)),
            ("≥ " if self.more_is_better else "≤ ") + number(self.aim, self.unit) if self.aim else "",
            verdict(self.reaches()) if self.aim else "",
        ]


def number(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    text = f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.{2 if value < 10 else 1}f}"
    return f"{text} {unit}".strip()


def ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}×"


def main() -> int:
    print(f"Work W on {machine()}; the median of {RUNS} runs")
    print("`octant serve` as it starts without further settings: one process.")
    with data_folder() as folder:
        rounds, users = team()
        sessions = [session_for(user) for user in users]
        base = address(rounds[-1])
        with served(folder) as server:
            figures = [run(server, round_, sessions) for round_ in rounds]
            seen = visit(server, f"{base}ratings/", sessions[0])
            memory = server.memory_mb()
        with served(folder, workers=CORES) as server:
            all_cores = [
                load(server, f"{base}ratings/", sessions[:8], requests=REQUESTS).per_second
                for _ in range(RUNS)
            ]
            memory_all = server.memory_mb()
        client = client_for(users[0])
        sql = len(queries_of(client, f"{base}ratings/"))
        sql_overview = len(queries_of(client, base))
    rows = rows_of(figures, sql, seen, memory)
    head = ["", "Octant", "adhocracy+*", "better", "Polis*", "better", "aim", ""]
    table(head, [row.cells() for row in rows])
    print(f"Afterwards {busy()}.")
    last = figures[-1]
    print(f"Processor time of the server for a result page: {last['page processor']:.1f} ms")
    print(
        f"With one process for each of the {CORES} cores, as with OCTANT_REDIS_URL (--workers {CORES}): "
        f"{statistics.median(all_cores):.0f} result pages a second with 8 clients"
        + (f", {memory_all:.0f} MB." if memory_all else ".")
    )
    print(
        f"Overview page: {last['overview 1']:.1f} ms with 1 client, {last['overview 8']:.1f} ms and "
        f"{last['overview a second']:.0f} a second with 8, {sql_overview} queries."
    )
    if seen:
        print(f"Requests to third parties: {len(seen.third_party)} {' '.join(seen.third_party)}".rstrip())
    print("* recorded on the same machine class on 22 Nov 2026, not run now")
    missed = not all(row.reaches() for row in rows) or bool(seen and seen.third_party)
    return int(missed)


def rows_of(figures: list[dict[str, float]], sql: int, seen: Visit | None, memory: float | None) -> list[Row]:
    def each(name: str) -> list[float]:
        return [figure[name] for figure in figures]

    rows = [
        Row("200 ratings entered", "s", each("entry"), 9.7, 2.3, 1.5),
        Row("result page, 1 client", "ms", each("page 1"), 78, 8.6, 12),
        Row("  after each new rating", "ms", each("fresh"), 78, 8.6, 12),
        Row("result page, 8 clients", "ms", each("page 8"), 306, 59.5, 61),
        Row("result pages a second, 8 clients", "", each("a second"), 25.9, 131, 130, more_is_better=True),
        Row("SQL queries for the page", "", [sql], 170, None, 15),
    ]
    if seen:
        rows += [
            Row("browser, cold: requests", "", [seen.requests], 25, None, 12),
            Row("browser, cold: transferred", "kB", [seen.bytes / 1000], 1200, None, 150),
        ]
    if memory:
        rows.append(Row("server memory after the load", "MB", [memory], 443, 182, 180))
    return rows


def team() -> tuple[list, list]:
    """A cluster with 25 people who may rate, and a round for each run."""
    from octant.accounts.models import User
    from octant.clusters.models import Cluster, Membership, Role
    from octant.ratings.models import RatingSet
    from octant.rounds.models import Round

    cluster = Cluster.objects.create(slug="work-w", name="Work W", country="DE")
    users = [User.objects.create_user(f"p{n}@example.org", f"Person {n}") for n in range(PEOPLE)]
    for user in users:
        Membership.objects.create(cluster=cluster, user=user, role=Role.CORE)
    rounds = [
        Round.objects.create(
            cluster=cluster,
            number=n,
            ratings=RatingSet.objects.create(cluster=cluster, framework="csei", edition=1),
        )
        for n in range(1, RUNS + 1)
    ]
    return rounds, users


def address(round_) -> str:
    return f"/clusters/{round_.cluster.slug}/rounds/{round_.number}/"


def run(server: Server, round_, sessions: list[str]) -> dict[str, float]:
    """Everything once, in a round nobody has rated yet."""
    base = address(round_)
    eight = sessions[:8]
    figures = {"entry": enter(server, f"{base}ratings/rate/", sessions, random.Random(round_.number).randint)}
    figures["fresh"] = fresh(server, base, sessions[0])
    for name, path in (("page", f"{base}ratings/"), ("overview", base)):
        used = server.processor_seconds()
        alone = load(server, path, sessions[:1], requests=REQUESTS // 2)
        figures[f"{name} processor"] = (server.processor_seconds() - used) * 1000 / (len(alone.times) + 1)
        figures[f"{name} 1"] = alone.median_ms
        busy = load(server, path, eight, requests=REQUESTS)
        figures[f"{name} 8"] = busy.median_ms
        figures["a second" if name == "page" else f"{name} a second"] = busy.per_second
    return figures


def enter(server: Server, path: str, sessions: list[str], level: Callable[[int, int], int]) -> float:
    """Seconds for all ratings. Each person has the form open already, as one has before rating."""
    keys = dimension_keys()
    visitors = [Visitor(server, session) for session in sessions]
    for visitor in visitors:
        visitor.get(path)
    begin = time.perf_counter()
    for visitor in visitors:
        for key in keys:
            visitor.autosave(path, {"dimension": key, f"level-{key}": str(level(1, 5)), f"comment-{key}": ""})
    return time.perf_counter() - begin


def fresh(server: Server, base: str, session: str) -> float:
    """Median milliseconds of the result page when somebody has rated since it was shown last."""
    visitor, keys = Visitor(server, session), dimension_keys()
    times = []
    for n in range(40):
        key = keys[n % len(keys)]
        visitor.autosave(f"{base}ratings/rate/", {"dimension": key, f"level-{key}": str(1 + n % 5)})
        times.append(visitor.get(f"{base}ratings/").seconds)
    return statistics.median(times) * 1000


def dimension_keys() -> list[str]:
    from octant.frameworks import queries as frameworks

    return [dimension.key for dimension in frameworks.framework("csei", 1, "en").dimensions]


if __name__ == "__main__":
    raise SystemExit(main())
