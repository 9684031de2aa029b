"""The best ten offers for one need, among 10,000 offers."""

import random

from support import machine, median_seconds, table, verdict

from octant.domain.matching import Entry, Guest, match, meeting_rounds

OFFERS = 10_000
RELATIONS = 50_000
LIMIT_MS = 100
CATEGORIES = [f"category-{number}" for number in range(9)]
SYLLABLES = ["ba", "do", "fen", "gar", "hul", "kit", "lor", "men", "nus", "pra", "sil", "ter", "vo", "zan"]


def main() -> int:
    print(f"Matching on {machine()}")
    offers, need, ties = made_up()
    one = 1000 * median_seconds(lambda: match([need], offers, ties), repeats=7)
    rows = [[f"ten best of {OFFERS:,} offers", f"{one:.0f} ms", f"≤ {LIMIT_MS} ms", verdict(one <= LIMIT_MS)]]
    for guests, rounds, seats in [(40, 6, 2), (100, 6, 4), (200, 8, 2)]:
        people = [Guest(number, random.Random(number).choice("abcd")) for number in range(guests)]
        taken = median_seconds(lambda: meeting_rounds(people, rounds, table=seats), repeats=1)  # noqa: B023
        rows.append(
            [f"{rounds} rounds of {guests} people, tables of {seats}", f"{1000 * taken:.0f} ms", "", ""]
        )
    table(["", "time", "limit", ""], rows)
    return int(one > LIMIT_MS)


def made_up():
    """Texts of twelve words, some frequent and most rare, as in a language."""
    chance = random.Random(11)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(4_000)]
    often = [1 / rank for rank in range(1, len(words) + 1)]

    def entry(key: int) -> Entry[int, int]:
        return Entry(
            key=key,
            owner=key,
            category=chance.choice(CATEGORIES),
            text=" ".join(chance.choices(words, often, k=12)),
            target_groups=frozenset(chance.sample("abcdefgh", 2)),
            sdgs=frozenset(map(str, chance.sample(range(1, 18), 3))),
            place=(chance.uniform(50, 53), chance.uniform(8, 12)),
        )

    ties = [(chance.randrange(OFFERS), chance.randrange(OFFERS)) for _ in range(RELATIONS)]
    return [entry(key) for key in range(1, OFFERS + 1)], entry(0), ties


if __name__ == "__main__":
    raise SystemExit(main())
