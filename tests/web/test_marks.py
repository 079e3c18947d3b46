"""The text set as a page: its blocks, their levels, and the signs of its sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.small import write_small
from troth.language import Version, load_policies
from troth.web.marks import Sheet, sheet


def _sheet(folder: Path, text: str) -> Sheet:
    for path in write_small(folder).glob("*/policy.md"):
        path.write_text(text, encoding="utf-8")
    version: Version = load_policies([folder])[0].versions[0]
    return sheet(version)


SENTENCES = "We keep your name to run your account. We never sell anything about you. We may write to you, if you like."
SAID = "This is only said."


def test_a_text_without_a_title_gets_the_policys_name(tmp_path: Path) -> None:
    found = _sheet(tmp_path / "p", f"{SENTENCES} {SAID}")
    assert (found.title, found.titled) == ("small", False)
    assert [part.level for part in found.parts] == [1]


@pytest.mark.parametrize(
    ("headings", "levels"),
    [(("#", "##", "####"), [1, 2, 3]), (("#", "#", "###"), [1, 2, 3]), (("###", "######"), [1, 2])],
)
def test_headings_are_brought_into_order(tmp_path: Path, headings: tuple[str, ...], levels: list[int]) -> None:
    text = "\n\n".join(f"{marks} Heading {number}\n\nWords {number}." for number, marks in enumerate(headings))
    found = _sheet(tmp_path / "p", f"{text}\n\n{SENTENCES} {SAID}")
    assert [part.level for part in found.parts if part.kind == "heading"] == levels


def test_list_items_that_belong_together_stay_together(tmp_path: Path) -> None:
    found = _sheet(
        tmp_path / "p", f"# A title\n\n{SENTENCES} {SAID}\n\n- one thing\n- another\n\nMore words follow here."
    )
    assert [len(group) for group in found.groups] == [1, 1, 2, 1]


def test_the_rules_of_a_sentence_come_before_what_it_only_says(tmp_path: Path) -> None:
    found = _sheet(tmp_path / "p", f"{SENTENCES} {SAID} Loose words.")
    assert [marked.signs for marked in found.marked] == [
        ("may",),
        ("never", "must"),
        ("must", "may"),
        ("said",),
        ("loose",),
    ]
