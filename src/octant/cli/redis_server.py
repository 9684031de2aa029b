"""Find a Redis or Valkey server for the tests of several server processes, or get one."""

import shutil

from . import packages

NAMES = ("redis-server", "valkey-server")
PACKAGES = {
    "apt-get": ["redis-server"],
    "dnf": ["valkey"],
    "pacman": ["valkey"],
    "apk": ["valkey"],
    "brew": ["valkey"],
}
MISSING = (
    "The tests of several server processes need a Redis or Valkey server, and it could neither be found nor "
    "installed. Install redis-server or valkey-server, then run this again."
)


def find_or_install() -> str | None:
    """The path of a server: an installed one, else the system's package manager's."""
    if path := installed():
        return path
    return installed() if packages.install("a Redis server", PACKAGES) else None


def installed() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)
