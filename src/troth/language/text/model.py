"""The nouns of a published text: blocks hold sentences; runs and passages are what the readers hand over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "paragraph", "item"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. `start` and `end` are offsets into `Text.plain`, `line` counts from 1 in the source file.

    `number` counts from 1 through the whole text; `section` is the text of the nearest heading at or above it.
    """

    number: int
    start: int
    end: int
    line: int
    text: str
    kind: Kind
    section: str


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a list item, with its sentences. `level` is a heading's depth, else 0."""

    kind: Kind
    level: int
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of `Text.plain`, with the source lines of its first and last word."""

    start: int
    end: int
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class Run:
    """Visible words of one source line, white space folded.

    `glue` says how they follow the run before: "" goes on with the same word, " " with the next word, and a
    line feed is a break that no sentence crosses.
    """

    text: str
    line: int
    glue: str = " "


@dataclass(frozen=True, slots=True)
class Passage:
    """A block before its sentences are split."""

    kind: Kind
    level: int
    runs: tuple[Run, ...]

    def stretches(self) -> Iterator[tuple[Run, ...]]:
        """The runs between breaks: no sentence crosses from one stretch to the next."""
        current: list[Run] = []
        for run in self.runs:
            if run.glue == "\n" and current:
                yield tuple(current)
                current = []
            current.append(run)
        if current:
            yield tuple(current)
