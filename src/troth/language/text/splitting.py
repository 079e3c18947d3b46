"""Where one sentence ends and the next begins, as a person would say.

A full stop ends a sentence unless it belongs to an abbreviation, an initial, a number, an address or a label at
the start. Semicolons and colons do not end one: lists that stand on lines of their own are split before this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from troth.language.text.abbreviations import (
    ALSO_WORDS,
    BEFORE_NUMBER,
    NEVER_LAST,
    OFTEN_LAST,
    OPENING,
    SELDOM_LAST,
    SUFFIXES,
)
from troth.language.text.labels import label_end
from troth.language.text.wording import has_words

_STOP = re.compile(r"(?P<mark>[.!?…]+|[。！？｡؟۔।॥։።]+)(?P<close>(?:[\"'”’»」』】）)\]]|\s»(?!\w))*)")
_UNSPACED_MARKS = "。！？｡؟۔।॥։።"
_NEXT = re.compile(r"\s+(?P<open>[\"'“‘«「『(（\[¿¡]*)(?P<word>\w*)")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]")
_GLUED = re.compile(r"[\"'“‘(\[]*(?P<word>[A-Z][a-z]+|[AI](?=\s))")
_REACH = 80  # how far to look about for the word around a full stop


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a stretch of words; together they hold all that is not white space."""
    start = _skip_space(text, 0)
    held: int | None = None  # a beginning without words waits for the words it belongs to
    pending: tuple[int, int] | None = None
    for end in _cuts(text):
        if not has_words(text[start:end]):
            if pending:
                pending = (pending[0], end)
            elif held is None:
                held = start
        else:
            if pending:
                yield pending
            pending = (start if held is None else held, end)
            held = None
        start = _skip_space(text, end)
    if pending:
        yield pending


def _cuts(text: str) -> Iterator[int]:
    """The ends of all sentences, the last one included."""
    start, end = _skip_space(text, 0), len(text.rstrip())
    for match in _STOP.finditer(text):
        if match.end() >= end or match.end() <= label_end(text, start):
            continue
        if _ends(text, match):
            yield match.end()
            start = _skip_space(text, match.end())
    if start < end:
        yield end


def _skip_space(text: str, offset: int) -> int:
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset


def _ends(text: str, stop: re.Match[str]) -> bool:
    mark = stop["mark"]
    if mark[0] in _UNSPACED_MARKS:
        return True
    following = _NEXT.match(text, stop.end())
    if following is None:
        return _space_is_missing(text, stop)
    word = following["word"]
    if word[:1].islower() and (stop["close"] or mark != "."):
        return False
    if "!" in mark or "?" in mark:
        return True
    if mark != ".":  # an ellipsis trails off unless a new sentence clearly begins
        return word[:1].isupper()
    return bool(stop["close"]) or _full_stop_ends(_word_before(text, stop.start()), following)


def _full_stop_ends(before: str, following: re.Match[str]) -> bool:
    word = following["word"]
    lower = before.lower()
    if lower in NEVER_LAST:
        return False
    if lower in BEFORE_NUMBER and _is_number(following):
        return False
    if word[:1].islower():  # a sentence that forgot its capital, unless the word may be short for another
        return before.isalpha() and not _is_abbreviation(lower) and (len(before) > 4 or word in OPENING)
    if lower in OFTEN_LAST:
        return word[:1].isupper()
    if _is_abbreviation(lower):
        return word.lower() in OPENING
    return True


def _is_abbreviation(lower: str) -> bool:
    known = lower in SELDOM_LAST or lower in OFTEN_LAST or lower in BEFORE_NUMBER - ALSO_WORDS
    return known or _INITIALS.fullmatch(lower) is not None


def _is_number(following: re.Match[str]) -> bool:
    word = following["word"]
    return word[:1].isdigit() or not word or re.fullmatch(r"[IVXLC]+|[A-Z]", word) is not None


def _word_before(text: str, stop: int) -> str:
    before = text[max(0, stop - _REACH) : stop]
    return before[before.rfind(" ") + 1 :].lstrip("\"'“‘«([")


def _space_is_missing(text: str, stop: re.Match[str]) -> bool:
    """Whether the next sentence follows without a space: a capital after a whole word, outside any address."""
    glued = _GLUED.match(text, stop.end())
    before = _word_before(text, stop.start())
    after = text[stop.end() : stop.end() + _REACH].split(" ", 1)[0]
    if glued is None or "…" in stop["mark"] or re.search(r"@|/|www\.", before + after):
        return False
    if glued["word"].lower() in SUFFIXES:
        return False
    last = re.search(r"[a-z]{2}$|\d$|[)\]]$", before)
    return last is not None and (glued["word"].lower() in OPENING or not _is_abbreviation(before.lower()))
