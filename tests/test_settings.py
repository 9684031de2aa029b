"""Every setting is documented, and nothing else is."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_page_about_settings_names_exactly_what_is_read():
    source = (ROOT / "src/octant/settings.py").read_text()
    page = (ROOT / "docs/operate/settings.md").read_text()
    read = set(re.findall(r"env(?:_bool|_list)?\(\s*\"([A-Z_]+)\"", source))
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", page, flags=re.M))
    assert read == documented


def test_nothing_but_the_settings_file_reads_the_environment():
    readers = {
        path.relative_to(ROOT / "src/octant").as_posix()
        for path in (ROOT / "src/octant").rglob("*.py")
        if re.search(r"os\.environ|getenv", path.read_text())
    }
    assert readers <= {"settings.py", "asgi.py"} | {name for name in readers if name.startswith("cli/")}
