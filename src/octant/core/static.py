"""Static files: hashed and compressed once they are collected, plain before that (tests, first look).

What every page loads is joined into one style sheet and one script when it is collected, so that a first
visit waits for two files instead of six. Before that the pages load the parts themselves: nothing is built.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# What is joined, in the order in which it counts.
BUNDLES = {
    "octant/all.css": ("vendor/vendor.css", "octant/octant.css", "octant/charts.css", "octant/rounds.css"),
    "octant/all.js": ("vendor/htmx.org/4.0.1/htmx.min.js", "octant/js/main.js"),
}
# An address within a style sheet that is told from its own folder.
RELATIVE = re.compile(r"""url\((["']?)(?!["']|data:|[#/])([^)"']+)\1\)""")


class CollectedStorage(CompressedManifestStaticFilesStorage):
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
