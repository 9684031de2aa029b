"""Summaries from 1,000,000 answers, against the bare GROUP BY that counts them in the same database."""

import statistics
import time

from support import data_folder, machine, table, verdict

RESPONDENTS = 20_000
ITEMS = 50
REPEATS = 7
MOST_TIMES = 3

BARE = """
SELECT item, level, COUNT(*) FROM ratings_rating WHERE rating_set_id = %s AND aspect = %s GROUP BY item, level
"""


def main() -> int:
    print(f"Summaries on {machine()}; the median of {REPEATS} times, measured in turns")
    with data_folder():
        rating_set = fill()
        times: dict[str, list[float]] = {"bare": [], "histograms": [], "summary": []}
        work = {
            "bare": lambda: bare(rating_set),
            "histograms": lambda: histograms(rating_set),
            "summary": lambda: summary(rating_set),
        }
        for _ in range(REPEATS):
            for name, do in work.items():
                begin = time.perf_counter()
                do()
                times[name].append(time.perf_counter() - begin)
    middle = {name: statistics.median(taken) for name, taken in times.items()}
    ratio = {name: seconds / middle["bare"] for name, seconds in middle.items()}
    names = {
        "bare": "bare GROUP BY",
        "histograms": "histograms",
        "summary": "with medians, quartiles, agreement",
    }
    table(
        [f"{RESPONDENTS * ITEMS:,} answers", "time", "× bare", ""],
        [
            [
                names[name],
                f"{middle[name] * 1000:.0f} ms",
                f"{ratio[name]:.2f}",
                verdict(ratio[name] <= MOST_TIMES),
            ]
            for name in times
        ],
    )
    return int(ratio["summary"] > MOST_TIMES)


def fill():
    """One rating set with a million levels, of one aspect."""
    from octant.clusters.models import Cluster
    from octant.ratings.models import Rating, RatingSet, Respondent

    cluster = Cluster.objects.create(slug="many", name="Many", country="DE")
    rating_set = RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)
    people = Respondent.objects.bulk_create(Respondent(rating_set=rating_set) for _ in range(RESPONDENTS))
    for start in range(0, RESPONDENTS, 1000):
        Rating.objects.bulk_create(
            Rating(
                rating_set=rating_set,
                respondent=person,
                aspect="now",
                item=f"item-{item}",
                level=(start + number * 7 + item * 3) % 6 or None,
            )
            for number, person in enumerate(people[start : start + 1000])
            for item in range(ITEMS)
        )
    return rating_set


def bare(rating_set) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(BARE, [rating_set.pk, "now"])
        cursor.fetchall()


def histograms(rating_set):
    from octant.ratings import queries

    return queries.histograms(rating_set, "now")


def summary(rating_set) -> None:
    for histogram in histograms(rating_set).values():
        _ = histogram.quartiles, histogram.agreement, histogram.is_split


if __name__ == "__main__":
    raise SystemExit(main())
