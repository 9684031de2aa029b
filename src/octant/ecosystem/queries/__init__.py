"""Reads. What other rooms need of the register is here; the pages' own reads stand in one file per noun."""

from .register import MOST_SUGGESTIONS, Suggestion, same_name, suggestions

__all__ = ["MOST_SUGGESTIONS", "Suggestion", "same_name", "suggestions"]
