"""Find a Chromium for the tests, or get one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import packages

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PACKAGES = {
    "apt-get": ["chromium"],
    "dnf": ["chromium"],
    "pacman": ["chromium"],
    "apk": ["chromium"],
    "brew": ["--cask", "chromium"],
}
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
    return installed() if packages.install("Chromium", PACKAGES) else None
