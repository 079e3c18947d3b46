"""Real policies: every anchor has one place, and together they leave no sentence loose."""

from __future__ import annotations

import re

from tests.conftest import Published
from troth.language.text import Anchor, Text


def read(published: Published) -> Text:
    return Text.read(published.text.read_bytes(), published.text.name)


def test_every_anchor_matches_exactly_one_place(published: Published) -> None:
    text = read(published)
    for value in published.anchors:
        anchor = Anchor.parse(value)
        assert text.plain[text.find(anchor).start :].startswith(anchor.first[0])


def test_no_sentence_is_loose_but_bare_list_numbers(published: Published) -> None:
    text = read(published)
    bound = text.sentences_in(text.find(Anchor.parse(value)) for value in published.anchors)
    loose = [s.text for s in text.sentences if s.number not in bound]
    assert [s for s in loose if not re.fullmatch(r"\(?\w{1,3}[.)]", s)] == []


def test_every_sentence_begins_on_its_line_of_the_file(published: Published) -> None:
    lines = published.text.read_text(encoding="utf-8").splitlines()
    for sentence in read(published).sentences:
        assert sentence.text.split()[0].strip('“”"*[]()') in lines[sentence.line - 1]


def test_anchors_hold_when_quotes_dashes_and_white_space_are_typed_plainly(published: Published) -> None:
    text = read(published)
    typed = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
    for value in published.anchors:
        anchor = Anchor.parse(value)
        spaced = Anchor(
            anchor.first.translate(typed).replace(" ", " \n "),
            anchor.last and anchor.last.translate(typed),
            anchor.after and anchor.after.translate(typed),
        )
        assert text.find(spaced) == text.find(anchor)
