"""The fixed words of the action plan, in the active language. The typst template holds none of its own."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def words() -> dict[str, str]:
    return {
        "action_plan": _("Action plan"),
        "time_frame": _("Time frame"),
        "second_phase": _("Second phase"),
        "status": _("Status"),
        "framework": _("Framework"),
        "page_of": _("Page {page} of {pages}"),
        "missing_character": _("“□” stands for a character that the fonts of this document do not have."),
        # At a glance
        "glance": _("The plan at a glance"),
        "contents": _("Contents"),
        "not_written": _("Not written yet."),
        "first_focus": _("What comes first"),
        # Profile
        "profile": _("Profile"),
        "place": _("Place"),
        "founded": _("Founded"),
        "legal_status": _("Legal status"),
        "website": _("Website"),
        "facts": _("Facts"),
        "fact": _("Fact"),
        "about": pgettext("column of facts", "About"),
        "source": _("Source"),
        "as_of": _("As of"),
        # Baseline
        "baseline": _("Baseline: where we stand"),
        "dimensions": _("The eight dimensions, rated from 1 (weak) to 5 (strong)"),
        "dimension": _("Dimension"),
        "median": _("Median"),
        "middle_half": _("Middle half"),
        "agreement": _("Agreement"),
        "answers": _("Answers"),
        "cannot_judge": pgettext("column of a table", "Can’t judge"),
        "resource_map": _("Resource map"),
        "resources_counted": _("How many findings there are in each category"),
        "category": _("Category"),
        "strengths": _("Strengths"),
        "gaps": _("Gaps"),
        "questions": _("Open questions"),
        "findings": _("Findings"),
        "no_findings": _("No finding is noted yet."),
        # Vision
        "vision": _("Vision: where we want to be"),
        "success_factors": _("What makes it succeed"),
        "ideal_profile": _("What good looks like here"),
        "good": _("What good looks like"),
        "now": pgettext("level", "Now"),
        "target": pgettext("level", "Target"),
        "gap": _("Gap"),
        # Focus
        "focus": _("Focus: what comes first"),
        "no_focus": _("No focus is chosen yet."),
        "rationale": _("Why"),
        # Goals
        "goals": _("Goals"),
        "goal": _("Goal"),
        "no_goals": _("No goal is written yet."),
        "outcome": _("What improves"),
        "capacity": _("What we can reliably do"),
        "due": _("Reached by"),
        "owner": _("Owner"),
        "indicators": _("Indicators"),
        "indicator": _("Indicator"),
        "today": pgettext("value of an indicator", "Today"),
        "indicator_target": pgettext("value of an indicator", "Target"),
        "how_often": _("How often"),
        # Measures
        "measures": _("Measures: who does what by when"),
        "measure": _("Measure"),
        "no_measures": _("No measure is planned yet."),
        "contributors": _("With"),
        "dates": _("When"),
        "kind": _("Kind"),
        "milestone": _("Milestone"),
        "by": pgettext("date", "By"),
        "resources": _("What it takes"),
        "what_for": _("What for"),
        "amount": _("Amount"),
        "secured": _("Secured"),
        "monitoring": _("How we keep track"),
        "needs": _("Starts after"),
        # Timeline
        "timeline": _("Timeline"),
        "start": _("Start"),
        "end": _("End"),
        # Decisions and signatures
        "decisions": _("Decisions"),
        "no_decisions": _("No decision is recorded yet."),
        "decided_by": _("Decided by"),
        "reservations": _("Reservations and open points"),
        "recorded_by": _("Recorded by"),
        "signatures": _("Signatures"),
        "name": _("Name"),
        "role": _("Role, organisation"),
        "date": _("Date"),
        "signature": _("Signature"),
        # Sources and method
        "sources": _("Sources"),
        "no_sources": _("No source is named yet."),
        "method": _("How to read the figures"),
    }


def method() -> list[tuple[str, str]]:
    """What each figure means: a term and a plain explanation."""
    return [
        (
            _("Level"),
            _(
                "Everyone rated each dimension on a scale from 1 to 5. 1 is weak, 5 is strong. "
                "Those who could not judge a dimension said so; their answer does not change the figures."
            ),
        ),
        (
            _("Median"),
            _(
                "The middle answer: half of the people chose a lower level or the same, half a higher one or "
                "the same. Where many share the middle level, the median lies a little above or below it and "
                "shows which way the others lean. That is why it can have decimals."
            ),
        ),
        (
            _("Middle half"),
            _(
                "The range of the middle half of the answers. A quarter of the people lie below, "
                "a quarter above. A wide range means that people see things differently."
            ),
        ),
        (
            _("Agreement"),
            _(
                "A number from −1 to 1 (van der Eijk’s A). 1: everyone chose the same level. 0: the answers "
                "are spread evenly over all levels. "
                "−1: one half chose the lowest level and one half the highest."
            ),
        ),
        (_("Answers"), _("How many people gave a level. The fewer there are, the less a figure says.")),
        (
            _("Gap"),
            _("Target minus median, in levels. It shows how far there is to go, not how hard the way is."),
        ),
    ]
