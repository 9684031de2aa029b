"""A framework: the versioned content that a cluster is described, rated and planned with.

Here are the frozen types that the rest of Octant reads, and the pure functions that make them from plain
mappings (as a YAML file gives them). Nothing here reads a file or writes a sentence for people: what is wrong
with the data comes back as a list of `Problem`, and `octant.frameworks.loading` turns it into words with file
and line.

Source of the content model: CSEI guide, chapters 1 to 3 and 5. See docs/methods/framework.md.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

LEVELS = 5
FEWEST_STATEMENTS, MOST_STATEMENTS = 4, 7
STEP_KEYS = ("describe", "vision", "focus", "goals", "measures")
KEY_PATTERN = re.compile(r"[a-z][a-z0-9_]*")

type Path = tuple[str | int, ...]
"""Where a value stands in the data, for example ("dimensions", 0, "rubric", "levels", 2, "text")."""


class ProblemCode(StrEnum):
    """What can be wrong with framework data."""

    MISSING = "missing"
    EMPTY = "empty"
    UNKNOWN_KEY = "unknown_key"
    WRONG_TYPE = "wrong_type"
    DUPLICATE = "duplicate"
    BAD_KEY = "bad_key"
    BAD_REFERENCE = "bad_reference"
    WRONG_COUNT = "wrong_count"
    WRONG_ORDER = "wrong_order"
    NO_SOURCE = "no_source"
    UNKNOWN_READING = "unknown_reading"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in the data: where, what, and the detail a reader needs to mend it."""

    path: Path
    code: ProblemCode
    detail: str = ""


class InvalidFrameworkError(Exception):
    """The data is no valid framework; `problems` holds every fault found, at least one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in framework data")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Source:
    """The section of a published document that a text is drawn from."""

    key: str
    label: str

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Origin:
    """The document behind the framework."""

    title: str
    publisher: str
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A named thing with its explanation. `key` is unique in its list; `example` may be empty."""

    key: str
    name: str
    text: str
    source: Source
    example: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question or hint. `id` is unique in the framework, such as "vision.problem"."""

    id: str
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a rubric: `number` 1 (weak) to 5 (strong), a short label, and what one would see."""

    number: int
    label: str
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence people agree with from 1 to 5. `id` is stable, such as "membership.criteria"."""

    id: str
    dimension: str
    text: str
    source: Source


class BlockKind(StrEnum):
    """The parts that longer reading is made of."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of longer reading. `lines` holds one text, or for a list one text per item."""

    kind: BlockKind
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the sides a cluster is looked at from.

    `levels` holds five, weak first. `statements` holds four to seven. `reading` may be empty.
    """

    key: str
    number: int
    name: str
    short_name: str
    question: str
    definition: str
    why: str
    examples: tuple[Entry, ...]
    think_about: tuple[Entry, ...]
    levels: tuple[Level, ...]
    statements: tuple[Statement, ...]
    source: Source
    reading: tuple[Block, ...] = ()

    def level(self, number: int) -> Level:
        """The level with this number, 1 to 5; anything else raises KeyError."""
        if not 1 <= number <= len(self.levels):
            raise KeyError(f"dimension {self.key!r} has no level {number!r}")
        return self.levels[number - 1]


@dataclass(frozen=True, slots=True)
class ResourceCategory:
    """A kind of resource that the Describe step records findings for. `group` is a resource group's key."""

    key: str
    group: str
    name: str
    text: str
    questions: tuple[Prompt, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Audience:
    """A group that gains from a cluster, and what it gains. `sector` is a sector's key."""

    key: str
    name: str
    sector: str
    benefits: tuple[Entry, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a step means when a running cluster is evaluated.

    `variants` is empty or holds the two ways to go: look at what exists, or begin a new phase.
    """

    text: str
    variants: tuple[Entry, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five steps."""

    key: str
    number: int
    name: str
    title: str
    purpose: str
    questions: tuple[Prompt, ...]
    tips: tuple[Prompt, ...]
    output: str
    evaluate: Evaluation
    source: Source


@dataclass(frozen=True, slots=True)
class Framework:
    """One edition of a framework in one language. Lists keep the order of the guide."""

    slug: str
    edition: int
    language: str
    title: str
    summary: str
    origin: Origin
    sources: tuple[Source, ...]
    sectors: tuple[Entry, ...]
    dimensions: tuple[Dimension, ...]
    resource_groups: tuple[Entry, ...]
    resource_categories: tuple[ResourceCategory, ...]
    core_functions: tuple[Entry, ...]
    success_factors: tuple[Entry, ...]
    audiences: tuple[Audience, ...]
    steps: tuple[Step, ...]
    focus_criteria: tuple[Entry, ...]
    smart_criteria: tuple[Entry, ...]
    goal_parts: tuple[Entry, ...]
    measure_kinds: tuple[Entry, ...]
    measure_resources: tuple[Entry, ...]
    learnings: tuple[Entry, ...]
    glossary: tuple[Entry, ...]
    _index: Mapping[tuple[str, str], object] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[tuple[str, str], object] = {}
        for name in _KEYED_LISTS:
            index.update({(name, item.key): item for item in getattr(self, name)})
        index.update({("statements", item.id): item for item in self.statements})
        object.__setattr__(self, "_index", MappingProxyType(index))

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements, in the order of the dimensions."""
        return tuple(statement for dimension in self.dimensions for statement in dimension.statements)

    @property
    def vision_questions(self) -> tuple[Prompt, ...]:
        """The key questions that several people answer before the vision is written."""
        return self.step("vision").questions

    def categories_of(self, group: str) -> tuple[ResourceCategory, ...]:
        """The resource categories of one group, "internal" or "external"."""
        return tuple(category for category in self.resource_categories if category.group == group)

    def dimension(self, key: str) -> Dimension:
        """The dimension with this key; KeyError if there is none. So do all look-ups below."""
        return self._find(Dimension, "dimensions", key)

    def statement(self, id: str) -> Statement:
        return self._find(Statement, "statements", id)

    def category(self, key: str) -> ResourceCategory:
        return self._find(ResourceCategory, "resource_categories", key)

    def step(self, key: str) -> Step:
        return self._find(Step, "steps", key)

    def audience(self, key: str) -> Audience:
        return self._find(Audience, "audiences", key)

    def sector(self, key: str) -> Entry:
        return self._find(Entry, "sectors", key)

    def measure_kind(self, key: str) -> Entry:
        return self._find(Entry, "measure_kinds", key)

    def measure_resource(self, key: str) -> Entry:
        return self._find(Entry, "measure_resources", key)

    def focus_criterion(self, key: str) -> Entry:
        return self._find(Entry, "focus_criteria", key)

    def smart_criterion(self, key: str) -> Entry:
        return self._find(Entry, "smart_criteria", key)

    def goal_part(self, key: str) -> Entry:
        return self._find(Entry, "goal_parts", key)

    def term(self, key: str) -> Entry:
        """A term of the glossary."""
        return self._find(Entry, "glossary", key)

    def _find[T](self, kind: type[T], collection: str, key: str) -> T:
        found = self._index.get((collection, key))
        if not isinstance(found, kind):
            raise KeyError(f"framework {self.slug!r} edition {self.edition} has no {key!r} in {collection}")
        return found


_KEYED_LISTS = (
    "dimensions",
    "resource_categories",
    "steps",
    "audiences",
    "sectors",
    "measure_kinds",
    "measure_resources",
    "focus_criteria",
    "smart_criteria",
    "goal_parts",
    "glossary",
)


# --- From plain data to types -------------------------------------------------------------------------------


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


class _Node:
    """One mapping of the data while it is read: notes faults and goes on, so that all are found in one go."""

    def __init__(
        self,
        value: Mapping[str, object],
        path: Path,
        problems: list[Problem],
        sources: Mapping[str, Source],
        source: Source | None = None,
    ) -> None:
        self.value = value
        self.path = path
        self.problems = problems
        self.sources = sources
        self.read: set[str] = {"source"}
        self.source = self._own_source() or source

    def report(self, code: ProblemCode, key: str | int | None = None, detail: str = "") -> None:
        path = self.path if key is None else (*self.path, key)
        self.problems.append(Problem(path, code, detail))

    def text(self, key: str, *, optional: bool = False) -> str:
        self.read.add(key)
        if key not in self.value:
            if not optional:
                self.report(ProblemCode.MISSING, key)
            return ""
        value = self.value[key]
        if not isinstance(value, str):
            self.report(ProblemCode.WRONG_TYPE, key, "text")
            return ""
        if not value.strip():
            self.report(ProblemCode.EMPTY, key)
        return value.strip()

    def number(self, key: str) -> int:
        self.read.add(key)
        value = self.value.get(key)
        if key not in self.value:
            self.report(ProblemCode.MISSING, key)
        elif isinstance(value, int) and value > 0:
            return value
        else:
            self.report(ProblemCode.WRONG_TYPE, key, "number")
        return 0

    def key(self) -> str:
        """The entry's stable key: small letters, digits and underscores."""
        key = self.text("key")
        if key and not KEY_PATTERN.fullmatch(key):
            self.report(ProblemCode.BAD_KEY, "key", key)
        return key

    def one_of(self, key: str, allowed: Iterable[str]) -> str:
        value = self.text(key)
        allowed = list(allowed)
        if value and value not in allowed:
            self.report(ProblemCode.BAD_REFERENCE, key, ", ".join(allowed))
        return value

    def sourced(self) -> Source:
        """The entry's own source, or else the one of the entry around it."""
        if self.source is None:
            self.report(ProblemCode.NO_SOURCE, "source")
            return Source("", "")
        return self.source

    def child(self, key: str) -> "_Node":
        """The mapping under this key; where it is missing an empty one, so that reading can go on."""
        self.read.add(key)
        value = self.value.get(key)
        if key not in self.value:
            self.report(ProblemCode.MISSING, key)
        elif not isinstance(value, Mapping):
            self.report(ProblemCode.WRONG_TYPE, key, "mapping")
        return self._at(key, value if isinstance(value, Mapping) else None)

    def each[T](
        self, key: str, build: Callable[["_Node"], T], *, least: int = 1, most: int | None = None
    ) -> tuple[T, ...]:
        """What `build` makes of every mapping in the list under this key."""
        self.read.add(key)
        if key not in self.value and least:
            self.report(ProblemCode.MISSING, key)
        values = self.value.get(key, [])
        if not isinstance(values, list):
            self.report(ProblemCode.WRONG_TYPE, key, "list")
            return ()
        if key in self.value and not least <= len(values) <= (len(values) if most is None else most):
            wanted = f"{least}" if least == most else f"{least}-{most}" if most else f"{least}+"
            self.report(ProblemCode.WRONG_COUNT, key, f"{len(values)}/{wanted}")
        built = []
        seen: set[str] = set()
        for position, value in enumerate(values):
            if not isinstance(value, Mapping):
                self.problems.append(Problem((*self.path, key, position), ProblemCode.WRONG_TYPE, "mapping"))
                continue
            node = _Node(value, (*self.path, key, position), self.problems, self.sources, self.source)
            built.append(build(node))
            node.finish()
            identity = _identity(value)
            if identity in seen:
                node.report(ProblemCode.DUPLICATE, detail=str(identity))
            if identity is not None:
                seen.add(identity)
        return tuple(built)

    def finish(self) -> None:
        """Report keys that nobody asked for: mostly misspelt ones."""
        for key in self.value:
            if key not in self.read:
                self.report(ProblemCode.UNKNOWN_KEY, key, ", ".join(sorted(self.read - {"source"})))

    def _own_source(self) -> Source | None:
        if "source" not in self.value:
            return None
        key = self.value["source"]
        source = self.sources.get(key) if isinstance(key, str) else None
        if source is None:
            self.report(ProblemCode.BAD_REFERENCE, "source", ", ".join(self.sources))
            # A wrong reference is reported once, here, and not again for every entry below.
            return Source(str(key), str(key))
        return source

    def _at(self, key: str, value: Mapping[str, object] | None) -> "_Node":
        path = (*self.path, key)
        problems = self.problems if value is not None else []
        return _Node(value or {}, path, problems, self.sources, self.source)


def parse(
    data: Mapping[str, object], *, language: str = "en", reading: Mapping[str, str] | None = None
) -> Framework:
    """The framework that this data describes.

    `reading` maps a dimension's key to its longer text (see `blocks`). Raises InvalidFrameworkError with
    every fault found, never only the first.
    """
    problems: list[Problem] = []
    root = _Node(data, (), problems, _sources(data, problems))
    root.read.add("sources")
    sectors = root.each("sectors", _entry)
    groups = root.each("resource_groups", _entry)
    texts = reading or {}
    framework = Framework(
        slug=root.text("slug"),
        edition=root.number("edition"),
        language=language,
        title=root.text("title"),
        summary=root.text("summary"),
        origin=_origin(root.child("origin")),
        sources=tuple(root.sources.values()),
        sectors=sectors,
        dimensions=root.each("dimensions", lambda node: _dimension(node, texts), least=3),
        resource_groups=groups,
        resource_categories=root.each("resource_categories", lambda node: _category(node, _keys(groups))),
        core_functions=root.each("core_functions", _entry),
        success_factors=root.each("success_factors", _entry),
        audiences=root.each("audiences", lambda node: _audience(node, _keys(sectors))),
        steps=root.each("steps", _step, least=len(STEP_KEYS), most=len(STEP_KEYS)),
        focus_criteria=root.each("focus_criteria", _entry),
        smart_criteria=root.each("smart_criteria", _entry),
        goal_parts=root.each("goal_parts", _entry),
        measure_kinds=root.each("measure_kinds", _entry),
        measure_resources=root.each("measure_resources", _entry),
        learnings=root.each("learnings", _entry),
        glossary=root.each("glossary", _entry),
    )
    root.finish()
    if len(framework.steps) == len(STEP_KEYS) and _keys(framework.steps) != STEP_KEYS:
        root.report(ProblemCode.WRONG_ORDER, "steps", ", ".join(STEP_KEYS))
    for key in sorted(texts.keys() - set(_keys(framework.dimensions))):
        root.report(ProblemCode.UNKNOWN_READING, None, key)
    if problems:
        raise InvalidFrameworkError(problems)
    return framework


def _sources(data: Mapping[str, object], problems: list[Problem]) -> dict[str, Source]:
    root = _Node({"sources": data["sources"]} if "sources" in data else {}, (), problems, {})
    found = root.each("sources", lambda node: Source(node.text("key"), node.text("label")))
    return {source.key: source for source in found}


def _keys(items: Iterable[_Keyed]) -> tuple[str, ...]:
    return tuple(item.key for item in items)


def _origin(node: _Node) -> Origin:
    origin = Origin(title=node.text("title"), publisher=node.text("publisher"), note=node.text("note"))
    node.finish()
    return origin


def _entry(node: _Node) -> Entry:
    return Entry(
        key=node.key(),
        name=node.text("name"),
        text=node.text("text"),
        source=node.sourced(),
        example=node.text("example", optional=True),
    )


def _prompts(node: _Node, key: str, owner: str, *, least: int = 1) -> tuple[Prompt, ...]:
    def build(item: _Node) -> Prompt:
        return Prompt(id=f"{owner}.{item.key()}", text=item.text("text"), source=item.sourced())

    return node.each(key, build, least=least)


def _dimension(node: _Node, reading: Mapping[str, str]) -> Dimension:
    key = node.key()

    def statement(item: _Node) -> Statement:
        return Statement(f"{key}.{item.key()}", key, item.text("text"), item.sourced())

    return Dimension(
        key=key,
        number=_position(node) + 1,
        name=node.text("name"),
        short_name=node.text("short_name"),
        question=node.text("question"),
        definition=node.text("definition"),
        why=node.text("why"),
        examples=node.each("examples", _entry),
        think_about=node.each("think_about", _entry),
        levels=node.each("rubric", _level, least=LEVELS, most=LEVELS),
        statements=node.each("statements", statement, least=FEWEST_STATEMENTS, most=MOST_STATEMENTS),
        source=node.sourced(),
        reading=blocks(reading.get(key, "")),
    )


def _level(node: _Node) -> Level:
    number = node.number("number")
    if number and number != _position(node) + 1:
        node.report(ProblemCode.WRONG_ORDER, "number", ", ".join(map(str, range(1, LEVELS + 1))))
    return Level(number, node.text("label"), node.text("text"), node.sourced())


def _category(node: _Node, groups: Iterable[str]) -> ResourceCategory:
    key = node.key()
    return ResourceCategory(
        key=key,
        group=node.one_of("group", groups),
        name=node.text("name"),
        text=node.text("text"),
        questions=_prompts(node, "questions", key),
        source=node.sourced(),
    )


def _audience(node: _Node, sectors: Iterable[str]) -> Audience:
    return Audience(
        key=node.key(),
        name=node.text("name"),
        sector=node.one_of("sector", sectors),
        benefits=node.each("benefits", _entry),
        source=node.sourced(),
    )


def _step(node: _Node) -> Step:
    key = node.key()
    return Step(
        key=key,
        number=_position(node) + 1,
        name=node.text("name"),
        title=node.text("title"),
        purpose=node.text("purpose"),
        questions=_prompts(node, "questions", key),
        tips=_prompts(node, "tips", f"{key}.tip", least=0),
        output=node.text("output"),
        evaluate=_evaluation(node.child("evaluate")),
        source=node.sourced(),
    )


def _evaluation(node: _Node) -> Evaluation:
    evaluation = Evaluation(
        text=node.text("text"), variants=node.each("variants", _entry, least=0), source=node.sourced()
    )
    node.finish()
    return evaluation


def _position(node: _Node) -> int:
    """Where the node stands in its list, counted from 0."""
    return next(part for part in reversed(node.path) if isinstance(part, int))


def _identity(value: Mapping[str, object]) -> str | None:
    """What tells an entry from the others in its list: its key, or the number of a level."""
    identity = value.get("key", value.get("number"))
    return None if identity is None else str(identity)


# --- Longer reading -----------------------------------------------------------------------------------------


def blocks(text: str) -> tuple[Block, ...]:
    """Longer reading from the three forms of Markdown it may use: `## heading`, `- list item`, paragraph.

    Blank lines part the blocks. Any other mark stands in the text as it is.
    """
    found = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("## "):
            found.append(Block(BlockKind.HEADING, (lines[0].removeprefix("## "),)))
            lines = lines[1:]
        if lines and lines[0].startswith("- "):
            items = "\n".join(lines).removeprefix("- ").split("\n- ")
            found.append(Block(BlockKind.LIST, tuple(item.replace("\n", " ") for item in items)))
        elif lines:
            found.append(Block(BlockKind.PARAGRAPH, (" ".join(lines),)))
    return tuple(found)


# --- Translation --------------------------------------------------------------------------------------------

_NEVER_TRANSLATED = frozenset({"key", "slug", "source", "group", "sector"})


def translate(
    data: Mapping[str, object], overlay: Mapping[str, object]
) -> tuple[dict[str, object], list[Problem], list[Path]]:
    """The data with the overlay's texts in place of its own, what is wrong with the overlay, what it lacks.

    The overlay has the shape of the data, save that a list of entries is a mapping from key (of a level: its
    number) to entry. Texts the overlay leaves out stay as they are; their paths (in the data) are the
    third result. Paths of problems are those of the overlay.
    """
    problems: list[Problem] = []
    missing: list[Path] = []
    return _translate(data, overlay, ((), ()), problems, missing), problems, missing


def _translate(
    data: Mapping[str, object],
    overlay: Mapping[str, object],
    paths: tuple[Path, Path],
    problems: list[Problem],
    missing: list[Path],
) -> dict[str, object]:
    here, there = paths
    result: dict[str, object] = dict(data)
    for key, value in data.items():
        below = ((*here, key), (*there, key))
        given = overlay.get(key)
        if isinstance(value, str) and key not in _NEVER_TRANSLATED:
            result[key] = _translated_text(value, given, below, problems, missing)
        elif isinstance(value, Mapping):
            result[key] = _translate(value, _mapping(given, below, problems), below, problems, missing)
        elif isinstance(value, list):
            result[key] = _translate_list(value, _mapping(given, below, problems), below, problems, missing)
    for key in overlay:
        if key not in data or key in _NEVER_TRANSLATED or isinstance(data[key], int):
            problems.append(Problem((*there, key), ProblemCode.UNKNOWN_KEY))
    return result


def _translate_list(
    entries: Sequence[object],
    overlay: Mapping[str, object],
    paths: tuple[Path, Path],
    problems: list[Problem],
    missing: list[Path],
) -> list[object]:
    here, there = paths
    result: list[object] = []
    known = set()
    for position, entry in enumerate(entries):
        identity = _identity(entry) if isinstance(entry, Mapping) else None
        if identity is None or not isinstance(entry, Mapping):
            result.append(entry)
            continue
        known.add(identity)
        below = ((*here, position), (*there, identity))
        given = _mapping(overlay.get(identity), below, problems)
        result.append(_translate(entry, given, below, problems, missing))
    problems.extend(Problem((*there, key), ProblemCode.UNKNOWN_KEY) for key in overlay if key not in known)
    return result


def _translated_text(
    value: str, given: object, paths: tuple[Path, Path], problems: list[Problem], missing: list[Path]
) -> str:
    here, there = paths
    if given is None:
        missing.append(here)
        return value
    if not isinstance(given, str) or not given.strip():
        problems.append(Problem(there, ProblemCode.WRONG_TYPE, "text"))
        return value
    return given


def _mapping(given: object, paths: tuple[Path, Path], problems: list[Problem]) -> Mapping[str, object]:
    if given is None or isinstance(given, Mapping):
        return given or {}
    problems.append(Problem(paths[1], ProblemCode.WRONG_TYPE, "mapping"))
    return {}
