"""Message catalogues: collect the texts, update the .po files, check them, compile them.

Babel does the work, so no native gettext is needed. Compiled .mo files are made on start and stay out of git.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = PACKAGE / "locale"
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "_": None,
}

STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"(?<!\w)(?P<function>n?p?gettext|_)\(\s*(?P<texts>{STRING}(?:\s*,\s*{STRING})*)")

type Message = tuple[int, str | tuple[str, ...], list[str], str | None]


def languages() -> list[str]:
    """Languages that have a catalogue, besides English, in which the texts are written."""
    return sorted(path.parents[1].name for path in LOCALE.glob("*/LC_MESSAGES/django.po"))


def po_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def extract() -> Catalog:
    """Every translatable text of the package, in a stable order."""
    catalogue = Catalog(project="Octant", charset="utf-8")
    for path in sorted(PACKAGE.rglob("*.py")) + sorted((PACKAGE / "templates").rglob("*.*")):
        for line, message, comments, context in messages(path):
            place = (path.relative_to(PACKAGE).as_posix(), line)
            catalogue.add(message, None, [place], auto_comments=comments, context=context)
    return catalogue


def messages(path: Path) -> Iterator[Message]:
    if path.suffix == ".py":
        yield from extract_from_file("python", path, keywords=KEYWORDS, comment_tags=("Translators:",))
        return
    # Django turns a template into calls of gettext, one line each, between what is not translated.
    source = templatize(path.read_text(), origin=str(path))
    for match in CALL.finditer(source):
        texts = ast.literal_eval(f"({match['texts']},)")
        context = texts[0] if "p" in match["function"] else None
        texts = texts[1:] if context else texts
        line = source.count("\n", 0, match.start()) + 1
        yield line, texts[0] if len(texts) == 1 else texts[:2], [], context


def read(language: str) -> Catalog:
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> None:
    """Bring a language's .po file to the texts of today; new ones are empty, unused ones go."""
    path = po_file(language)
    catalogue = (
        read(language) if path.exists() else Catalog(locale=language, project="Octant", charset="utf-8")
    )
    catalogue.update(extract(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, omit_header=False, include_lineno=False, ignore_obsolete=True)


def problems() -> list[str]:
    """What is wrong with the catalogues: texts missing, left over or untranslated, other placeholders."""
    today = {(message.context, message.id) for message in extract() if message.id}
    found = []
    for language in languages():
        catalogue = read(language)
        there = {(message.context, message.id) for message in catalogue if message.id}
        found += [
            f"{language}: not in the catalogue: {_short(key)}" for key in sorted(today - there, key=str)
        ]
        found += [f"{language}: no longer used: {_short(key)}" for key in sorted(there - today, key=str)]
        for message in catalogue:
            texts = message.string if isinstance(message.string, list | tuple) else [message.string]
            if message.id and not all(texts):
                found.append(f"{language}: not translated: {_short((message.context, message.id))}")
            found += [
                f"{language}: {error} in {_short((message.context, message.id))}"
                for error in message.check(catalogue)
            ]
    return found


def _short(key: tuple) -> str:
    return repr(key[1])[:100]


def compile_all() -> None:
    """Write the .mo files that are missing or older than their .po file."""
    for language in languages():
        source = po_file(language)
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        temporary = target.with_suffix(".new")
        with temporary.open("wb") as file:
            write_mo(file, read(language))
        temporary.replace(target)
