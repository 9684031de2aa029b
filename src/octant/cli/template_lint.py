"""Find text in templates that no translator will ever see, and inline code that the CSP forbids."""

import re
from pathlib import Path

TRANSLATED = re.compile(r"{%\s*blocktranslate\b.*?%}.*?{%\s*endblocktranslate\s*%}", re.S)
COMMENT = re.compile(r"{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->", re.S)
TAG_OR_VALUE = re.compile(r"{%.*?%}|{{.*?}}", re.S)
SPOKEN_ATTRIBUTE = re.compile(r"\b(?:alt|title|placeholder|aria-label|aria-description)=\"([^\"]*)\"")
MARKUP = re.compile(r"<[^>]*>", re.S)
INLINE = re.compile(
    r"<[^>]*\s(?:style|on[a-z]+)\s*=|<style\b|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I
)
WORD = re.compile(r"[^\W\d_]{2,}")
# The name of the product and of file formats stay as they are in every language.
NAMES = {
    "Octant",
    "SVG",
    "PNG",
    "PDF",
    "CSV",
    "JSON",
    "nbsp",
    "middot",
    "rarr",
    "larr",
    "times",
    "hellip",
    "ndash",
    "mdash",
}


def problems(root: Path) -> list[str]:
    templates = sorted((root / "src/octant/templates").rglob("*.html"))
    return [
        f"{path.relative_to(root)}: {problem}" for path in templates for problem in look_at(path.read_text())
    ]


def look_at(source: str) -> list[str]:
    """Untranslated words and inline code in one template, each with its line."""
    blanked = _blank(_blank(source, COMMENT), TRANSLATED)
    found = [
        f"line {_line(source, m.start())}: inline code or style"
        for m in INLINE.finditer(_blank(blanked, TAG_OR_VALUE))
    ]
    plain = _blank(blanked, TAG_OR_VALUE)
    for match in SPOKEN_ATTRIBUTE.finditer(plain):
        found += _words(source, match.group(1), match.start())
    text = _blank(plain, MARKUP)
    for line, content in enumerate(text.splitlines(), start=1):
        words = set(WORD.findall(content)) - NAMES
        if words:
            found.append(f"line {line}: not translatable: {content.strip()!r}")
    return found


def _words(source: str, text: str, at: int) -> list[str]:
    return (
        [f"line {_line(source, at)}: not translatable: {text!r}"] if set(WORD.findall(text)) - NAMES else []
    )


def _blank(source: str, pattern: re.Pattern[str]) -> str:
    """Replace what matches by spaces, keeping the lines where they are."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), source)


def _line(source: str, at: int) -> int:
    return source.count("\n", 0, at) + 1
