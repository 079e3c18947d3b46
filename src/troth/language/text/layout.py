"""Visible lines become passages: which line breaks are only wrapping, which begin something new, what is a heading.

Published texts are seldom clean Markdown: headings stand without marks, lists without bullets, paragraphs without
a blank line between. The width of the lines tells: where the next word would still have fitted, the author broke
the line on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from troth.language.text.labels import label_end, label_style
from troth.language.text.model import Kind, Passage, Run

_NARROWEST = 40  # a line shorter than this was not wrapped, it was ended
_ROW = 20  # how many items without a label may stand between two with one
_LIST_END = re.compile(r"[;；:：](?:\s+(?:and|or|and/or))?$")
_MORE_ITEMS = re.compile(r"[;；](?:\s+(?:and|or|and/or))?$")
_TERMINAL = re.compile(r"[.!?…:;。！？：；][\"'”’»」』）)\]]*$")
_FIRST_LETTER = re.compile(r"[^\W\d_]")
_HANGING = re.compile(
    r"(?:,|(?<![;；]\s)\b(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|our|your|their|its|this|that|as|is|are"
    r"|may|will|we|you))$",
    re.IGNORECASE,
)
# "… as in section" at the end of a line makes "5." at the start of the next no label.
_REFERRING = re.compile(r"\b(?:sections?|clauses?|articles?|paragraphs?|parts?|pages?|version|of|in|than|the|least)$")
_DATE_OR_ADDRESS = re.compile(r"\b\d{4}$|@|://|\+\d")


@dataclass(frozen=True, slots=True)
class Line:
    """A visible line. `width` is the source line's; `hard`: a hard break ends it; `gap`: something ended before it."""

    text: str
    number: int
    width: int
    hard: bool = False
    gap: bool = False
    start: str = ""  # "", "item", "heading:LEVEL", or "more" of a heading


@dataclass(slots=True)
class _Chunk:
    """Lines that read as one. `hard`: a hard break stands before it."""

    lines: list[Line]
    hard: bool = False
    kind: Kind = "paragraph"
    level: int = 0

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def gap(self) -> bool:
        return self.lines[0].gap

    def is_short(self) -> bool:
        return len(self.lines) == 1 and len(self.lines[0].text) < _NARROWEST


def lay_out(lines: Sequence[Line]) -> list[Passage]:
    """The passages of a text's visible lines, in reading order."""
    chunks = _chunks(lines)
    for index, chunk in enumerate(chunks):
        before = chunks[index - 1] if index else None
        after = chunks[index + 1] if index + 1 < len(chunks) else None
        _name(chunk, before, after)
        if label_end(chunk.text) and after is not None and not _in_row(chunks, index):
            _name_labelled(chunk)
    return [_passage(group) for group in _gathered(chunks)]


def _chunks(lines: Sequence[Line]) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    widths = _widths(lines)
    for index, line in enumerate(lines):
        before = lines[index - 1] if index else None
        if before is not None and _goes_on(before, line, widths[index]):
            chunks[-1].lines.append(line)
        else:
            chunks.append(_Chunk([line], hard=before is not None and before.hard and not line.gap))
    return chunks


def _widths(lines: Sequence[Line]) -> list[int]:
    """For each line the width its text is set in: the widest line about it, or what is usual in the whole text."""
    if not lines:
        return []
    usual = sorted(line.width for line in lines)[len(lines) * 4 // 5]
    widths = [usual] * len(lines)
    first = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or lines[index].gap:
            widest = max(usual, *(line.width for line in lines[first:index]), 0)
            widths[first:index] = [widest] * (index - first)
            first = index
    return widths


def _goes_on(before: Line, line: Line, width: int) -> bool:
    """Whether `line` continues the sentence of the line before it."""
    if line.start == "more":
        return True
    if line.gap or before.start.startswith("heading") or before.start == "more":
        return False
    if line.start:
        return label_end(line.text) > 0 and _REFERRING.search(before.text) is not None
    if label_end(before.text) == len(before.text):
        return True  # a label on a line of its own belongs to the words below it
    if before.hard:
        return reads_on(before.text, line.text)
    fitted = before.width + 1 + len(line.text.split(" ", 1)[0]) <= width
    if _begins_lower(line.text):
        return not (fitted and _LIST_END.search(before.text))
    if _LIST_END.search(before.text):
        return False
    return _HANGING.search(before.text) is not None or (not fitted and before.width >= _NARROWEST)


def reads_on(before: str, text: str) -> bool:
    """Whether words after a hard break go on with the sentence before it."""
    return _begins_lower(text) and not _TERMINAL.search(before)


def _begins_lower(text: str) -> bool:
    first_letter = _FIRST_LETTER.search(text)
    if first_letter is None or not first_letter[0].islower():
        return False
    return not text[: first_letter.start()].strip("\"'“‘«(（[-–—")


def _name(chunk: _Chunk, before: _Chunk | None, after: _Chunk | None) -> None:
    """Say what the chunk is: heading, item or paragraph."""
    start, text = chunk.lines[0].start, chunk.text
    if start.startswith("heading"):
        chunk.kind, chunk.level = "heading", int(start.partition(":")[2])
    elif start == "item" or label_end(text) or _MORE_ITEMS.search(text) or _closes_list(before):
        chunk.kind = "item"
    elif after is not None and _is_plain_heading(chunk, before, after):
        chunk.kind, chunk.level = "heading", 2 if before else 1


def _name_labelled(chunk: _Chunk) -> None:
    """A labelled line that stands alone heads what follows, if it reads like a heading."""
    if chunk.kind == "item" and _looks_like_title(chunk.text):
        chunk.kind, chunk.level = "heading", 3


def _in_row(chunks: list[_Chunk], index: int) -> bool:
    """Whether the labelled chunk is one of several: the next, or the last before it, has a label of its shape."""
    style = label_style(chunks[index].text)
    if label_style(chunks[index + 1].text) == style:
        return True
    for before in reversed(chunks[max(0, index - _ROW) : index]):
        if label_style(before.text):
            return label_style(before.text) == style and before.kind == "item"
        if before.kind != "item":
            return False
    return False


def _closes_list(before: _Chunk | None) -> bool:
    return (
        before is not None and before.kind == "item" and re.search(r";\s+(?:and|or|and/or)$", before.text) is not None
    )


def _looks_like_title(text: str) -> bool:
    if len(text) > 100 or len(text.split()) > 14 or text.endswith(",") or _DATE_OR_ADDRESS.search(text):
        return False
    return not _TERMINAL.search(text) or (text.endswith("?") and not re.search(r"[.!?]\s", text))


def _is_plain_heading(chunk: _Chunk, before: _Chunk | None, after: _Chunk) -> bool:
    """A short line without a full stop, set off from what is before it, with prose after it."""
    first_letter = _FIRST_LETTER.search(chunk.text)
    if len(chunk.lines) > 1 or chunk.hard or after.hard or first_letter is None or first_letter[0].islower():
        return False
    set_off = before is None or chunk.gap or before.kind == "heading" or _TERMINAL.search(before.text) is not None
    prose = chunk.text.isupper() or after.gap or len(after.text) >= 60 or _TERMINAL.search(after.text) is not None
    return set_off and prose and _looks_like_title(chunk.text)


def _gathered(chunks: list[_Chunk]) -> list[list[_Chunk]]:
    """Chunks that are lines of one block: after a hard break, or short lines as in an address."""
    groups: list[list[_Chunk]] = []
    for chunk in chunks:
        last = groups[-1][-1] if groups else None
        if last is not None and _is_line_of(last, chunk):
            groups[-1].append(chunk)
        else:
            groups.append([chunk])
    return groups


def _is_line_of(last: _Chunk, chunk: _Chunk) -> bool:
    if chunk.gap or chunk.kind != "paragraph" or last.kind == "heading":
        return False
    if chunk.hard:
        return True
    return last.kind == "paragraph" and last.is_short() and chunk.is_short() and not _TERMINAL.search(last.text)


def _passage(group: list[_Chunk]) -> Passage:
    runs: list[Run] = []
    for chunk in group:
        for index, line in enumerate(chunk.lines):
            runs.append(Run(line.text, line.number, "\n" if index == 0 and chunk is not group[0] else " "))
    return Passage(group[0].kind, group[0].level, tuple(runs))
