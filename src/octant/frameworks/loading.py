"""Reads frameworks from `content/frameworks/<slug>/<edition>/` and says in words what is wrong with them.

All input of the framework content happens here; what the content means is `octant.domain.framework`.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from octant.core.offered import is_whole
from octant.domain.framework import (
    Framework,
    InvalidFrameworkError,
    Path,
    Problem,
    ProblemCode,
    parse,
    translate,
)

CONTENT = FilePath(__file__).parent.parent / "content" / "frameworks"
BASE_LANGUAGE = "en"
CHECKSUMS = "SHA256SUMS"

_SENTENCES = {
    ProblemCode.MISSING: "“{key}” is missing.",
    ProblemCode.EMPTY: "“{key}” is empty.",
    ProblemCode.UNKNOWN_KEY: "“{key}” is not known here.",
    ProblemCode.WRONG_TYPE: "“{key}” must be a {detail}.",
    ProblemCode.DUPLICATE: "“{detail}” stands twice in this list.",
    ProblemCode.BAD_KEY: "“{detail}” is no valid key: use small letters, digits and underscores.",
    ProblemCode.BAD_REFERENCE: "“{key}” must be one of: {detail}.",
    ProblemCode.WRONG_COUNT: "“{key}” has the wrong number of entries (found/allowed: {detail}).",
    ProblemCode.WRONG_ORDER: "“{key}” must be in this order: {detail}.",
    ProblemCode.NO_SOURCE: "“{key}” is missing, here and in every entry around it.",
    ProblemCode.UNKNOWN_READING: "guidance/{detail}.md belongs to no dimension.",
}


class ContentError(Exception):
    """Content that cannot be used. `problems` holds one sentence each, with file, line and key."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as plain mappings, lists, texts and whole numbers, with the line of every value."""

    name: str
    data: dict[str, object]
    lines: Mapping[Path, int]
    repeated: tuple[Problem, ...] = ()

    def line(self, path: Path) -> int:
        """The line of the value, or of the nearest thing around it when it is missing."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def sentence(self, problem: Problem) -> str:
        keys = [part for part in problem.path if isinstance(part, str)]
        text = _SENTENCES[problem.code].format(key=keys[-1] if keys else "", detail=problem.detail)
        return f"{self.name}, line {self.line(problem.path)}, {_place(problem.path) or 'whole file'}: {text}"


def _place(path: Path) -> str:
    """The path in words; places in a list are counted from 1."""
    return " › ".join(str(part + 1) if isinstance(part, int) else part for part in path)


@dataclass(slots=True)
class _Reading:
    """What is gathered while a YAML tree is turned into plain data."""

    lines: dict[Path, int] = field(default_factory=dict)
    repeated: list[Problem] = field(default_factory=list)


def read_yaml(path: FilePath, name: str) -> Document:
    """The YAML file as a Document. `name` is what messages call it. Raises ContentError."""
    try:
        tree = YAML(typ="safe", pure=True).compose(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentError([f"{name}, line {line}: this is no valid YAML ({error.problem})."]) from error
    except UnicodeDecodeError as error:
        raise ContentError([f"{name}: the file must be saved as UTF-8."]) from error
    if not isinstance(tree, MappingNode):
        raise ContentError([f"{name}, line 1: the file must be a mapping of keys to values."])
    reading = _Reading()
    data = _mapping(tree, (), reading)
    return Document(name, data, reading.lines, tuple(reading.repeated))


def _plain(node: Node, path: Path, reading: _Reading) -> object:
    reading.lines[path] = node.start_mark.line + 1
    if isinstance(node, MappingNode):
        return _mapping(node, path, reading)
    if isinstance(node, SequenceNode):
        return [_plain(item, (*path, position), reading) for position, item in enumerate(node.value)]
    if str(node.tag).endswith(":int"):
        return int(node.value)
    return str(node.value)


def _mapping(node: MappingNode, path: Path, reading: _Reading) -> dict[str, object]:
    result: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        below = (*path, key)
        value = _plain(value_node, below, reading)
        # The key's line, not the value's: a long text may begin on the line after its key.
        reading.lines[below] = key_node.start_mark.line + 1
        if key in result:
            reading.repeated.append(Problem(below, ProblemCode.DUPLICATE, key))
        result[key] = value
    return result


@dataclass(frozen=True, slots=True)
class EditionFolder:
    """One edition of one framework on disk."""

    path: FilePath

    @property
    def slug(self) -> str:
        return self.path.parent.name

    @property
    def number(self) -> int:
        return int(self.path.name)

    @property
    def is_published(self) -> bool:
        """A published edition has its checksums beside it and never changes again."""
        return (self.path / CHECKSUMS).exists()

    @property
    def languages(self) -> tuple[str, ...]:
        """The base language first, then those with an overlay."""
        overlays = sorted(path.stem for path in self.path.glob("locale/*.yaml"))
        return (BASE_LANGUAGE, *overlays)

    def name(self, file: str) -> str:
        """How messages call a file of this edition."""
        return f"{self.slug}/{self.number}/{file}"


def editions(root: FilePath = CONTENT) -> tuple[EditionFolder, ...]:
    """All edition folders, by slug and number."""
    folders = [EditionFolder(path) for path in root.glob("*/*") if path.is_dir() and path.name.isdecimal()]
    return tuple(sorted(folders, key=lambda folder: (folder.slug, folder.number)))


def load(folder: EditionFolder, language: str = BASE_LANGUAGE) -> Framework:
    """The framework of this edition in this language; texts without translation stay in English.

    Raises ContentError with every fault of framework.yaml. A faulty overlay never stops a page: what cannot
    be used is left out here and reported by `check_all`.
    """
    base = read_yaml(folder.path / "framework.yaml", folder.name("framework.yaml"))
    data = base.data
    if language != BASE_LANGUAGE:
        data, _, _ = translate(data, _overlay(folder, language).data)
    problems = [base.sentence(problem) for problem in base.repeated]
    try:
        framework = parse(data, language=language, reading=_guidance(folder, language))
    except InvalidFrameworkError as error:
        raise ContentError(problems + [base.sentence(problem) for problem in error.problems]) from None
    if (framework.slug, framework.edition) != (folder.slug, folder.number):
        problems.append(f"{base.name}, line 1: “slug” and “edition” must be those of the folder.")
    if problems:
        raise ContentError(problems)
    return framework


def _overlay(folder: EditionFolder, language: str) -> Document:
    file = f"locale/{language}.yaml"
    return read_yaml(folder.path / file, folder.name(file))


def _guidance(folder: EditionFolder, language: str) -> dict[str, str]:
    """Dimension key to longer reading, in this language where it exists, else in English."""
    paths = {path.stem: path for path in folder.path.glob("guidance/*.md")}
    if language != BASE_LANGUAGE:
        paths |= {path.stem: path for path in folder.path.glob(f"guidance/{language}/*.md")}
    return {key: path.read_text(encoding="utf-8") for key, path in paths.items()}


# --- Checks -------------------------------------------------------------------------------------------------


def check_all(root: FilePath = CONTENT) -> list[str]:
    """Everything wrong with the frameworks under `root`, one sentence each; empty when all is well."""
    folders = editions(root)
    if not folders:
        return [f"There is no framework in {root.name}."]
    return [problem for folder in folders for problem in _check(folder)]


def _check(folder: EditionFolder) -> Iterator[str]:
    yield from _check_checksums(folder)
    try:
        load(folder)
    except ContentError as error:
        yield from error.problems
        return
    for language in folder.languages[1:]:
        yield from _check_overlay(folder, language)


def _check_overlay(folder: EditionFolder, language: str) -> Iterator[str]:
    base = read_yaml(folder.path / "framework.yaml", folder.name("framework.yaml"))
    try:
        overlay = _overlay(folder, language)
    except ContentError as error:
        yield from error.problems
        return
    _, problems, missing = translate(base.data, overlay.data)
    for problem in (*overlay.repeated, *problems):
        yield overlay.sentence(problem)
    if not is_whole(language):
        missing = [path for path in missing if _is_public(path)]
    if missing:
        yield f"{overlay.name}: texts without translation: {len(missing)}, the first is {_place(missing[0])}."
    if not is_whole(language):
        return
    english = {path.name for path in folder.path.glob("guidance/*.md")}
    own = {path.name for path in folder.path.glob(f"guidance/{language}/*.md")}
    for name in sorted(english - own):
        yield f"{folder.name(f'guidance/{language}/{name}')}: the file is missing."
    for name in sorted(own - english):
        yield f"{folder.name(f'guidance/{language}/{name}')}: there is no English file of this name."


# Of these parts people without an account see everything but what is named behind.
_PUBLIC_PARTS: dict[str, set[str]] = {
    "sectors": set(),
    "dimensions": {"why", "examples"},
    "resource_groups": set(),
    "resource_categories": {"questions"},
    "steps": {"name", "title", "purpose", "tips", "output", "evaluate"},
    "smart_criteria": {"example"},
    "goal_parts": {"example"},
    "measure_kinds": {"text", "example"},
    "measure_resources": {"text"},
}

# The kinds of service, of which an organisation says what it offers and needs: their names are enough.
_SERVICES = ("dimensions", "services", "examples")


def _is_public(path: Path) -> bool:
    """Whether people without an account see the text at this path of the content."""
    if path[:-2] == _SERVICES:
        return path[-1] == "name"
    return path[0] in _PUBLIC_PARTS and not _PUBLIC_PARTS[str(path[0])].intersection(map(str, path))


def _check_checksums(folder: EditionFolder) -> Iterator[str]:
    """A published edition must still be, byte for byte, what was published (translations may be mended)."""
    if not folder.is_published:
        return
    published = {}
    for line in (folder.path / CHECKSUMS).read_text(encoding="utf-8").splitlines():
        digest, _, file = line.partition(" ")
        published[file.lstrip(" *")] = digest
    current = checksums(folder)
    for file in sorted(published.keys() | current.keys()):
        if published.get(file) != current.get(file):
            yield (
                f"{folder.name(file)}: edition {folder.number} is published and must not change;"
                " make a new edition instead."
            )


def checksums(folder: EditionFolder) -> dict[str, str]:
    """File name to SHA-256 for the files that make up an edition: framework.yaml and the English guidance."""
    files = [folder.path / "framework.yaml", *sorted(folder.path.glob("guidance/*.md"))]
    return {
        file.relative_to(folder.path).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if file.exists()
    }
