"""`octant check`: everything a machine can say about the code without running the tests."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from octant.cli import template_lint
from octant.core import catalogues
from octant.frameworks.loading import check_all

ROOT = Path(__file__).resolve().parents[3]
BIN = Path(sys.executable).parent

CHECKS: dict[str, list[str]] = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "imports": ["lint-imports"],
    "templates": ["djlint", "src/octant/templates", "--lint", "--quiet"],
    "migrations": ["django-admin", "makemigrations", "--check", "--dry-run"],
    "django": ["django-admin", "check"],
}


OWN: dict[str, Callable[[], list[str]]] = {
    "content": check_all,
    "page texts": lambda: template_lint.problems(ROOT),
    "translations": catalogues.problems,
}


def check() -> int:
    """Run all checks, print what failed, return 1 if any did."""
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    for name, find in OWN.items():
        problems = find()
        report(name, not problems, "\n".join(problems))
        failed += [name] if problems else []
    print(f"\n{'All checks passed.' if not failed else 'Failed: ' + ', '.join(failed)}")
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    result = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    report(name, result.returncode == 0, result.stdout + result.stderr)
    return result.returncode == 0


def report(name: str, good: bool, details: str) -> None:
    print(f"{'ok    ' if good else 'FAILED'} {name}", flush=True)
    if not good:
        print("\n".join(f"       {line}" for line in details.strip().splitlines()))
