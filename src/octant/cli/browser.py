"""Find a Chromium for the tests, or get one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
INSTALLERS = (
    ("apt-get", [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]]),
    ("dnf", [["dnf", "install", "-y", "-q", "chromium"]]),
    ("pacman", [["pacman", "-Sy", "--noconfirm", "chromium"]]),
    ("apk", [["apk", "add", "chromium"]]),
    ("brew", [["brew", "install", "--cask", "chromium"]]),
)
MISSING = (
    "The browser tests need Chromium, and it could neither be found nor installed. "
    "Install Chromium or Chrome, or name one in OCTANT_BROWSER, then run this again."
)


def find_or_install() -> str | None:
    """The path of a browser: an installed one, else Playwright's, else the system's package manager's."""
    return installed() or playwrights() or from_package_manager()


def installed() -> str | None:
    named = os.environ.get("OCTANT_BROWSER")
    if named and Path(named).exists():
        return named
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    return next(filter(None, map(shutil.which, NAMES)), None) or (str(mac) if mac.exists() else None)


def playwrights() -> str | None:
    print("No Chromium found; asking Playwright for its own.", flush=True)
    result = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if result.returncode:
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def from_package_manager() -> str | None:
    sudo = [] if not hasattr(os, "geteuid") or os.geteuid() == 0 else ["sudo", "-n"]
    for name, steps in INSTALLERS:
        if not shutil.which(name):
            continue
        print(f"Installing Chromium with {name}.", flush=True)
        done = all(
            subprocess.run([*sudo, *step], check=False, stdout=subprocess.DEVNULL).returncode == 0
            for step in steps
        )
        return installed() if done else None
    return None
