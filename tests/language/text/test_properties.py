"""What holds for any text."""

from __future__ import annotations

import contextlib
import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.errors import TextError
from troth.language.text import Anchor, NotOnePlace, Span, Text
from troth.language.text.wording import fold

MARKS = (
    """* ** _ ` ~~ [ ]( ) ](x) ![ < > <b> </p> <p> <br> <li> <!-- --> & &amp; # - 1. (a) ; : . ! ? … ... \\ | = ---"""
)
PIECES = "We you keep Names e.g. Ltd. U.S. here 3 don't 数据 é 。 “so” opt-out a@b.example"
MARKUP = st.sampled_from([*MARKS.split(), "\n", "\n\n", "\r\n", "  \n"])
WORDS = st.sampled_from(PIECES.split())
SOURCES = st.lists(st.one_of(MARKUP, WORDS, st.just(" "), st.just("\n"), st.text(max_size=5))).map("".join)
NAMES = st.sampled_from(["policy.md", "policy.html"])
PLAIN_WORDS = st.lists(st.from_regex(r"[a-z]{2,8}", fullmatch=True), min_size=1, max_size=30)


def read(source: str, name: str) -> Text:
    return Text.read(source.replace("\0", "").encode(errors="replace"), name)


def place_of(words: str, text: Text) -> tuple[list[Span], NotOnePlace | None]:
    try:
        return [text.find(Anchor(words))], None
    except NotOnePlace as error:
        return [], error


def is_utf8(source: bytes) -> bool:
    return source.decode(errors="replace").encode() == source


def unspaced(text: str) -> str:
    return "".join(text.split())


@given(SOURCES, NAMES)
def test_sentences_hold_every_visible_character_once_and_in_order(source: str, name: str) -> None:
    text = read(source, name)
    assert unspaced("".join(s.text for s in text.sentences)) == unspaced(text.plain)
    assert [text.plain[s.start : s.end] for s in text.sentences] == [s.text for s in text.sentences]
    assert [s.number for s in text.sentences] == list(range(1, len(text.sentences) + 1))


@given(SOURCES, NAMES)
def test_lines_never_go_back_and_stay_inside_the_file(source: str, name: str) -> None:
    lines = [s.line for s in read(source, name).sentences]
    last = source.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert lines == sorted(lines)
    assert all(1 <= line <= last for line in lines)


@given(SOURCES, NAMES)
def test_a_sentence_is_found_by_its_words_or_told_to_be_one_of_several(source: str, name: str) -> None:
    text = read(source, name)
    for sentence in text.sentences:
        found, error = place_of(sentence.text, text)
        assert (sentence.number in text.sentences_in(found)) != (error is not None and len(error.candidates) > 1)


@given(st.binary(), NAMES)
def test_any_bytes_are_read_or_refused_with_a_way_out(source: bytes, name: str) -> None:
    readable = is_utf8(source) and b"\0" not in source
    with contextlib.nullcontext() if readable else pytest.raises(TextError):
        assert Text.read(source, name).name == name


@given(SOURCES)
def test_folding_twice_changes_nothing(source: str) -> None:
    folded = fold(source)
    assert fold(" ".join(folded)) == folded


@given(st.lists(st.tuples(st.sampled_from(["", "**", "*", "a"]), PLAIN_WORDS), min_size=1, max_size=8))
def test_html_and_markdown_of_the_same_words_are_the_same_plain_words(parts: list[tuple[str, list[str]]]) -> None:
    tags = {"": "", "**": "b", "*": "i"}
    markdown = "\n\n".join(
        f"[{' '.join(words)}](x)" if mark == "a" else f"{mark}{' '.join(words)}{mark}" for mark, words in parts
    )
    page = "".join(
        f"<p><{tag}>{html.escape(' '.join(words))}</{tag}></p>" if tag else f"<p>{' '.join(words)}</p>"
        for mark, words in parts
        for tag in [tags.get(mark, "a")]
    )
    assert read(markdown, "p.md").plain == read(page, "p.html").plain
