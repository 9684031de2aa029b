"""The PDF of the finished demo plan, over HTTP, and what of it is typst's work."""

import statistics
import time

from support import Visitor, client_for, data_folder, machine, queries_of, served, session_for, table, verdict

MOST_SECONDS = 1
REPEATS = 7


def main() -> int:
    print(f"The plan as PDF on {machine()}; the median of {REPEATS} times")
    with data_folder() as folder:
        from django.urls import reverse

        from octant.accounts.models import User
        from octant.demo.load import load
        from octant.rounds.models import Round

        load()
        round_ = Round.objects.exclude(plan_agreed_at=None).select_related("cluster").first()
        address = reverse("reports:plan_pdf", args=[round_.cluster.slug, round_.number])
        user = User.objects.order_by("pk").first()
        with served(folder) as server:
            visitor = Visitor(server, session_for(user))
            first = visitor.get(address)
            times = [visitor.get(address).seconds for _ in range(REPEATS)]
            memory = server.memory_mb()
        queries = len(queries_of(client_for(user), address))
        typeset = typst_seconds(round_)
    median = statistics.median(times)
    table(
        ["", "", f"aim ≤ {MOST_SECONDS} s"],
        [
            ["first time after a start", f"{first.seconds:.2f} s", verdict(first.seconds <= MOST_SECONDS)],
            ["median", f"{median:.2f} s", verdict(median <= MOST_SECONDS)],
            ["  of which typst", f"{typeset:.2f} s", ""],
            ["queries", str(queries), ""],
            ["size", f"{len(first.body) / 1000:.0f} kB", ""],
            *([["server memory afterwards", f"{memory:.0f} MB", ""]] if memory else []),
        ],
    )
    return int(max(first.seconds, median) > MOST_SECONDS)


def typst_seconds(round_) -> float:
    """The typesetting alone, from data that is ready."""
    from octant.reports import pdf
    from octant.rounds.queries.plan import current_document

    document = current_document(round_, "en")
    data = pdf.plan_data(document)
    times = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        pdf.compile_pdf("plan.typ", {"plan": data}, on=document.made_on, about="the benchmark")
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


if __name__ == "__main__":
    raise SystemExit(main())
