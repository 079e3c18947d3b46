"""The published text of a policy, exactly as its readers see it, and the places in it."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath

from troth.errors import AnchorError
from troth.language.text.anchor import Anchor
from troth.language.text.hypertext import read_html
from troth.language.text.markdown import read_markdown
from troth.language.text.matching import Index, Place
from troth.language.text.model import Block, Passage, Run, Sentence, Span
from troth.language.text.source import decode
from troth.language.text.splitting import sentences as split
from troth.language.text.wording import has_words

_HTML = frozenset({".html", ".htm", ".xhtml"})
_EXCERPT = 80


class NotOnePlace(AnchorError):
    """An anchor that matches no place of the text, or several; `anchor` says which anchor."""

    def __init__(self, message: str, *, anchor: Anchor, candidates: tuple[tuple[int, str], ...], help: str) -> None:  # noqa: A002
        super().__init__(message, candidates=candidates, help=help)
        self.anchor = anchor


@dataclass(frozen=True, eq=False)
class Text:
    """A published text. `sha256` is of the file's bytes (hex); `plain` holds the visible words without markup.

    In `plain` a block ends with an empty line, a break inside a block is a line feed, and all other white space
    is one space. `blocks` and `sentences` are in reading order.
    """

    name: str
    sha256: str
    plain: str = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    _line_starts: tuple[int, ...] = field(repr=False)  # offsets into plain at which a run begins
    _line_numbers: tuple[int, ...] = field(repr=False)  # the source line of each

    @classmethod
    def read(cls, source: bytes, name: str) -> Text:
        """The text in a file: HTML by its name's ending, else plain text with light Markdown.

        TextError: over 5 MB, not UTF-8, or a NUL in it.
        """
        text = decode(source, name)
        is_html = PurePath(name).suffix.lower() in _HTML
        setter = _Setter()
        for passage in read_html(text) if is_html else read_markdown(text):
            setter.set(passage)
        return cls(
            name=name,
            sha256=hashlib.sha256(source).hexdigest(),
            plain="".join(setter.parts),
            blocks=tuple(setter.blocks),
            _line_starts=tuple(setter.starts),
            _line_numbers=tuple(setter.lines),
        )

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences of all blocks; sentence number n stands at n - 1."""
        return tuple(sentence for block in self.blocks for sentence in block.sentences)

    @cached_property
    def _index(self) -> Index:
        return Index(self.plain)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def find(self, anchor: Anchor) -> Span:
        """The one place that the anchor matches (see `matching` for what a place is).

        NotOnePlace (an AnchorError): none or several; `candidates` are (line, excerpt) of those, or of the
        nearest places.
        """
        places = self._index.places(anchor)
        if len(places) == 1:
            return self._span(places[0])
        if not places:
            raise self._unmatched(anchor)
        raise self._ambiguous(anchor, places)

    def sentences_in(self, spans: Iterable[Span]) -> frozenset[int]:
        """The numbers of the sentences that any of the spans touches: these are bound."""
        touched: set[int] = set()
        for span in spans:
            first = max(0, bisect_right(self._sentence_starts, span.start) - 1)
            last = bisect_left(self._sentence_starts, span.end)
            touched.update(s.number for s in self.sentences[first:last] if s.end > span.start)
        return frozenset(touched)

    def _span(self, place: Place) -> Span:
        start, end = self._index.starts[place[0]], self._index.ends[place[1] - 1]
        return Span(start, end, self._line(start), self._line(end - 1))

    def _line(self, offset: int) -> int:
        return self._line_numbers[max(0, bisect_right(self._line_starts, offset) - 1)]

    def _unmatched(self, anchor: Anchor) -> NotOnePlace:
        near = [self._index.starts[number] for number in self._index.near(anchor)]
        candidates = tuple((self._line(start), self._excerpt(start)) for start in near)
        return NotOnePlace(
            f"{self.name}: no place matches the anchor {anchor}",
            anchor=anchor,
            candidates=candidates,
            help=f'nearest: line {candidates[0][0]}, "{candidates[0][1]}"'
            if candidates
            else "copy the words as published",
        )

    def _ambiguous(self, anchor: Anchor, places: list[Place]) -> NotOnePlace:
        spans = [self._span(place) for place in places]
        lines = ", ".join(str(span.line) for span in spans)
        return NotOnePlace(
            f"{self.name}: {len(spans)} places match the anchor {anchor}: lines {lines}",
            anchor=anchor,
            candidates=tuple((span.line, self._excerpt(span.start, span.end)) for span in spans),
            help='give more words, or say which: {after: "the words directly before", text: "…"}',
        )

    def _excerpt(self, start: int, end: int | None = None) -> str:
        """The words of a place, cut to a line's length; without `end` the words from there on."""
        words = " ".join(self.plain[start : start + 2 * _EXCERPT if end is None else end].split())
        return words if len(words) <= _EXCERPT else words[: _EXCERPT - 1].rstrip() + "…"


class _Setter:
    """Sets passages one below the other: the plain text, its blocks and sentences, and where each line begins."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self.starts: list[int] = []
        self.lines: list[int] = []
        self._length = 0
        self._number = 0
        self._section = ""

    def set(self, passage: Passage) -> None:
        stretches = [s for s in passage.stretches() if has_words("".join(run.text for run in s))]
        if passage.kind == "heading":
            stretches = [tuple(run for stretch in stretches for run in stretch)]
            self._section = _joined(stretches[0])
        found: list[Sentence] = []
        for stretch in stretches:
            self._put("\n" if found else "\n\n" if self.blocks else "")
            found.extend(self._set_stretch(passage, stretch))
        if found:
            self.blocks.append(Block(passage.kind, passage.level, tuple(found)))

    def _set_stretch(self, passage: Passage, runs: tuple[Run, ...]) -> list[Sentence]:
        base, first_run = self._length, len(self.starts)
        for index, run in enumerate(runs):
            self._put(_glue(run, index))
            self.starts.append(self._length)
            self.lines.append(run.line)
            self._put(run.text)
        text = _joined(runs)
        bounds = [(0, len(text))] if passage.kind == "heading" else split(text)
        return [self._sentence(passage, base, first_run, text, start, end) for start, end in bounds]

    def _sentence(self, passage: Passage, base: int, first_run: int, text: str, start: int, end: int) -> Sentence:
        self._number += 1
        run = bisect_right(self.starts, base + start, lo=first_run) - 1
        return Sentence(
            number=self._number,
            start=base + start,
            end=base + end,
            line=self.lines[run],
            text=text[start:end],
            kind=passage.kind,
            section=self._section,
        )

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)


def _glue(run: Run, index: int) -> str:
    """What stands between a run and the one before it in its stretch."""
    if index == 0:
        return ""
    return " " if run.glue == "\n" else run.glue


def _joined(runs: tuple[Run, ...]) -> str:
    return "".join(_glue(run, index) + run.text for index, run in enumerate(runs))
