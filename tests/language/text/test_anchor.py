"""Anchors: their forms, the link they make, and the one place they match."""

from __future__ import annotations

import pytest
import yaml

from troth.errors import AnchorError
from troth.language.text import Anchor, NotOnePlace, Span, Text

SOURCE = """# Kept

We keep your name. We keep your **town**, if you – say – "agree".

# Sold

We keep your name. Nothing is sold. See [here](https://kiosk.example) .
"""
TEXT = Text.read(SOURCE.encode(), "policy.md")

FORMS = [
    ("We keep", Anchor("We keep")),
    ("We keep … sold.", Anchor("We keep", "sold.")),
    ("We keep…sold.", Anchor("We keep", "sold.")),
    ("We keep ... sold.", Anchor("We keep", "sold.")),
    ("and so on...", Anchor("and so on...")),
    ({"after": "", "text": "Kept"}, Anchor("Kept", None, "")),
    ({"after": "name.", "text": "Nothing … sold."}, Anchor("Nothing", "sold.", "name.")),
]


@pytest.mark.parametrize(("value", "anchor"), FORMS)
def test_an_anchor_is_read_from_its_yaml_form_and_written_back(value: object, anchor: Anchor) -> None:
    assert Anchor.parse(value) == anchor
    assert Anchor.parse(yaml.safe_load(str(anchor))) == anchor
    assert Anchor.parse(anchor.value()) == anchor


BAD = [None, 7, "", "  ", "…", "words …", "… words", "a … b … c", "***", ["a"], {"text": "a"}]
BAD += [{"after": 1, "text": "a"}, {"after": "—", "text": "a"}, {"after": "a", "text": "b", "more": "c"}]


@pytest.mark.parametrize("value", BAD)
def test_what_is_no_anchor_is_refused_with_a_way_out(value: object) -> None:
    with pytest.raises(AnchorError) as caught:
        Anchor.parse(value)
    assert caught.value.help


def test_an_anchor_makes_a_text_fragment() -> None:
    assert Anchor.parse("We keep, opt-in & … it.").fragment() == "#:~:text=We%20keep%2C%20opt%2Din%20%26,it."
    after = Anchor.parse({"after": "name.", "text": "Nothing"})
    assert after.fragment() == "#:~:text=name.-,Nothing"


MATCHING = [
    "your town, if you say agree.",
    "your   town,\nif you - say - “agree”.",
    "your **town**, if … say",
    "Nothing is … here.",
    "See [here](https://kiosk.example) .",
    "# Sold",
    {"after": "", "text": "Kept"},
    {"after": "Sold", "text": "We keep your name."},
]


@pytest.mark.parametrize("value", MATCHING)
def test_white_space_quotes_dashes_and_markup_do_not_count(value: object) -> None:
    assert isinstance(TEXT.find(Anchor.parse(value)), Span)


@pytest.mark.parametrize("value", ["we keep your town", "your tow", "our town", "town if you", "Nothing … Kept"])
def test_case_whole_words_and_points_count(value: str) -> None:
    with pytest.raises(NotOnePlace) as caught:
        TEXT.find(Anchor.parse(value))
    assert caught.value.anchor == Anchor.parse(value)


def test_the_span_gives_offsets_and_lines() -> None:
    span = TEXT.find(Anchor.parse("say … Sold"))
    assert TEXT.plain[span.start : span.end] == 'say – "agree".\n\nSold'
    assert (span.line, span.end_line) == (3, 5)


def test_several_places_are_an_error_that_shows_them() -> None:
    with pytest.raises(NotOnePlace, match="2 places match") as caught:
        TEXT.find(Anchor.parse("We keep your name."))
    assert caught.value.candidates == ((3, "We keep your name."), (7, "We keep your name."))


def test_two_beginnings_with_one_end_are_two_places() -> None:
    with pytest.raises(NotOnePlace) as caught:
        TEXT.find(Anchor.parse("We keep … Nothing is sold."))
    assert [line for line, _ in caught.value.candidates] == [3, 3, 7]


NEAR = [
    ("We keep your name and age", (3, "We keep your name. We keep your town")),
    ("we KEEP your towne", (3, "We keep your town")),
    ("Nothing is sold … ever", (7, "Nothing is sold. See here .")),
]


@pytest.mark.parametrize(("value", "nearest"), NEAR)
def test_no_place_is_an_error_that_shows_the_nearest(value: str, nearest: tuple[int, str]) -> None:
    with pytest.raises(NotOnePlace, match="no place matches") as caught:
        TEXT.find(Anchor.parse(value))
    line, excerpt = caught.value.candidates[0]
    assert (line, excerpt.startswith(nearest[1])) == (nearest[0], True)


def test_nothing_near_is_said_too() -> None:
    with pytest.raises(NotOnePlace) as caught:
        TEXT.find(Anchor.parse("Zebras graze"))
    assert (caught.value.candidates, bool(caught.value.help)) == ((), True)


def test_sentences_that_a_span_touches_are_bound() -> None:
    spans = [TEXT.find(Anchor.parse(value)) for value in ("town", "Nothing … See")]
    assert sorted(TEXT.sentences_in(spans)) == [3, 6, 7]
    assert TEXT.sentences_in([]) == frozenset()


def test_characters_of_unspaced_scripts_are_words() -> None:
    text = Text.read("我们收集姓名。您可以拒绝。".encode(), "policy.txt")
    span = text.find(Anchor.parse("收集 … 拒绝"))
    assert text.plain[span.start : span.end] == "收集姓名。您可以拒绝"


def test_letters_with_marks_match_however_they_are_composed() -> None:
    text = Text.read("Cafe\u0301s keep names.".encode(), "policy.txt")
    assert text.find(Anchor.parse("Caf\u00e9s keep")).start == 0
