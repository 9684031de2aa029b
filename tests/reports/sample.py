"""A made-up action plan of ordinary size, and one with a given text in every field."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from octant.domain import agreement, scoring
from octant.rounds.document import (
    Answers,
    CategoryPart,
    ClusterProfile,
    DecisionPart,
    DimensionPart,
    Fact,
    FindingPart,
    FocusPart,
    GoalPart,
    IndicatorPart,
    MeasurePart,
    MilestonePart,
    PlanDocument,
    ResourcePart,
    RoundFrame,
    SourcePart,
    SuccessFactorPart,
    VisionPart,
)

NAMES = (
    ("membership", "Membership model", (0, 2, 5, 3, 0), 4.0),
    ("composition", "Cross-sectoral composition", (0, 1, 3, 5, 1), 4.5),
    ("operational_model", "Operational model", (1, 4, 4, 1, 0), 3.5),
    ("coordinating_body", "Coordinating body", (0, 0, 3, 6, 1), 4.0),
    ("financial_model", "Financial model", (4, 4, 1, 1, 0), 3.5),
    ("services", "Portfolio of services", (0, 3, 4, 2, 1), 4.0),
    ("purpose", "Viable purpose", (0, 0, 2, 6, 2), 4.5),
    ("collaboration", "Collaboration among stakeholders", (2, 3, 0, 3, 2), 4.0),
)


def answers(counts: tuple[int, ...], cannot_judge: int = 0) -> Answers:
    middle = scoring.quartiles(counts)
    return Answers(
        counts,
        cannot_judge,
        sum(counts),
        middle and middle.median,
        middle and middle.lower,
        middle and middle.upper,
        agreement.agreement(counts),
    )


def dimensions() -> tuple[DimensionPart, ...]:
    focus = {"financial_model": 1, "collaboration": 1, "operational_model": 2}
    parts = []
    for number, (key, name, counts, target) in enumerate(NAMES, start=1):
        now = answers(counts, cannot_judge=number % 3)
        parts.append(
            DimensionPart(
                key=key,
                number=number,
                name=name,
                short_name=name.split()[0],
                question="How is it done?",
                definition="What it covers.",
                now=now,
                wished=answers((0, 0, 1, 6, 3)),
                good=f"{name}: everyone knows how it works, and it does not hang on one person.",
                target=target,
                gap=scoring.gap(now.median, target),
                share_wide_gap=0.4,
                focus_phase=focus.get(key, 0),
            )
        )
    return tuple(parts)


def measure(number: int, title: str, month: int, **more: Any) -> MeasurePart:
    return MeasurePart(
        number=number,
        title=title,
        kind="pilot",
        kind_label="Pilot",
        description="Two partners try it out for half a year, note what it costs and brings, and report.",
        owner="Coordinator",
        contributors=("City of North Shore", "Harbour Cooperative"),
        starts_on=date(2026, month, 1),
        ends_on=date(2026, month + 4, 30),
        milestones=(
            MilestonePart("Partners have signed", date(2026, month, 30)),
            MilestonePart("Half-way talk", date(2026, month + 2, 15)),
            MilestonePart("Report to the board", date(2026, month + 4, 15)),
        ),
        resources=(
            ResourcePart("time", "Time", Decimal("120.00"), "hours", "hours", "of the office", secured=True),
            ResourcePart("funding", "Funding", Decimal("12000.00"), "EUR", "EUR", "seed money for the pilot"),
        ),
        monitoring="Ten minutes in each monthly meeting.",
        **more,
    )


def sample_plan() -> PlanDocument:
    source = SourcePart("Statutes of the network", "https://example.org/statutes", "2023-05")
    return PlanDocument(
        language="en",
        made_on=date(2026, 2, 3),
        cluster=ClusterProfile(
            name="North Shore Network for a Caring Economy",
            noun="network",
            country="SE",
            region="North Shore",
            founded="2021-06",
            legal_status="association",
            description="Forty organisations along the north shore.\n\nThey want work that mends things.",
            website="https://example.org/",
            facts=(
                Fact(
                    "Members",
                    "41 organisations, from one-person firms to the county",
                    source.text,
                    source.url,
                    "2023-05",
                ),
                Fact("Office", "1.5 posts, paid by the county until 2027", "Annual report", "", "2024"),
            ),
        ),
        round=RoundFrame(
            number=1,
            title="First action plan",
            mode="create",
            illustrative=True,
            framework_title="Building a cluster of social and ecological innovation",
            edition=1,
            starts_on=date(2026, 3, 1),
            ends_on=date(2027, 2, 28),
            second_phase_ends_on=date(2027, 12, 31),
        ),
        baseline_on=date(2026, 1, 15),
        raters=10,
        categories=(
            CategoryPart(
                "finance",
                "Money",
                "internal",
                "Internal resources",
                (
                    FindingPart(
                        "strength",
                        "Strength",
                        "The county pays the office until 2027.",
                        "Annual report",
                        "",
                        "",
                        "2024",
                        "County",
                        "",
                    ),
                    FindingPart("gap", "Gap", "No income of our own.", said_by="Treasurer"),
                ),
                1,
                1,
                0,
            ),
            CategoryPart("people", "People", "internal", "Internal resources"),
            CategoryPart(
                "policy",
                "Policy",
                "external",
                "External resources",
                (
                    FindingPart(
                        "question",
                        "Open question",
                        "Will the new council keep the strategy?",
                        source.text,
                        source.url,
                    ),
                ),
                0,
                0,
                1,
            ),
        ),
        dimensions=dimensions(),
        vision=VisionPart(
            "In 2030 nobody on the shore throws away what a neighbour can mend, and mending is good work.",
            2,
            date(2026, 1, 20),
            date(2026, 1, 22),
            (
                SuccessFactorPart("The county and the firms sit at one table", "Every quarter"),
                SuccessFactorPart("Trust"),
            ),
        ),
        focus=(
            FocusPart(
                "financial_model", "Financial model", 1, "Without income of our own the office ends in 2027."
            ),
            FocusPart(
                "collaboration", "Collaboration among stakeholders", 1, "Opinions are split; we must talk."
            ),
            FocusPart("operational_model", "Operational model", 2, "Once the money is clear."),
        ),
        goals=(
            GoalPart(
                "financial_model",
                "Financial model",
                "By the end of 2026 a third of our budget is our own income",
                "Members pay for services they value.",
                "We can sell, bill and account for services without help from outside.",
                date(2026, 12, 31),
                "Treasurer",
                1,
                (
                    IndicatorPart(
                        "Share of own income",
                        "%",
                        Decimal("4.500"),
                        Decimal("33.000"),
                        "Books",
                        "every quarter",
                    ),
                    IndicatorPart(
                        "Own income", "EUR a year", Decimal("9000"), Decimal("66000"), "Books", "once a year"
                    ),
                ),
                (
                    measure(1, "Try paid repair evenings", 3),
                    measure(2, "Fee by size of member", 5, needs=(1,)),
                ),
            ),
            GoalPart(
                "collaboration",
                "Collaboration among stakeholders",
                "Each sector takes part in every second meeting",
                "Firms and county plan together.",
                "",
                date(2026, 10, 31),
                "Coordinator",
                1,
                (),
                (
                    measure(3, "A round table every quarter", 4, needs=(2,)),
                    MeasurePart(4, "Visit each other"),
                ),
            ),
            GoalPart("operational_model", "Operational model", phase=2),
        ),
        decisions=(
            DecisionPart(
                "baseline",
                "Baseline frozen",
                date(2026, 1, 15),
                "Core team",
                "Ten people rated.",
                "",
                "Coordinator",
            ),
            DecisionPart(
                "focus",
                "Focus chosen",
                date(2026, 1, 28),
                "Core team and board",
                "Money first.",
                "The firms would have started with services.",
                "Coordinator",
            ),
        ),
        sources=(source, SourcePart("Annual report", "", "2024")),
    )


KEYS = frozenset(("key", "dimension", "group", "language", "kind", "mode", "country", "unit"))
"""Fields that hold keys chosen by the program; people cannot write into them."""


def with_text(value: Any, text: str) -> Any:
    """The same plan with `text` in every field that people write, and in every name that comes from data."""
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{
                field.name: with_text(getattr(value, field.name), text)
                for field in fields(value)
                if field.name not in KEYS
            },
        )
    if isinstance(value, tuple):
        return tuple(with_text(item, text) for item in value)
    return text if isinstance(value, str) else value
