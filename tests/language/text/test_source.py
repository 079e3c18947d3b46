"""What cannot be read as a text is refused, with the place."""

from __future__ import annotations

import hashlib

import pytest

from troth.errors import TextError
from troth.language.text import Anchor, Text
from troth.language.text.source import LIMIT

REFUSED = [
    (b"One.\nTwo \xff three.", r"policy\.md:2:5: byte 0xff"),
    (b"\xef\xbb\xbfOne.\r\n\r\nTwo \xc3(", r"policy\.md:3:5: byte 0xc3"),
    (b"One.\r\rT\0wo.", r"policy\.md:3: .*NUL"),
    (b"a" * (LIMIT + 1), "more than 5242880"),
]


@pytest.mark.parametrize(("source", "message"), REFUSED, ids=["utf-8", "bom", "nul", "size"])
def test_unreadable_bytes_are_refused_with_their_place(source: bytes, message: str) -> None:
    with pytest.raises(TextError, match=message) as caught:
        Text.read(source, "policy.md")
    assert caught.value.help


def test_a_text_is_known_by_the_digest_of_its_bytes() -> None:
    source = b"\xef\xbb\xbfOne.\r\n"
    text = Text.read(source, "policy.md")
    assert (text.name, text.sha256) == ("policy.md", hashlib.sha256(source).hexdigest())


@pytest.mark.parametrize("source", [b"", b"\n\n", b"---\n\n***", b"\xef\xbb\xbf", b"!"])
def test_a_text_without_words_has_no_sentences(source: bytes) -> None:
    text = Text.read(source, "policy.md")
    assert (text.plain, text.sentences, text.blocks) == ("", (), ())


def test_the_largest_text_is_read_and_searched() -> None:
    sentences = (f"We keep item {number} for {number % 97} days. ".encode() for number in range(200_000))
    source = b"".join(sentences)[: LIMIT - 100]
    text = Text.read(source, "policy.md")
    assert len(text.sentences) > 100_000
    for number in range(0, 90_000, 30):
        assert text.find(Anchor(f"keep item {number} for", "days.")).line == 1
