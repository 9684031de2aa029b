"""Message catalogues: collect the texts, update the .po files, check them, compile them.

Babel does the work, so no native gettext is needed. Compiled .mo files are made on start and stay out of git.
"""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

from .offered import is_public, is_whole

PACKAGE = Path(__file__).resolve().parents[1]
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

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|{\w*}")

# Line, text (or singular and plural), remarks for translators, context.
type Found = tuple[int, str | tuple[str, ...], list[str], str | None]
type Key = tuple[str | None, str | tuple[str, ...]]


def languages(package: Path = PACKAGE) -> list[str]:
    """Languages that have a catalogue, besides English, in which the texts are written."""
    return sorted(path.parents[1].name for path in package.glob("locale/*/LC_MESSAGES/django.po"))


def po_file(language: str, package: Path = PACKAGE) -> Path:
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(package: Path = PACKAGE) -> Catalog:
    """Every translatable text of the package, in a stable order."""
    catalogue = Catalog(project="Octant", charset="utf-8")
    for path in sorted(package.rglob("*.py")) + sorted((package / "templates").rglob("*.*")):
        file = path.relative_to(package).as_posix()
        for line, message, comments, context in messages(path):
            catalogue.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return catalogue


def needed(texts: Catalog, language: str) -> Catalog:
    """Those of the texts that this language must have."""
    if is_whole(language):
        return texts
    some = Catalog(project="Octant", charset="utf-8")
    for message in texts:
        if message.id and any(is_public(file) for file, _line in message.locations):
            some[message.id] = message
    return some


def messages(path: Path) -> Iterator[Found]:
    """The translatable texts of one Python file or template."""
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


def read(language: str, package: Path = PACKAGE) -> Catalog:
    with po_file(language, package).open("rb") as file:
        return read_po(file, locale=language)


def update(language: str, package: Path = PACKAGE) -> None:
    """Bring a language's .po file to the texts of today; new ones are empty, unused ones go."""
    path = po_file(language, package)
    if path.exists():
        catalogue = read(language, package)
    else:
        catalogue = Catalog(locale=language, project="Octant", charset="utf-8", fuzzy=False)
    catalogue.update(needed(extract(package), language), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, omit_header=False, include_lineno=False, ignore_obsolete=True)


def problems(package: Path = PACKAGE) -> list[str]:
    """What is wrong with the catalogues: texts missing, left over or untranslated, other placeholders."""
    texts = extract(package)
    found = []
    for language in languages(package):
        today = {_key(message) for message in needed(texts, language) if message.id}
        catalogue = read(language, package)
        there = {_key(message) for message in catalogue if message.id}
        found += [f"{language}: not in the catalogue: {_short(key)}" for key in _sorted(today - there)]
        found += [f"{language}: no longer used: {_short(key)}" for key in _sorted(there - today)]
        for message in catalogue:
            if message.id and (problem := _problem(message, catalogue.num_plurals)):
                found.append(f"{language}: {problem}: {_short(_key(message))}")
    return found


def _problem(message: Message, plurals: int) -> str:
    """What is wrong with one translation; "" if nothing is.

    Every form must bear the placeholders that all forms of the original bear, and none beyond the original's.
    A form may name the number although the English singular does not: elsewhere it serves for 21 as well.
    """
    forms = _forms(message.string)
    if message.fuzzy or not all(forms):
        return "not translated"
    if len(forms) != (plurals if message.pluralizable else 1):
        return "wrong number of plural forms"
    originals = [set(PLACEHOLDER.findall(text)) for text in _forms(message.id)]
    for form in forms:
        names = set(PLACEHOLDER.findall(form))
        if missing := set.intersection(*originals) - names:
            return f"{', '.join(sorted(missing))} is missing"
        if unknown := names - set.union(*originals):
            return f"{', '.join(sorted(unknown))} is not in the original"
    return ""


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else tuple(message.id)


def _sorted(keys: set[Key]) -> list[Key]:
    return sorted(keys, key=str)


def _short(key: Key) -> str:
    return repr(key[1])[:100]


def compile_all(package: Path = PACKAGE) -> None:
    """Write the .mo files that are missing or older than their .po file."""
    for language in languages(package):
        source = po_file(language, package)
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        temporary = target.with_suffix(f".{os.getpid()}")  # several processes may start at once
        with temporary.open("wb") as file:
            write_mo(file, read(language, package))
        temporary.replace(target)
