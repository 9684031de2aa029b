"""Names of files that people bring."""

import re
import unicodedata

LONGEST_NAME = 120


def display_name(name: str | None) -> str:
    """The name as it was, without folders, control and direction characters, and not too long."""
    name = re.split(r"[/\\]", name or "")[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .") or "file"
    stem, dot, ending = name.rpartition(".")
    if len(name) <= LONGEST_NAME or not dot:
        return name[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
