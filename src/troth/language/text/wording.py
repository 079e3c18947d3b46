"""The words by which places are matched: white space, quotes, dashes and markup do not count, case does (SPEC 1).

A text is a row of words. Matching on words, not on characters, means that "here ." and "here." are the same and
that an anchor never begins or ends inside a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_QUOTES = "\"'`´‘’‚‛“”„‟‹›«»′″‵‶＂＇"
_DASHES = "-‐‑‒–—―−﹘﹣－"
_MARKUP = "*_~\\|•·‣◦▪▫●○∙"
_IGNORED = frozenset(_QUOTES + _DASHES + _MARKUP)

# Scripts written without spaces between words: each character is a word of its own.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"  # Han and kana
)
# Marks that belong to the letter before them, and the joiners of Persian and the Indic scripts.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
    "\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a4d\u0a81-\u0acd\u0b01-\u0b4d\u0b82-\u0bcd\u0c00-\u0c4d\u0c81-\u0ccd"
    "\u0d00-\u0d4d\u200c\u200d\u3099\u309a\ufe00-\ufe0f"
)
_LETTERS = rf"[^\W_{_UNSPACED}]"
_STEM = rf"{_LETTERS}+(?:[{_MARKS}]+{_LETTERS}*)*"
_WORD = re.compile(
    rf"{_STEM}(?:['’ʼ＇]{_STEM})*"  # don't is one word
    rf"|[{_UNSPACED}][{_MARKS}]*"
    rf"|[^\s\w{_MARKS}][{_MARKS}]*"  # every other sign by itself: commas and full stops count
    rf"|[{_MARKS}]+"
)
_APOSTROPHES = re.compile("['’ʼ＇]")


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text as they are matched, each with its start and end in it."""
    for match in _WORD.finditer(text):
        word = match[0]
        if not word.isascii():
            word = unicodedata.normalize("NFC", word)
        if word[0] in _IGNORED:
            continue
        if len(word) > 1 and not word.isalnum():
            word = _APOSTROPHES.sub("", word)
        if word == "…":
            for _ in range(3):
                yield ".", match.start(), match.end()
            continue
        yield word, match.start(), match.end()


def fold(text: str) -> tuple[str, ...]:
    """Only the words as they are matched."""
    return tuple(word for word, _, _ in words(text))


def has_words(text: str) -> bool:
    """Whether a letter or a digit is in it: a rule of dashes has none."""
    return _LETTER_OR_DIGIT.search(text) is not None


_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
