"""Static files: hashed and compressed once they are collected, plain before that (tests, first look).

Collecting takes many seconds, so it is done again only when a file has changed since (`collect`).

What every page loads is joined into one style sheet and one script when it is collected, so that a first
visit waits for two files instead of six. Before that the pages load the parts themselves: nothing is built.
"""

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

# What is joined, in the order in which it counts.
BUNDLES = {
    "octant/all.css": ("vendor/vendor.css", "octant/octant.css", "octant/charts.css", "octant/rounds.css"),
    "octant/all.js": ("vendor/htmx.org/4.0.1/htmx.min.js", "octant/js/main.js"),
}
# An address within a style sheet that is told from its own folder.
RELATIVE = re.compile(r"""url\((["']?)(?!["']|data:|[#/])([^)"']+)\1\)""")


def collect() -> None:
    """Bring the collected files to what this version has; nothing to do where they are that already."""
    root = Path(settings.STATIC_ROOT)
    note = root.with_name(f"{root.name}.collected")
    wanted = fingerprint()
    if (root / "staticfiles.json").exists() and note.exists() and note.read_text() == wanted:
        return
    note.unlink(missing_ok=True)
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    note.write_text(wanted)


def fingerprint() -> str:
    """Another text as soon as a file is another one, or what collects them is."""
    found = [*map(version, ("django", "whitenoise")), _state(Path(__file__))]
    for finder in get_finders():
        for name, storage in finder.list([]):
            found.append(f"{name} {_state(Path(storage.path(name)))}")
    return hashlib.sha256("\n".join(found).encode()).hexdigest()


def _state(path: Path) -> str:
    about = path.stat()
    return f"{about.st_size} {about.st_mtime_ns}"


class CollectedStorage(CompressedManifestStaticFilesStorage):
    # A script that imports another asks for the one it belongs to, also right after an upgrade.
    support_js_module_import_aggregation = True

    def url(self, name: str | None, force: bool = False) -> str:
        return super().url(name, force) if self.hashed_files else StaticFilesStorage.url(self, name)

    def bundle(self, name: str) -> list[str]:
        """The addresses a page loads for this bundle: the one file, or its parts before it is collected."""
        return [self.url(each) for each in ([name] if name in self.hashed_files else BUNDLES[name])]

    def post_process(
        self, paths: dict[str, tuple[Any, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        if not dry_run:
            for name, parts in BUNDLES.items():
                self.delete(name)
                self._save(name, ContentFile(joined(name, {part: _text(*paths[part]) for part in parts})))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


def _text(storage: Any, path: str) -> str:
    with storage.open(path) as file:
        return str(file.read().decode())


def joined(name: str, parts: Mapping[str, str]) -> str:
    """The texts of the parts {name: text} as one file with this name."""
    if name.endswith(".js"):
        # Each in a room of its own, but for what it makes known to all with `var`, as htmx does.
        return "\n".join(f"{{{text}\n}}" for text in parts.values())
    folder = posixpath.dirname(name)
    return "\n".join(_moved(text, posixpath.dirname(part), folder) for part, text in parts.items())


def _moved(text: str, old: str, new: str) -> str:
    """A style sheet whose relative addresses hold in another folder."""

    def moved(found: re.Match[str]) -> str:
        mark, address = found.groups()
        return f"url({mark}{posixpath.relpath(posixpath.join(old, address), new)}{mark})"

    return RELATIVE.sub(moved, text)
