"""Short codes that people read from a screen and type into a phone."""

import secrets

from .responses import NotThere

# No vowels (no words by accident) and nothing that looks like something else: 0 O, 1 I L, 2 Z, 5 S, 8 B.
ALPHABET = "CDFGHJKMNPQRTVWXY34679"
JOIN_LENGTH = 6
PERSONAL_LENGTH = 12


class NoSuchCode(NotThere):
    """Nobody has this code; the words say what to look at, and the page offers to type it again."""


def join_code() -> str:
    """Six characters, about 10⁸ codes: short enough to type, for what is open for hours or weeks."""
    return _code(JOIN_LENGTH)


def personal_code() -> str:
    """Twelve characters, about 10¹⁶ codes: nobody finds somebody else's by trying."""
    return _code(PERSONAL_LENGTH)


def typed(text: str) -> str:
    """What somebody typed, as codes are kept: capitals, without spaces and dashes."""
    return "".join(c for c in text.upper() if c.isalnum())[:40]


def spaced(code: str, group: int = 3) -> str:
    """For reading aloud: “CDF GHJ”, or in fours “CDFG HJKM NPQR”."""
    return " ".join(code[at : at + group] for at in range(0, len(code), group))


def _code(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
