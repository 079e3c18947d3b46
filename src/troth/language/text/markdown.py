"""Plain text with light Markdown: headings, lists, quotes, rules and tables by line; the rest is `inline`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from troth.language.text.inline import BREAK, visible_parts
from troth.language.text.labels import bullet_end, label_end
from troth.language.text.layout import Line, lay_out
from troth.language.text.model import Passage
from troth.language.text.source import blanked, seen
from troth.language.text.wording import has_words

_HIDDEN = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))
_QUOTE = re.compile(r"(?:\s{0,3}>)+ ?")
_HASHES = re.compile(r"\s{0,3}(#{1,6})(?:\s+|$)")
_CLOSING_HASHES = re.compile(r"(?:^|\s)#+\s*$")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-{2,})\s*$")
_RULE = re.compile(r"\s*([-_*=~#])(?:\s*\1){2,}\s*$")
_FENCE = re.compile(r"\s*(?:```|~~~)[^`]*$")
_DEFINITION = re.compile(r"\s{0,3}\[([^\[\]^][^\[\]]*)\]:\s*\S+(?:\s+[\"'(][^\"()]*[\"')])?\s*$")
_TABLE_ROW = re.compile(r"\s*\|.*\|\s*$")
_BOLD = re.compile(r"\s*(\*\*|__)(?P<words>[^*_]+)\1\s*(?P<colon>:?)\s*")
_LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class _Row:
    """A source line without its block marks."""

    text: str
    number: int
    width: int
    start: str = ""


@dataclass(slots=True)
class _Reader:
    """Rows gather into groups, which emphasis and links may span; a group becomes visible lines."""

    references: set[str]
    lines: list[Line] = field(default_factory=list)
    group: list[_Row] = field(default_factory=list)

    def close(self) -> None:
        if self.group:
            rows = _with_bold_headings(self.group)
            self.lines.extend(_visible_lines(rows, self.references))
            self.group = []

    def heading(self, row: _Row) -> None:
        self.close()
        self.group = [row]
        self.close()


def read_markdown(source: str) -> list[Passage]:
    """The passages of a plain or Markdown text, as they are seen."""
    rows = _without_hidden(source).split("\n")
    reader = _Reader({match[1].strip().lower() for row in rows if (match := _DEFINITION.match(row))})
    for number, raw in enumerate(rows, 1):
        _read_row(reader, raw, number)
    reader.close()
    return lay_out(reader.lines)


def _read_row(reader: _Reader, raw: str, number: int) -> None:
    quote = _QUOTE.match(raw)
    text = raw[quote.end() :] if quote else raw
    width = len(raw.rstrip())
    if not text.strip():
        reader.close()
    elif _DEFINITION.match(text) or _FENCE.match(text):
        return
    elif hashes := _HASHES.match(text):
        words = _CLOSING_HASHES.sub("", text[hashes.end() :])
        reader.heading(_Row(words, number, width, f"heading:{len(hashes[1])}"))
    elif _is_underline(reader, text):
        level = 1 if text.strip().startswith("=") else 2
        row = reader.group.pop()
        reader.heading(_Row(row.text, row.number, row.width, f"heading:{level}"))
    elif _RULE.match(text) or _UNDERLINE.match(text):
        reader.close()
    elif _TABLE_ROW.match(text):
        cells = [cell for cell in re.split(r"(?<!\\)\|", text) if has_words(cell)]
        reader.group.extend(_Row(cell, number, width, "item") for cell in cells)
    else:
        reader.group.append(_marked(text, number, width))


def _is_underline(reader: _Reader, text: str) -> bool:
    """A line of = or - right under a line that can be a heading."""
    if not _UNDERLINE.match(text) or not reader.group:
        return False
    above = reader.group[-1]
    return not above.start and has_words(above.text) and len(above.text) <= _LONGEST_HEADING


def _marked(text: str, number: int, width: int) -> _Row:
    stripped = text.lstrip()
    bullet = bullet_end(stripped)
    start = "item" if bullet or label_end(stripped) else ""
    return _Row(stripped[bullet:], number, width, start)


def _with_bold_headings(rows: list[_Row]) -> list[_Row]:
    """Rows with those marked as headings that are bold from end to end, or the whole group if it is."""
    whole = "\n".join(row.text for row in rows)
    if _is_bold_heading(whole) and not any(row.start for row in rows):
        worded = [row for row in rows if has_words(row.text)]
        return [_Row(row.text, row.number, row.width, "more" if i else "heading:2") for i, row in enumerate(worded)]
    return [
        _Row(row.text, row.number, row.width, "heading:2")
        if not row.start and _is_bold_heading(row.text) and not row.text.endswith("  ")
        else row
        for row in rows
    ]


def _is_bold_heading(text: str) -> bool:
    bold = _BOLD.fullmatch(text) if len(text) <= _LONGEST_HEADING else None
    return bold is not None and has_words(bold["words"]) and bold["words"].rstrip()[-1] not in ".,;!"


def _visible_lines(rows: list[_Row], references: set[str]) -> Iterator[Line]:
    """The lines of a group as they are seen, each with the number of the source line it begins in."""
    offsets, total = [], 0
    for row in rows:
        offsets.append(total)
        total += len(row.text) + 1
    gap, last = True, -1
    for text, offset, hard in _split(visible_parts("\n".join(row.text for row in rows), references)):
        index = bisect_right(offsets, offset) - 1
        row = rows[index]
        if has_words(text):
            start = row.start if index != last else "more" if row.start.startswith("heading") else ""
            yield Line(seen(text), row.number, row.width, hard, gap, start)
            gap, last = False, index


def _split(parts: list[tuple[str, int]]) -> Iterator[tuple[str, int, bool]]:
    """The visible lines of a group: words, offset of the first of them, and whether a hard break ends it."""
    words: list[str] = []
    first: int | None = None
    for part, offset in parts:
        if part in ("\n", BREAK):
            yield "".join(words), offset if first is None else first, part == BREAK
            words, first = [], None
            continue
        words.append(part)
        if first is None and part.strip():
            first = offset + len(part) - len(part.lstrip())
    yield "".join(words), first or 0, False


def _without_hidden(source: str) -> str:
    """The source with comments, scripts and styles blanked, so that every line keeps its number."""
    for opening, closing in _HIDDEN:
        source = blanked(source, opening, closing)
    return source
