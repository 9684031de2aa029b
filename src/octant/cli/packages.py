"""Install a program that the tests need with the system's package manager."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

MANAGERS = {
    "apt-get": [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq"]],
    "dnf": [["dnf", "install", "-y", "-q"]],
    "pacman": [["pacman", "-Sy", "--noconfirm"]],
    "apk": [["apk", "add"]],
    "brew": [["brew", "install"]],
}


def install(title: str, names: Mapping[str, Sequence[str]]) -> bool:
    """Whether it was installed; `names` says what each package manager calls it (with options, if needed)."""
    sudo = [] if not hasattr(os, "geteuid") or os.geteuid() == 0 else ["sudo", "-n"]
    manager = next((name for name in MANAGERS if name in names and shutil.which(name)), None)
    if manager is None:
        return False
    print(f"Installing {title} with {manager}.", flush=True)
    *before, last = MANAGERS[manager]
    steps = [*before, [*last, *names[manager]]]
    return all(
        subprocess.run([*sudo, *step], check=False, stdout=subprocess.DEVNULL).returncode == 0
        for step in steps
    )
