"""No text of ours is without its translation, and every catalogue goes out with the package."""

from __future__ import annotations

from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.repository.catalogue import COMMAND, ROOT, SOURCE, catalogues, faults, template, update
from troth.web.tongues import tongues

TEXTS = template()


@pytest.mark.parametrize("tag", catalogues())
def test_every_text_is_translated_with_the_same_placeholders_and_tags(tag: str) -> None:
    found = list(faults(catalogues()[tag], TEXTS))
    assert not found, f"run {COMMAND}, then translate in {catalogues()[tag]}:\n" + "\n".join(found)


@pytest.mark.parametrize("tag", catalogues())
def test_renewing_a_catalogue_that_is_complete_changes_nothing(tag: str, tmp_path: Path) -> None:
    copy = tmp_path / "troth.po"
    copy.write_bytes(catalogues()[tag].read_bytes())
    update(tag, copy, TEXTS)
    assert copy.read_text(encoding="utf-8") == catalogues()[tag].read_text(encoding="utf-8"), f"run {COMMAND}"


def test_a_text_without_translation_and_one_with_another_placeholder_are_found(tmp_path: Path) -> None:
    path = tmp_path / "troth.po"
    update("fr", path, TEXTS)
    said = path.read_text(encoding="utf-8").replace('"until %(day)s"\nmsgstr ""', '"until %(day)s"\nmsgstr "%(date)s"')
    path.write_text(said, encoding="utf-8")
    found = list(faults(path, TEXTS))
    assert "other placeholders or tags: 'until %(day)s'" in found
    assert "not translated: 'Your data'" in found


def test_the_texts_of_templates_code_and_terms_are_all_looked_for() -> None:
    for text in ("What we hold", "until %(day)s", "Your link to your data", "your e-mail address"):
        assert TEXTS.get(text) is not None


def test_the_catalogues_are_in_the_wheel() -> None:
    packed = {each.distribution_path for each in WheelBuilder(str(ROOT)).recurse_included_files()}
    wanted = {f"troth/{path.relative_to(SOURCE).as_posix()}" for path in catalogues().values()}
    assert wanted
    assert wanted <= packed


def test_every_catalogue_is_a_language_that_can_be_chosen() -> None:
    assert {each.tag for each in tongues()} == {"en", *catalogues()}
