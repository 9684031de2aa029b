"""Text in a CSV file that no spreadsheet program takes for a formula, and back again, exactly.

A cell that begins with = + - @ (or their full-width forms), a tab or a line break is run as a formula by some
program; quotes and spaces before it do not help (OWASP: CSV injection). An apostrophe in front makes it plain
text. The same sign after a separator or line break inside a cell is guarded as well: a program that splits
the file at another sign than ours would begin a new cell there. `unguard` takes exactly these apostrophes
away again, so what Octant has written it reads back as it was, apostrophes of the text's own included.
"""

import re

SIGNS = "=+\\-@＝＋－＠"
BREAKS = ";,\t\r\n"
# What a program may skip before it looks for a formula: spaces, quotes, invisible characters.
SKIPPED = (
    "[\x00-\x08\x0b\x0c\x0e-\x20\"'\x7f\x85\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]"
)
AFTER_BREAK = f"(?:(?<=[{BREAKS}])|\\A)"
RUN = f"{SKIPPED}*[{SIGNS}]"
AT_START = "(?:'*[\t\r\n])"

_SUSPECT = re.compile(f"[{SIGNS}\t\r\n]")
_EXPOSED = re.compile(f"{AFTER_BREAK}(?={RUN})|\\A(?={AT_START})")
_GUARD = re.compile(f"{AFTER_BREAK}'(?={RUN})|\\A'(?={AT_START})")
_NUMBER = re.compile(r"-\d+(?:[.,]\d+)?\Z")


def guard(text: str) -> str:
    """The text as it may stand in a CSV file. A negative number stays one."""
    if not _SUSPECT.search(text) or _NUMBER.match(text):
        return text
    return _EXPOSED.sub("'", text)


def unguard(text: str) -> str:
    """The text that `guard` was given."""
    return _GUARD.sub("", text) if "'" in text else text


def is_exposed(text: str) -> bool:
    """Whether some program might run this text as a formula."""
    return bool(_SUSPECT.search(text)) and not _NUMBER.match(text) and bool(_EXPOSED.search(text))
