"""Writes. What other rooms need of the register is here; the rest stands in one file per noun."""

from .register import AlreadyThere, find_or_add

__all__ = ["AlreadyThere", "find_or_add"]
