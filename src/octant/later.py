"""Libraries that few pages need, loaded when one of them does for the first time.

A server process that never draws a network or writes a spreadsheet does not hold what these need in memory:
some sixty megabytes in all. So in the few modules that use such a library:

    if TYPE_CHECKING:
        import igraph
    else:
        igraph = Later("igraph")

Types that name it stand in quotes, because they are not looked up when the module is loaded.
"""

from importlib import import_module
from typing import Any


class Later:
    """Stands for a module until something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(import_module(self._name), attribute)
        setattr(self, attribute, found)  # the next time it is there without asking
        return found
