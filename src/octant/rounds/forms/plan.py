"""Forms of the page on which the plan is agreed: those that every decision uses."""

from collections.abc import Mapping
from typing import Any

from .decisions import DecisionForm, ReopenForm


class AgreeForm(DecisionForm):
    """The decision on the plan, with ids of its own on a long page."""

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="agree_%s")


class ReopenPlanForm(ReopenForm):
    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="reopen_%s")
