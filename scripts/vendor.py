"""Bring the third-party front-end files and fonts into the repository.

Run ``uv run python scripts/vendor.py`` after changing a version below, look at the diff, and commit
it. Nothing is built on a user's machine and no page ever loads a file from elsewhere: what a browser
gets is what stands in ``src/octant/static``.

Each package is fetched with ``npm pack`` and must have exactly the pinned checksum.
"""

import base64
import gzip
import hashlib
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "src/octant/static/vendor"
PDF_FONTS = ROOT / "src/octant/reports/fonts"
TESTS = ROOT / "tests/vendor"


@dataclass(frozen=True)
class Package:
    """One npm package at one version; ``why`` goes into the list of vendored files."""

    name: str
    version: str
    licence: str
    integrity: str
    why: str

    @property
    def folder(self) -> str:
        return f"{self.name.removeprefix('@').replace('/', '-')}/{self.version}"


HTMX = Package(
    "htmx.org", "4.0.1", "0BSD",
    "sha512-oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
    "parts of a page change without a reload",
)  # fmt: skip
DESIGNSYSTEMET = Package(
    "@digdir/designsystemet-css", "1.22.0", "MIT",
    "sha512-f/+YOK1Gvl7ypdeRh0TDGs28eu8DkOPDAR+T8yLpnys9FxNWX05UNuhXJwYwRuzF9WUgjAhpJ5JKdodTDxWMEA==",
    "components of a public-sector design system with tested accessibility",
)  # fmt: skip
SIGMA = Package(
    "sigma", "3.0.3", "MIT",
    "sha512-5H0zFlx6/NTQpqBg4Rm569ZOpnBOXMaS25UQThIWMU3XyzI5AhmorK/gnl87BvJBLhQd0tW4C0LIp3enWzMoNw==",
    "draws networks of thousands of organisations with the graphics card",
)  # fmt: skip
GRAPHOLOGY = Package(
    "graphology", "0.26.0", "MIT",
    "sha512-8SSImzgUUYC89Z042s+0r/vMibY7GX/Emz4LDO5e7jYXhuoWfHISPFJYjpRLUSJGq6UQ6xlenvX1p/hJdfXuXg==",
    "the graph that sigma draws",
)  # fmt: skip
MAPLIBRE = Package(
    "maplibre-gl", "6.17.0", "BSD-3-Clause",
    "sha512-2chIZwpLGenoUQOcnm9Pk4SLbA8ppNFq8jlpXiq9vcYm3Y1wJ3fc82FL0GLwBaPYJCLzPv/mC46KEupVov75rQ==",
    "draws the map of organisations with the graphics card",
)  # fmt: skip
INTER_WEB = Package(
    "@fontsource-variable/inter", "5.3.0", "OFL-1.1",
    "sha512-OupL48va4JNofb97w6NYeF9S7W/kHNKM0Er8Dem5nqi4jeOLrVJDoE8tZEpnMJmtkvNbB1EIPPwHcdkF6b1oUA==",
    "the typeface on screen; a browser loads only the scripts a page uses",
)  # fmt: skip
AXE = Package(
    "axe-core", "4.14.1", "MPL-2.0",
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    "accessibility checks in the tests; never sent to a visitor",
)  # fmt: skip
INTER_PDF = Package(
    "@expo-google-fonts/inter", "0.4.2", "OFL-1.1",
    "sha512-syfiImMaDmq7cFi0of+waE2M4uSCyd16zgyWxdPOY7fN2VBmSLKEzkfbZgeOjJq61kSqPBNNtXjggiQiSD6gMQ==",
    "the same typeface as static files, which PDF and label measuring need",
)  # fmt: skip
ARABIC = Package(
    "@fontsource/noto-sans-arabic", "5.3.0", "OFL-1.1",
    "sha512-i3t6GR0LOReyJVEk+YfYCnxv53wuIelg7Y9NGNvOq4Diq/EP0YszaGXkQwfQNigLjfO4POrLaPGM0sNliGYk7A==",
    "Arabic script in PDF",
)  # fmt: skip
HEBREW = Package(
    "@fontsource/noto-sans-hebrew", "5.3.0", "OFL-1.1",
    "sha512-7owtzuw9D+ipt0g8mcBGOm7MS/mv/REKsjSwEUe749UUsrnG54TSmusNn7oxv2GxbUORAzADLQ8ggdtt7oKkpg==",
    "Hebrew script in PDF",
)  # fmt: skip
EMOJI = Package(
    "@fontsource/noto-emoji", "5.3.2", "OFL-1.1",
    "sha512-N9CSzXJB04AVWYvFbuBgL2Dq964Zo91th/uOu/QLSuWBYuL9FWXGcEo6ZNwc/IJ7vmpm8KHaIKD7jF8pYm4taw==",
    "emoji and other signs in PDF",
)  # fmt: skip

PACKAGES = (
    HTMX, DESIGNSYSTEMET, SIGMA, GRAPHOLOGY, MAPLIBRE, INTER_WEB, AXE, INTER_PDF, ARABIC, HEBREW, EMOJI,
)  # fmt: skip

# Designsystemet ships each component as a file of its own; only those the templates use are joined, each in
# the cascade layer and in the order of Designsystemet's own index.
BASE = ("base", "heading", "label", "paragraph", "validation-message")
COMPONENTS = (
    "link", "button", "input", "field", "fieldset", "alert", "skip-link", "details", "card", "chip",
    "pagination", "tag", "error-summary", "table", "breadcrumbs",
)  # fmt: skip
# Octant's own colours and sizes for it, written by its command-line tool; docs/look.md says how.
THEME = ROOT / "scripts/theme/octant.css"

# Writing systems of the interface: (source file, name of the result, letters as ranges). The browser
# fetches a file only when a page has such a letter, so the letters of Europe's Latin alphabets are split
# from the rare ones: a Polish name costs 20 kB and not 85.
EUROPE = "U+0100-017F,U+0218-021B,U+1E9E,U+20A0-20AB,U+20AD-20C0"
WEB_FONT_FILES = (
    ("latin", "latin", "U+0000-00FF,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,"
     "U+2193,U+2212,U+2215,U+FEFF,U+FFFD"),
    ("latin-ext", "europe", EUROPE),
    ("latin-ext", "latin-ext", "U+0180-0217,U+021C-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,"
     "U+1E00-1E9D,U+1E9F,U+1EF2-1EFF"),
    ("cyrillic", "cyrillic", "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116"),
    ("greek", "greek", "U+0370-0377,U+037A-037F,U+0384-038A,U+038C,U+038E-03A1,U+03A3-03FF"),
    ("vietnamese", "vietnamese", "U+0300,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF1"),
)  # fmt: skip

# (package, file inside it, name of the result, family it must carry)
PDF_FONT_FILES = (
    (INTER_PDF, "400Regular/Inter_400Regular.ttf", "Inter-Regular.ttf", "Inter"),
    (
        INTER_PDF,
        "400Regular_Italic/Inter_400Regular_Italic.ttf",
        "Inter-Italic.ttf",
        "Inter",
    ),
    (INTER_PDF, "600SemiBold/Inter_600SemiBold.ttf", "Inter-SemiBold.ttf", "Inter"),
    (INTER_PDF, "700Bold/Inter_700Bold.ttf", "Inter-Bold.ttf", "Inter"),
    (
        ARABIC,
        "files/noto-sans-arabic-arabic-400-normal.woff2",
        "NotoSansArabic-Regular.ttf",
        "Noto Sans Arabic",
    ),
    (
        ARABIC,
        "files/noto-sans-arabic-arabic-700-normal.woff2",
        "NotoSansArabic-Bold.ttf",
        "Noto Sans Arabic",
    ),
    (
        HEBREW,
        "files/noto-sans-hebrew-hebrew-400-normal.woff2",
        "NotoSansHebrew-Regular.ttf",
        "Noto Sans Hebrew",
    ),
    (
        HEBREW,
        "files/noto-sans-hebrew-hebrew-700-normal.woff2",
        "NotoSansHebrew-Bold.ttf",
        "Noto Sans Hebrew",
    ),
    (
        EMOJI,
        "files/noto-emoji-emoji-400-normal.woff2",
        "NotoEmoji-Regular.ttf",
        "Noto Emoji",
    ),
)

# What shaping needs; stylistic alternates would add a third to each file.
FONT_FEATURES = (
    "calt", "case", "ccmp", "curs", "dnom", "fina", "frac", "init", "isol", "kern", "liga", "locl", "mark",
    "medi", "mkmk", "numr", "ordn", "rclt", "rlig", "rvrn", "sups", "subs", "tnum",
)  # fmt: skip


def fetch(package: Package, into: Path) -> Path:
    """Download and unpack one package; stop when its checksum is not the pinned one."""
    packed = subprocess.run(  # noqa: S603 (the arguments are the constants above)
        ["npm", "pack", f"{package.name}@{package.version}", "--silent", "--pack-destination", str(into)],  # noqa: S607
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    archive = into / packed.stdout.split()[-1]
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package.integrity:
        raise SystemExit(
            f"{package.name}@{package.version}: checksum is {found}, expected {package.integrity}"
        )
    folder = into / package.folder.replace("/", "-")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "package"


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def vendor_htmx(source: Path) -> None:
    target = STATIC / HTMX.folder
    target.mkdir(parents=True)
    # The second is the extension for server-sent events (live regions).
    for name in ("htmx.min.js", "ext/hx-sse.min.js"):
        script = (source / "dist" / name).read_text()
        # The map is not shipped, so the comment that points to it goes too.
        (target / Path(name).name).write_text(script.split("\n//# sourceMappingURL=")[0] + "\n")
    copy(source / "LICENSE", target / "LICENSE")


def vendor_network(sigma: Path, graphology: Path) -> None:
    """Both as they are built for a page without a bundler; neither needs eval or a worker."""
    for package, source, file in (
        (SIGMA, sigma, "sigma.min.js"),
        (GRAPHOLOGY, graphology, "graphology.umd.min.js"),
    ):
        script = (source / "dist" / file).read_text()
        target = STATIC / package.folder
        target.mkdir(parents=True)
        (target / file).write_text(script.split("\n//# sourceMappingURL=")[0].rstrip() + "\n")
        copy(source / "LICENSE.txt", target / "LICENSE")


def vendor_map(source: Path) -> None:
    """Two modules: the page's, and the worker it starts from our own address (no blob, no eval)."""
    target = STATIC / MAPLIBRE.folder
    target.mkdir(parents=True)
    for file in ("maplibre-gl.mjs", "maplibre-gl-worker.mjs"):
        script = (source / "dist" / file).read_text()
        (target / file).write_text(script.split("\n//# sourceMappingURL=")[0].rstrip() + "\n")
    # In a layer below ours, so that a page may say how it looks.
    style = (source / "dist/maplibre-gl.css").read_text().strip()
    (target / "maplibre-gl.css").write_text(f"@layer ds.components{{{style}}}\n")
    copy(source / "LICENSE.txt", target / "LICENSE")


def vendor_designsystemet(source: Path, fonts: str) -> None:
    """One style sheet for a browser: fonts, our theme, the components in use."""

    def sheet(name: str) -> str:
        return (source / f"dist/src/{name}.css").read_text().strip()

    target = STATIC / DESIGNSYSTEMET.folder
    parts = [
        "@layer ds.theme,ds.base,ds.components,octant;",
        fonts,
        shortened(THEME.read_text()),
        *(f"@layer ds.base{{{sheet(name)}}}" for name in BASE),
        *(f"@layer ds.components{{{sheet(name)}}}" for name in COMPONENTS),
    ]
    (STATIC / "vendor.css").write_text("\n".join(parts) + "\n")
    copy(source / "LICENSE", target / "LICENSE")


def shortened(css: str) -> str:
    """Drop comments, line breaks and the second typography, which no page asks for."""
    css = re.sub(r"@charset[^;]*;|/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"@layer ds\.theme\.typography\.secondary \{.*?\n\}\n\}", "", css, flags=re.DOTALL)
    css = re.sub(r"\s*([{};])\s*", r"\1", css)
    return re.sub(r"(--[a-z0-9_-]+):\s+", r"\1:", re.sub(r"\s*\n\s*", " ", css))


def letters(ranges: str) -> set[int]:
    """Code points of a CSS ``unicode-range``."""
    points: set[int] = set()
    for part in ranges.split(","):
        first, _, last = part.removeprefix("U+").partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


def vendor_web_font(source: Path) -> str:
    """Write a variable font file per writing system; return the style rules that name them."""
    target = STATIC / INTER_WEB.folder
    target.mkdir(parents=True)
    faces = []
    for file, name, ranges in WEB_FONT_FILES:
        font = reduced_font(source / f"files/inter-{file}-wght-normal.woff2", letters(ranges))
        font.flavor = "woff2"
        font.save(str(target / f"inter-{name}.woff2"))
        faces.append(
            f"@font-face{{font-family:Inter;font-style:normal;font-weight:100 900;font-display:swap;"
            f"src:url({INTER_WEB.folder}/inter-{name}.woff2) format('woff2');unicode-range:{ranges}}}"
        )
    copy(source / "LICENSE", target / "LICENSE")
    return "\n".join(faces)


def vendor_axe(source: Path) -> None:
    copy(source / "axe.min.js", TESTS / "axe.min.js")
    copy(source / "LICENSE", TESTS / "axe.LICENSE")


def reduced_font(source: Path, unicodes: set[int] | None = None) -> TTFont:
    """The font with these letters (all, if None), without hinting and stylistic alternates."""
    options = subset.Options(
        layout_features=list(FONT_FEATURES), hinting=False, glyph_names=False,
        name_IDs=["*"], name_languages=["*"], notdef_outline=True, recalc_timestamp=False,
    )  # fmt: skip
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap() if unicodes is None else unicodes)
    subsetter.subset(font)
    return font


def static_font(source: Path, target: Path, family: str) -> None:
    """Write a plain TTF under the family name that documents ask for."""
    font = reduced_font(source)
    name = font["name"]
    if name.getBestFamilyName() != family:
        name.setName(family, 1, 3, 1, 0x409)
    font.flavor = None
    font.save(str(target))


def vendor_pdf_fonts(sources: dict[Package, Path]) -> None:
    PDF_FONTS.mkdir(parents=True)
    for package, file, name, family in PDF_FONT_FILES:
        static_font(sources[package] / file, PDF_FONTS / name, family)
    for package, name in ((INTER_WEB, "Inter"), (ARABIC, "NotoSansArabic"), (HEBREW, "NotoSansHebrew"),
                          (EMOJI, "NotoEmoji")):  # fmt: skip
        copy(sources[package] / "LICENSE", PDF_FONTS / f"{name}.LICENSE")


def write_list() -> None:
    """``static/vendor/README.md``: what is here, from where, under which licence, how large."""
    lines = [
        "# Vendored files",
        "",
        "Written by `scripts/vendor.py`; change versions there, never files here.",
        "",
        "| package | version | licence | what for |",
        "|---|---|---|---|",
    ]
    lines += [f"| `{p.name}` | {p.version} | {p.licence} | {p.why} |" for p in PACKAGES]
    lines += ["", "| file | bytes | compressed |", "|---|---:|---:|"]
    for folder in (STATIC, PDF_FONTS, TESTS):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".js", ".mjs", ".css", ".woff2", ".ttf"}:
                data = path.read_bytes()
                compressed = len(data) if path.suffix == ".woff2" else len(gzip.compress(data, 9, mtime=0))
                lines.append(f"| `{path.relative_to(ROOT)}` | {len(data)} | {compressed} |")
    (STATIC / "README.md").write_text("\n".join(lines) + "\n")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        sources = {package: fetch(package, Path(folder)) for package in PACKAGES}
        for old in (STATIC, PDF_FONTS, TESTS):
            shutil.rmtree(old, ignore_errors=True)
        vendor_htmx(sources[HTMX])
        vendor_designsystemet(sources[DESIGNSYSTEMET], vendor_web_font(sources[INTER_WEB]))
        vendor_network(sources[SIGMA], sources[GRAPHOLOGY])
        vendor_map(sources[MAPLIBRE])
        vendor_axe(sources[AXE])
        vendor_pdf_fonts(sources)
    write_list()


if __name__ == "__main__":
    main()
