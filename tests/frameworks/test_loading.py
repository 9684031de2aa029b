"""Faults in content files are named with file, line and key."""

import shutil
from pathlib import Path

import pytest

from octant.frameworks.loading import (
    CONTENT,
    ContentError,
    EditionFolder,
    check_all,
    checksums,
    load,
    read_yaml,
)


@pytest.fixture
def folder(tmp_path: Path) -> EditionFolder:
    """A copy of edition 1 that a test may spoil."""
    copy = tmp_path / "csei" / "1"
    shutil.copytree(CONTENT / "csei" / "1", copy)
    return EditionFolder(copy)


def spoil(folder: EditionFolder, old: str, new: str, file: str = "framework.yaml") -> int:
    """Replaces the first `old` in the file and gives the number of its line."""
    path = folder.path / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults(folder: EditionFolder) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(folder)
    return caught.value.problems


def test_a_misspelt_key_is_named_with_its_line(folder):
    line = spoil(folder, "    short_name: Members", "    shortname: Members")

    missing, unknown = sorted(faults(folder), key=lambda text: "not known" in text)
    assert missing.startswith("csei/1/framework.yaml, line ")
    assert missing.endswith("dimensions › 1 › short_name: “short_name” is missing.")
    assert unknown == (
        f"csei/1/framework.yaml, line {line}, dimensions › 1 › shortname: “shortname” is not known here."
    )


def test_an_unknown_source_is_named_once_with_what_it_must_be(folder):
    line = spoil(folder, "    source: guide ch. 3 VII\n", "    source: guide ch. 33\n")

    (problem,) = faults(folder)
    assert problem.startswith(
        f"csei/1/framework.yaml, line {line}, dimensions › 7 › source: “source” must be one of: guide"
    )


def test_every_fault_of_a_file_is_listed(folder):
    first = spoil(folder, "name: Public sector", 'name: ""')
    second = spoil(folder, "sector: social", "sector: soical")
    third = spoil(folder, "edition: 1", "edition: first")

    problems = faults(folder)

    assert len(problems) == 3
    assert any(f"line {first}, sectors › 1 › name: “name” is empty." in text for text in problems)
    assert any(
        f"line {second}, " in text and "public, private, social, academic" in text for text in problems
    )
    assert any(f"line {third}, edition: “edition” must be a number." in text for text in problems)


def test_a_key_that_stands_twice_is_a_fault(folder):
    line = spoil(folder, "    short_name: Members\n", "    short_name: Members\n    short_name: Others\n") + 1

    (problem,) = faults(folder)
    assert problem.startswith(f"csei/1/framework.yaml, line {line}, ")
    assert problem.endswith("“short_name” stands twice in this list.")


def test_a_file_in_the_wrong_folder_is_a_fault(folder):
    spoil(folder, "edition: 1", "edition: 2")

    assert faults(folder) == [
        "csei/1/framework.yaml, line 1: “slug” and “edition” must be those of the folder."
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: [1, 2\nb: 3\n", "test.yaml, line 2: this is no valid YAML"),
        (b"- one\n- two\n", "test.yaml, line 1: the file must be a mapping"),
        (b"", "test.yaml, line 1: the file must be a mapping"),
        (b"a: \xff\n", "test.yaml: the file must be saved as UTF-8."),
    ],
)
def test_what_is_no_yaml_mapping_is_refused(tmp_path, content, message):
    path = tmp_path / "test.yaml"
    path.write_bytes(content)

    with pytest.raises(ContentError) as caught:
        read_yaml(path, "test.yaml")

    assert caught.value.problems[0].startswith(message)


def test_yaml_cannot_run_anything(tmp_path):
    path = tmp_path / "test.yaml"
    path.write_text('a: !!python/object/apply:os.system ["exit 1"]\n')

    assert read_yaml(path, "test.yaml").data == {"a": ["exit 1"]}


def test_the_copy_itself_is_sound(folder, tmp_path):
    assert check_all(tmp_path) == []


def test_no_framework_at_all_is_a_problem(tmp_path):
    assert len(check_all(tmp_path)) == 1


@pytest.mark.parametrize("file", ["framework.yaml", "guidance/purpose.md"])
def test_a_published_edition_must_not_change(folder, tmp_path, file):
    with (folder.path / file).open("a", encoding="utf-8") as stream:
        stream.write("\n# a remark\n")

    (problem,) = check_all(tmp_path)
    assert problem.startswith(f"csei/1/{file}: edition 1 is published and must not change")


def test_a_published_edition_gains_and_loses_no_file(folder, tmp_path):
    (folder.path / "guidance" / "purpose.md").unlink()

    problems = check_all(tmp_path)
    assert problems[0].startswith("csei/1/guidance/purpose.md: edition 1 is published")


def test_a_draft_may_change(folder, tmp_path):
    (folder.path / "SHA256SUMS").unlink()
    spoil(folder, "name: Public sector", "name: Public bodies")

    assert not folder.is_published
    assert check_all(tmp_path) == []


def test_translations_may_be_mended_after_publication(folder, tmp_path):
    before = checksums(folder)
    spoil(folder, "name: Mitgliedschaft", "name: Mitglieder", "locale/de.yaml")

    assert checksums(folder) == before
    assert load(folder, "de").dimension("membership").name == "Mitglieder"
    assert check_all(tmp_path) == []


def test_a_missing_translation_is_reported_and_english_shown(folder, tmp_path):
    spoil(folder, "    short_name: Mitglieder\n", "", "locale/de.yaml")

    (problem,) = check_all(tmp_path)
    assert (
        problem
        == "csei/1/locale/de.yaml: texts without translation: 1, the first is dimensions › 1 › short_name."
    )
    assert load(folder, "de").dimension("membership").short_name == "Members"


def test_a_translation_of_nothing_is_reported_and_left_out(folder, tmp_path):
    line = spoil(folder, "      inclusion: {text: Kleine", "      inklusion: {text: Kleine", "locale/de.yaml")

    problems = check_all(tmp_path)
    assert (
        f"csei/1/locale/de.yaml, line {line}, dimensions › membership › statements › inklusion:"
        " “inklusion” is not known here." in problems
    )
    assert load(folder, "de").statement("membership.inclusion").text.startswith("Small organisations")


def test_guidance_without_translation_is_reported_and_english_shown(folder, tmp_path):
    (folder.path / "guidance" / "de" / "purpose.md").unlink()

    assert check_all(tmp_path) == ["csei/1/guidance/de/purpose.md: the file is missing."]
    assert load(folder, "de").dimension("purpose").reading[0].lines == ("Test your purpose",)


def test_guidance_for_no_dimension_is_a_fault(folder):
    (folder.path / "guidance" / "weather.md").write_text("Rain.")

    assert faults(folder) == [
        "csei/1/framework.yaml, line 1, whole file: guidance/weather.md belongs to no dimension."
    ]
