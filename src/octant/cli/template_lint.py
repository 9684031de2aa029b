"""Find text in templates that no translator will ever see, and inline code that the CSP forbids."""

import re
from pathlib import Path

TRANSLATED = re.compile(
    r"{%\s*blocktranslate\b.*?%}.*?{%\s*endblocktranslate\s*%}|{%\s*translate\b.*?%}|\b_\(.*?\)", re.S
)
COMMENT = re.compile(r"{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->", re.S)
# `{% block main_class %}page--narrow{% endblock %}`: names of classes, not text.
CLASSES = re.compile(r"{%\s*block \w*_class\s*%}.*?{%\s*endblock\b.*?%}", re.S)
TAG_OR_VALUE = re.compile(r"{%.*?%}|{{.*?}}", re.S)
# A capitalised word as an argument: `{% include … with label="Save" %}`, `{{ name|default:"Nobody" }}`.
SPOKEN_ARGUMENT = re.compile(r"[\"']([A-Z][a-z]+\b[^\"']*)[\"']")
SPOKEN_ATTRIBUTE = re.compile(r"\b(?:alt|title|placeholder|aria-label|aria-description)=([\"'])(.*?)\1", re.S)
CODE = re.compile(r"<(script|style)\b[^>]*>.*?</\1>", re.I | re.S)
MARKUP = re.compile(r"<[^>]*>|&\w+;", re.S)
INLINE = re.compile(
    r"<[^>]*\s(?:style|on[a-z]+|hx-on[\w:.-]*)\s*=|<[^>]*=\s*[\"']?\s*javascript:|<style\b"
    r"|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")",
    re.I,
)
WORD = re.compile(r"[^\W\d_]{2,}")
# The names of the product and of file formats stay as they are in every language.
NAMES = {"Octant", "SVG", "PNG", "PDF", "CSV", "XLSX", "JSON"}


def problems(root: Path) -> list[str]:
    """Of every page and e-mail in the source tree at `root`."""
    folder = root / "src/octant/templates"
    templates = sorted([*folder.rglob("*.html"), *folder.rglob("email/*.txt")])
    return [
        f"{path.relative_to(root)}: {problem}" for path in templates for problem in look_at(path.read_text())
    ]


def look_at(source: str) -> list[str]:
    """Untranslated words and inline code in one template, each with its line."""
    blanked = _blank(source, COMMENT, TRANSLATED, CLASSES)
    plain = _blank(blanked, TAG_OR_VALUE)
    found = [(m.start(), "inline code or style") for m in INLINE.finditer(plain)]
    for tag in TAG_OR_VALUE.finditer(blanked):
        found += [(tag.start(), _unspoken(m[1])) for m in SPOKEN_ARGUMENT.finditer(tag.group())]
    for match in SPOKEN_ATTRIBUTE.finditer(plain):
        if _words(match[2]):
            found.append((match.start(), _unspoken(match[2])))
    for line in re.finditer(r".+", _blank(plain, CODE, MARKUP)):
        if _words(line.group()):
            found.append((line.start(), _unspoken(line.group())))
    return [f"line {source.count('\n', 0, at) + 1}: {what}" for at, what in sorted(found)]


def _words(text: str) -> set[str]:
    return set(WORD.findall(text)) - NAMES


def _unspoken(text: str) -> str:
    return f"not translatable: {text.strip()!r}"


def _blank(source: str, *patterns: re.Pattern[str]) -> str:
    """Replace what matches by spaces, keeping the lines where they are."""
    for pattern in patterns:
        source = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), source)
    return source
