"""A live workshop at full size: phones that follow and rate, one projector, and a server that is killed.

Each phone holds its event stream and rates eight dimensions within a minute, as messages with growing numbers
over a connection of its own. Measured: accepted against stored, the time from an answer being accepted to the
projector showing that many answers, errors, and the server's memory. Then the same with the server killed in
the middle: what it acknowledged must be there afterwards, and the phones must go on by themselves.

    ./octant bench live                       100, 300, 1,000 and 3,000 phones
    python benchmarks/bench_live.py --phones 1000 --seconds 60
"""

import argparse
import asyncio
import contextlib
import os
import random
import re
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from live_clients import Event, Follower, Poster, follow, percentile, run
from support import (
    Server,
    client_for,
    data_folder,
    machine,
    median_seconds,
    queries_of,
    served,
    table,
    verdict,
)

SIZES = [100, 300, 1000, 3000]
AIM = 1000  # phones that must be served well
SECONDS = 60.0
MOST_MEMORY = 500  # MB
LONGEST_UPDATE = 1.0  # seconds, of 95 % of the projector's updates
FEW, MANY = 100, 10_000  # respondents of the results page
MOST_TIMES = 2.0
COUNT = re.compile(r'id="wall-count"><strong class="number">([\d\s.,\u00a0]+)<')


@dataclass(slots=True)
class Room:
    """One workshop with its people: who they are (cookies), and the dimensions they rate."""

    workshop: int
    code: str
    screen: str
    activity: int
    cookies: list[str]
    items: list[str]


def furnish(phones: int) -> Room:
    """A running workshop at its rating, with so many people who have joined."""
    from django.core import signing

    from octant.accounts.models import User
    from octant.clusters.models import Cluster
    from octant.core.devices import COOKIE, SALT, Device
    from octant.frameworks import queries as frameworks
    from octant.ratings.models import RatingSet
    from octant.rounds.models import Round
    from octant.workshops import screens
    from octant.workshops.actions.agenda import add_activity, add_workshops
    from octant.workshops.actions.running import go_to, start
    from octant.workshops.models import Participant, Workshop
    from octant.workshops.queries.people import scope

    cluster = Cluster.objects.get_or_create(slug="many", defaults={"name": "Many", "country": "DE"})[0]
    by = User.objects.filter(email="lead@example.org").first() or User.objects.create_user("lead@example.org")
    ratings = RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)
    number = Round.objects.filter(cluster=cluster).count() + 1
    round_ = Round.objects.create(cluster=cluster, number=number, ratings=ratings)
    workshop = add_workshops(
        round=round_, by=by, agenda=None, title=f"{phones} phones", anonymity="sector", capacity=5000
    )[0]
    activity = add_activity(workshop=workshop, kind="rate", title="Rate the octant", shows_while_open=True)
    workshop = start(workshop=workshop, by=by, revision=workshop.revision)
    workshop = go_to(workshop=workshop, activity=activity, revision=workshop.revision)
    devices = [Device.fresh() for _ in range(phones)]
    Participant.objects.bulk_create(
        Participant(workshop=workshop, token=device.digest(scope(workshop)), sector="public")
        for device in devices
    )
    return Room(
        workshop=workshop.pk,
        code=workshop.code,
        screen=f"/w/{workshop.code}/screen/{screens.key(Workshop(pk=workshop.pk))}/events/",
        activity=activity.pk,
        cookies=[f"{COOKIE}={signing.dumps(device.token, salt=SALT)}" for device in devices],
        items=[row.key for row in frameworks.framework("csei", 1, "en").dimensions],
    )


def stored(room: Room) -> dict[tuple[str, str], int | None]:
    """{(device token's keyed hash, dimension): level} as the database has it."""
    from django.db import connection

    from octant.ratings.models import Rating
    from octant.surveys.queries.answers import ballot_number
    from octant.workshops.models import Activity, Participant

    connection.close()
    survey = Activity.objects.get(pk=room.activity).survey_id
    rows_of_people = Participant.objects.filter(workshop=room.workshop).values_list("pk", "token")
    people = {ballot_number(survey, pk): token for pk, token in rows_of_people}
    rows = Rating.objects.filter(rating_set__wave__survey=survey)
    return {
        (people[voice], item): level
        for voice, item, level in rows.values_list("respondent__voice", "item", "level")
    }


# ---------- Phones ----------


@dataclass(slots=True)
class Result:
    accepted: dict[tuple[int, str], str] = field(default_factory=dict)  # (phone, dimension): level
    times: list[float] = field(default_factory=list)  # of messages, sent to acknowledged
    firsts: list[float] = field(default_factory=list)  # when each phone's first answer was acknowledged
    shown: list[tuple[float, int]] = field(default_factory=list)  # the projector: (when, people who answered)
    errors: int = 0
    retries: int = 0
    lost: int = 0
    memory: float = 0.0
    processor: float = 0.0

    def updates(self) -> list[float]:
        """For each person's first answer: until the projector counted that many people."""
        delays = []
        shown = sorted(self.shown)
        at = 0
        for number, when in enumerate(sorted(self.firsts), start=1):
            while at < len(shown) and shown[at][1] < number:
                at += 1
            if at < len(shown):
                delays.append(max(0.0, shown[at][0] - when))
        return delays


async def phone(number: int, room: Room, poster: Poster, result: Result, seconds: float) -> None:
    """Rate all dimensions at random moments; say each thing again until it is acknowledged."""
    chance = random.Random(number)
    begin = time.perf_counter()
    moments = sorted(chance.uniform(0, seconds) for _ in room.items)
    for message, (moment, item) in enumerate(zip(moments, room.items, strict=True), start=1):
        await asyncio.sleep(max(0.0, begin + moment - time.perf_counter()))
        level = str(chance.randint(1, 5))
        body = {"n": message, "kind": "rate", "activity": room.activity, "item": item, "now": level}
        pause = 1.0
        while True:
            answer = await poster.json(f"/w/{room.code}/send/", {"messages": [body]})
            if answer.status == 200:
                break
            result.retries += 1
            if answer.status:
                result.errors += 1
            await asyncio.sleep(pause * chance.uniform(0.7, 1.3))
            pause = min(pause * 2, 15)
        if f'"seen": {message}'.encode() not in answer.body or b"refused" in answer.body:
            result.errors += 1
            continue
        result.times.append(answer.seconds)
        result.accepted[number, item] = level
        if message == 1:
            result.firsts.append(answer.sent_at + answer.seconds)


async def session(server: Server, room: Room, result: Result, seconds: float, kill=None) -> None:
    """Everybody follows, then rates; `kill` is awaited beside it."""

    def on_screen(_follower: Follower, event: Event) -> None:
        if found := COUNT.search(event.data):
            people = int(re.sub(r"\D", "", found[1]))
            result.shown.append((event.at, people))

    screen = await follow(server.port, [room.screen], on_event=on_screen)
    phones = await follow(server.port, [f"/w/{room.code}/events/"] * len(room.cookies), cookies=room.cookies)
    result.errors += sum(each.status != 200 for each in [*screen, *phones])
    posters = [Poster(server.port, cookie=cookie) for cookie in room.cookies]
    tasks = [
        asyncio.ensure_future(phone(number, room, poster, result, seconds))
        for number, poster in enumerate(posters)
    ]
    watching = asyncio.ensure_future(watch_memory(server, result))
    if kill:
        await kill()
    await asyncio.gather(*tasks)
    await asyncio.sleep(1.5)
    watching.cancel()
    result.lost = sum(each.lost for each in phones)
    for each in [*screen, *phones, *posters]:
        each.close()


async def watch_memory(server: Server, result: Result) -> None:
    while True:
        with contextlib.suppress(OSError, StopIteration):
            result.memory = max(result.memory, server.memory_mb() or 0)
        await asyncio.sleep(2)


def missing(room: Room, result: Result) -> int:
    """Acknowledged answers that are not in the database as they were given."""
    from octant.core.devices import digest
    from octant.workshops.models import Workshop
    from octant.workshops.queries.people import scope

    tokens = [digest(scope(Workshop(pk=room.workshop)), token_in(cookie)) for cookie in room.cookies]
    there = stored(room)
    return sum(
        str(there.get((tokens[number], item))) != level for (number, item), level in result.accepted.items()
    )


def token_in(cookie: str) -> str:
    from django.core import signing

    from octant.core.devices import SALT

    return signing.loads(cookie.partition("=")[2], salt=SALT)


# ---------- The table ----------


def one_size(folder: Path, phones: int, seconds: float) -> tuple[list[str], bool]:
    room = furnish(phones)
    result = Result()
    with served(folder) as server:
        before = server.processor_seconds()
        run(session(server, room, result, seconds))
        result.processor = server.processor_seconds() - before
    gone = missing(room, result)
    updates = result.updates()
    late = percentile(updates, 0.95)
    good = (
        not gone
        and not result.errors
        and len(result.accepted) == phones * len(room.items)
        and late <= LONGEST_UPDATE
        and result.memory <= MOST_MEMORY
    )
    row = [
        f"{phones:,}",
        f"{len(result.accepted):,}",
        f"{len(result.accepted) - gone:,}",
        f"{result.errors}",
        f"{percentile(result.times, 0.95) * 1000:.0f} ms",
        f"{late * 1000:.0f} ms",
        f"{result.memory:.0f} MB",
        f"{result.processor / seconds * 100:.0f} %",
        verdict(good) if phones <= AIM else "–",
    ]
    return row, good or phones > AIM


def killed(folder: Path, phones: int, seconds: float) -> bool:
    """SIGKILL in the middle, then a new server on the same data and port."""
    room = furnish(phones)
    result = Result()
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(served(folder))

        async def kill() -> None:
            await asyncio.sleep(seconds / 2)
            os.kill(server.process.pid, signal.SIGKILL)
            server.process.wait()
            await asyncio.to_thread(stack.enter_context, served(folder, port=server.port))

        run(session(server, room, result, seconds, kill))
    gone = missing(room, result)
    complete = len(result.accepted) == phones * len(room.items)
    good = not gone and complete
    print(
        f"{phones:,} phones, server killed in the middle and started again: "
        f"{len(result.accepted):,} acknowledged, "
        f"{gone} of them lost, {result.retries:,} sent again, streams connected again {result.lost:,}: "
        f"{verdict(good)}"
    )
    return good


# ---------- The results page ----------


def results_page() -> bool:
    """Ten thousand respondents against a hundred: the same queries, at most twice the time."""
    from octant.accounts.models import User
    from octant.clusters.models import Cluster, Membership, Role
    from octant.core.addresses import reverse

    cluster = Cluster.objects.get(slug="many")
    by = User.objects.get(email="lead@example.org")
    Membership.objects.get_or_create(cluster=cluster, user=by, defaults={"role": Role.COORDINATOR})
    figures = {}
    for people in (FEW, MANY):
        survey = revealed_survey(cluster, by, people)
        address = reverse("surveys:results", (cluster.slug, survey.round.number, survey.pk))
        client = client_for(by)
        queries_of(client, address)
        figures[people] = (
            len(queries_of(client, address)),
            median_seconds(lambda client=client, address=address: client.get(address), repeats=7),
        )
    (few_queries, few_time), (many_queries, many_time) = figures[FEW], figures[MANY]
    good = few_queries == many_queries and many_time <= MOST_TIMES * few_time
    print(
        f"results page: {FEW} respondents {few_queries} queries, {few_time * 1000:.0f} ms; "
        f"{MANY:,} respondents {many_queries} queries, {many_time * 1000:.0f} ms "
        f"({many_time / few_time:.2f} ×): {verdict(good)}"
    )
    return good


def revealed_survey(cluster, by, people: int):
    from octant.frameworks import queries as frameworks
    from octant.ratings.models import Rating, RatingSet, Respondent, random_id
    from octant.rounds.models import Round
    from octant.surveys.actions.surveys import add_survey
    from octant.surveys.actions.waves import reveal
    from octant.surveys.models import Ballot, Survey
    from octant.surveys.queries.answers import current_wave

    number = Round.objects.filter(cluster=cluster).count() + 1
    ratings = RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)
    round_ = Round.objects.create(cluster=cluster, number=number, ratings=ratings)
    survey = add_survey(
        round=round_,
        by=by,
        anonymity="sector",
        title=f"{people} people",
        depth="quick",
        asks_sector="required",
    )
    Survey.objects.filter(pk=survey.pk).update(status="open")
    wave = current_wave(survey)
    keys = [row.key for row in frameworks.framework("csei", 1, "en").dimensions]
    sectors = ["public", "private", "social", "academic"]
    for start in range(0, people, 500):
        some = range(start, min(start + 500, people))
        ballots = Ballot.objects.bulk_create(
            Ballot(survey=survey, sector=sectors[number % 4]) for number in some
        )
        voices = Respondent.objects.bulk_create(
            Respondent(pk=random_id(), rating_set=wave.ratings, voice=ballot.pk, sector=ballot.sector)
            for ballot in ballots
        )
        Rating.objects.bulk_create(
            Rating(
                pk=random_id(), rating_set=wave.ratings, respondent=voice, aspect="now", item=key,
                level=(number * 7 + place * 3) % 6 or None,
            )
            for number, voice in zip(some, voices, strict=True)
            for place, key in enumerate(keys)
        )  # fmt: skip
    survey = Survey.objects.select_related("round", "cluster").get(pk=survey.pk)
    reveal(survey=survey, by=by)
    return survey


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--phones", type=int, action="append", default=[])
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--skip-kill", action="store_true")
    parser.add_argument("--skip-results", action="store_true")
    options = parser.parse_args()
    print(f"Live workshop on {machine()}; phones and server share the processors")
    good = True
    rows = []
    with data_folder() as folder:
        for phones in options.phones or SIZES:
            row, fine = one_size(folder, phones, options.seconds)
            rows.append(row)
            good &= fine
            print("  ".join(row), flush=True)
        print()
        table(
            [
                "phones",
                "accepted",
                "stored",
                "errors",
                "answer 95 %",
                "on the wall 95 %",
                "memory",
                "of one core",
                "",
            ],
            rows,
        )
        if not options.skip_kill:
            good &= killed(folder, 300, options.seconds / 2)
        if not options.skip_results:
            good &= results_page()
    return int(not good)


if __name__ == "__main__":
    raise SystemExit(main())
