"""What every page loads is one style sheet and one script, once the files are collected."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client, override_settings

from octant.core import static
from octant.core.static import BUNDLES, CollectedStorage, joined


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> CollectedStorage:
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder):
        call_command("collectstatic", verbosity=0, interactive=False)
    return CollectedStorage(location=folder)


def test_a_bundle_is_one_file_with_a_name_that_never_changes(collected):
    for name in BUNDLES:
        (address,) = collected.bundle(name)
        stem, suffix = name.rsplit(".", 1)
        assert re.fullmatch(rf"/static/{stem}\.[0-9a-f]{{12}}\.{suffix}", address)


def test_it_holds_all_its_parts_in_order(collected):
    for name, parts in BUNDLES.items():
        text = Path(collected.path(collected.hashed_files[name])).read_text()
        places = []
        for part in parts:
            lines = Path(finders.find(part)).read_text().splitlines()
            places.append(text.index(next(line for line in lines if len(line) > 40 and "url(" not in line)))
        assert places == sorted(places)


def test_addresses_in_it_lead_to_files(collected):
    name = collected.hashed_files["octant/all.css"]
    sheet = Path(collected.path(name))
    found = re.findall(r"url\([\"']?(?!data:|[\"'])([^)\"']+)", sheet.read_text())
    fonts = [each for each in found if each.endswith(".woff2")]
    assert len(fonts) >= 5
    assert all((sheet.parent / each).resolve().is_file() for each in fonts)


def test_scripts_import_others_under_names_that_never_change(collected):
    script = Path(collected.path(collected.hashed_files["octant/js/network.js"]))
    imported = re.findall(r"""from ["']\./([^"']+)["']""", script.read_text())
    assert len(imported) == 2
    assert all(re.fullmatch(r"[\w-]+\.[0-9a-f]{12}\.js", name) for name in imported)
    assert all((script.parent / name).is_file() for name in imported)


def test_before_it_is_collected_a_page_loads_the_parts():
    storage = CollectedStorage(location="/nowhere")
    assert storage.bundle("octant/all.js") == [f"/static/{part}" for part in BUNDLES["octant/all.js"]]


@pytest.mark.django_db
def test_a_page_loads_the_bundles():
    html = Client().get("/").content.decode()
    assert html.count("data-modules") == 1
    for name in BUNDLES:
        assert all(part in html for part in BUNDLES[name]) or name.rsplit(".", 1)[0] in html


def test_addresses_are_told_from_the_new_place():
    text = 'a{b:url(f/x.woff2)}c{d:url("../y.svg")}e{f:url(data:z)}g{h:url("#i")}'
    assert joined("octant/all.css", {"vendor/v.css": text}) == (
        'a{b:url(../vendor/f/x.woff2)}c{d:url("../y.svg")}e{f:url(data:z)}g{h:url("#i")}'
    )


def test_scripts_do_not_share_their_names():
    assert joined("a.js", {"x.js": "const a = 1; // end", "y.js": "const a = 2;"}) == (
        "{const a = 1; // end\n}\n{const a = 2;\n}"
    )


def test_files_are_collected_again_only_when_one_has_changed(tmp_path, monkeypatch):
    source, root = tmp_path / "source", tmp_path / "collected"
    sheet = source / "octant" / "a.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text("a { color: red }")
    monkeypatch.setattr(static, "BUNDLES", {})
    manifest = root / "staticfiles.json"
    finders.get_finder.cache_clear()
    try:
        folder_alone = ["django.contrib.staticfiles.finders.FileSystemFinder"]
        with override_settings(STATIC_ROOT=root, STATICFILES_DIRS=[source], STATICFILES_FINDERS=folder_alone):
            static.collect()
            first = manifest.read_text()
            manifest.write_text(first + " ")
            static.collect()
            assert manifest.read_text() == first + " "
            sheet.write_text("a { color: blue }")
            static.collect()
            assert manifest.read_text() not in {first, first + " "}
            manifest.unlink()
            static.collect()
            assert manifest.exists()
    finally:
        finders.get_finder.cache_clear()
