"""Every page of a cluster and of a round, in a small cluster and in a large one.

In this process, through django.test.Client and all middleware, with a session. The time of a page is given as
a multiple of an empty page: they are asked for in turns, each page is divided by the empty one after it, and
the median of these counts. So it does not matter when the machine becomes slower or quicker meanwhile.
"""

import statistics
import time

import big
from support import client_for, data_folder, machine, queries_of, table, verdict

MOST_QUERIES = 15
MOST_TIMES = 6
REPEATS = 25

PAGES = [
    "clusters:home",
    "clusters:people",
    "clusters:roles",
    "clusters:leave",
    "clusters:settings",
    "clusters:delete",
    "clusters:fact_add",
    "clusters:fact_edit",
    "clusters:hand_over",
    "clusters:invite",
    "journal:list",
    "journal:new",
    "ecosystem:list",
    "ecosystem:organisation",
    "ecosystem:suggest",
    "ecosystem:add",
    "ecosystem:contacts_due",
    "ecosystem:duplicates",
    "ecosystem:registrations",
    "ecosystem:partner_surveys",
    "ecosystem:partner_survey",
    "ecosystem:landscape",
    "ecosystem:positions",
    "ecosystem:entries",
    "ecosystem:entry",
    "ecosystem:network",
    "ecosystem:network_node",
    "ecosystem:network_missing",
    "ecosystem:map",
    "ecosystem:matching",
    "ecosystem:matching_organisation",
    "ecosystem:matching_event",
    "ecosystem:introductions",
    "ecosystem:introduction",
    "ecosystem:sheets",
    "rounds:new",
    "rounds:overview",
    "rounds:settings",
    "rounds:describe",
    "rounds:resource_map",
    "rounds:finding",
    "rounds:baseline",
    "rounds:rate",
    "rounds:rate_wished",
    "rounds:rate_feasible",
    "rounds:ratings",
    "rounds:vision",
    "rounds:profile",
    "rounds:focus",
    "rounds:influence",
    "rounds:influence_group",
    "rounds:goals",
    "rounds:goal",
    "rounds:owners",
    "rounds:measures",
    "rounds:measure",
    "rounds:measures_order",
    "rounds:timeline",
    "rounds:workload",
    "rounds:plan",
    "rounds:plan_measures",
    "rounds:plan_sources",
    "reports:canvases",
    "surveys:list",
    "surveys:new",
    "surveys:survey",
    "surveys:results",
    "surveys:comments",
    "surveys:take_over",
    "surveys:sheets",
    "surveys:imports",
    "surveys:edit",
    "surveys:questions",
    "surveys:audience",
    "surveys:preview",
    "workshops:list",
    "workshops:new",
    "workshops:workshop",
    "workshops:lead",
    "workshops:participants",
    "workshops:sort",
    "workshops:landing",
    "workshops:minutes",
]
# Pages that exist only before a survey has begun.
BEFORE = ("surveys:edit", "surveys:questions", "surveys:audience", "surveys:preview")
# What pages are asked for that show nothing otherwise: the comments are those on the first dimension.
ASKED = {
    "ecosystem:suggest": "?q=organ",
    "rounds:owners": "?q=organ",
    "surveys:comments": "?about=now:membership",
}
OF_A_ROUND = ("rounds:", "surveys:", "workshops:", "reports:")


def main() -> int:
    print(f"Pages on {machine()}; in this process, the median of {REPEATS} times")
    with data_folder():
        from django.conf import settings

        settings.ROOT_URLCONF = "empty_page"
        from octant.accounts.models import User
        from octant.cli.workers import settle

        user = User.objects.create_user("coordinator@example.org", "Coordinator")
        small, large = (
            addresses(big.cluster(slug, size, user))
            for slug, size in (("small", big.SMALL), ("large", big.LARGE))
        )
        client = client_for(user)
        settle()  # as `octant serve` does
        rows = [row(client, name, small[name], large[name]) for name in PAGES]
    table(["", "queries small", "large", "time small", "large", "× empty", ""], rows)
    return int(any("MISSED" in row[-1] for row in rows))


def addresses(cluster) -> dict[str, str]:
    """Where each page lies in this cluster; pages about one thing show the first of its kind."""
    from django.urls import reverse

    from octant.rounds.models import Finding, InfluenceGroup, Measure

    last = cluster.rounds.order_by("number").last()
    survey, prepared = last.surveys.order_by("pk")[:2]
    workshop = last.workshops.first()
    organisation = cluster.organisations.first().pk
    one = {
        "clusters:fact_edit": [cluster.facts.first().pk],
        "ecosystem:organisation": [organisation],
        "ecosystem:partner_survey": [cluster.partner_surveys.first().pk],
        "ecosystem:entries": ["policies"],
        "ecosystem:entry": ["policies", cluster.policies.first().pk],
        "ecosystem:network_node": [organisation],
        "ecosystem:matching_organisation": [organisation],
        "ecosystem:introduction": [cluster.introductions.first().pk],
        "rounds:finding": [Finding.objects.filter(round=last).first().pk],
        "rounds:influence_group": [InfluenceGroup.objects.filter(round=last).first().pk],
        "rounds:goal": [last.goals.first().dimension],
        "rounds:measure": [Measure.objects.filter(goal__round=last).first().pk],
        "surveys:take_over": [survey.pk, "now"],
        "workshops:sort": [workshop.pk, workshop.activities.get(kind="ideas").pk],
    }
    one |= {name: [prepared.pk] for name in BEFORE}
    found = {}
    for name in PAGES:
        room, page = name.split(":")
        arguments = [cluster.slug]
        if name.startswith(OF_A_ROUND) and name != "rounds:new":
            arguments.append(last.number)
        of_one = {"surveys": [survey.pk], "workshops": [workshop.pk]}.get(room, [])
        arguments += one.get(name, [] if page in ("list", "new") else of_one)
        found[name] = reverse(name, args=arguments) + ASKED.get(name, "")
    return found


def row(client, name: str, small: str, large: str) -> list[str]:
    for address in (small, large):
        client.get(address)  # what is written once for each session is no part of the page
    few, many = (len(queries_of(client, address)) for address in (small, large))
    quick, _ = measured(client, small)
    slow, times = measured(client, large)
    good = few == many <= MOST_QUERIES and times <= MOST_TIMES
    return [
        name,
        str(few),
        str(many),
        f"{quick * 1000:.1f} ms",
        f"{slow * 1000:.1f} ms",
        f"{times:.1f}",
        verdict(good),
    ]


def measured(client, address: str) -> tuple[float, float]:
    """Median seconds of the page, and how many times the empty page that is."""
    from empty_page import ADDRESS

    pairs = [(seconds(client, address), seconds(client, ADDRESS)) for _ in range(REPEATS)]
    return statistics.median(page for page, _ in pairs), statistics.median(
        page / empty for page, empty in pairs
    )


def seconds(client, address: str) -> float:
    begin = time.perf_counter()
    client.get(address)
    return time.perf_counter() - begin


if __name__ == "__main__":
    raise SystemExit(main())
