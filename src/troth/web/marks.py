"""The published text with a mark on each sentence: what it is bound to, or that nothing keeps it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Literal

from troth.language import Clause, Sentence, Version
from troth.language.text.labels import label_end
from troth.language.text.model import Block, Kind

Sign = Literal["never", "must", "may", "said", "loose"]
SIGNS: tuple[Sign, ...] = ("never", "must", "may", "said", "loose")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence, the clauses that keep it in file order, and its signs. `broken`: it begins a new line."""

    sentence: Sentence
    clauses: tuple[Clause, ...]
    broken: bool

    @property
    def signs(self) -> tuple[Sign, ...]:
        """The rules first; `said` only where there is nothing to do, `loose` where there is no clause."""
        if not self.clauses:
            return ("loose",)
        modalities = {clause.modality for clause in self.clauses} - {"says"}
        return tuple(sign for sign in SIGNS if sign in modalities) or ("said",)


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the page. `level` is a heading's level in the page, and else that of the heading above it."""

    kind: Kind
    level: int
    sentences: tuple[Marked, ...]
    labelled: bool  # the words bring their own label, such as (a)

    @property
    def id(self) -> str:
        return f"b{self.sentences[0].sentence.number}"

    @property
    def words(self) -> str:
        return " ".join(marked.sentence.text for marked in self.sentences)

    def holds(self, number: int | None) -> bool:
        return any(marked.sentence.number == number for marked in self.sentences)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A version set as a page. `groups` are the parts, list items that belong together in one group.

    `titled`: the text brings its own title; else the policy's name is.
    """

    title: str
    titled: bool
    groups: tuple[tuple[Part, ...], ...]
    counts: Mapping[str, int]
    by_clause: Mapping[str, tuple[int, ...]]  # the sentences of each clause

    @property
    def parts(self) -> Iterator[Part]:
        return (part for group in self.groups for part in group)

    @property
    def marked(self) -> Iterator[Marked]:
        return (marked for part in self.parts for marked in part.sentences)

    @property
    def contents(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.kind == "heading" and part.level in (2, 3))

    def sentence(self, number: int) -> Marked | None:
        return next((m for m in self.marked if m.sentence.number == number), None)


@lru_cache(maxsize=32)
def sheet(version: Version) -> Sheet:
    """The page of a version. Its headings never skip a level, and just one is of the first."""
    by_clause = {c.id: _numbers(version, c) for c in version.clauses}
    keepers: dict[int, list[Clause]] = {}
    for clause in version.clauses:
        for number in by_clause[clause.id]:
            keepers.setdefault(number, []).append(clause)
    blocks = version.text.blocks
    titled = bool(blocks) and blocks[0].kind == "heading"
    levels = _levels(blocks, titled=titled)
    parts = [_part(version, block, level, keepers) for block, level in zip(blocks, levels, strict=True)]
    title = parts[0].words if titled else version.policy
    return Sheet(title, titled, _grouped(parts), _counts(version, parts), by_clause)


def _numbers(version: Version, clause: Clause) -> tuple[int, ...]:
    return tuple(sorted(version.text.sentences_in(version.spans.get(clause.id, ()))))


def _part(version: Version, block: Block, level: int, keepers: Mapping[int, list[Clause]]) -> Part:
    before = [False, *(version.text.plain[a.end : b.start] == "\n" for a, b in pairwise(block.sentences))]
    marked = [
        Marked(sentence, tuple(keepers.get(sentence.number, ())), broken)
        for sentence, broken in zip(block.sentences, before, strict=True)
    ]
    labelled = block.kind == "item" and label_end(block.sentences[0].text) > 0
    return Part(block.kind, level, tuple(marked), labelled)


def _levels(blocks: tuple[Block, ...], *, titled: bool) -> Iterator[int]:
    """The first heading is the page's own if the text begins with it; else the page has another above it."""
    level = 1
    for place, block in enumerate(blocks):
        if block.kind == "heading":
            level = 1 if titled and place == 0 else min(max(block.level, 2), level + 1)
        yield level


def _grouped(parts: list[Part]) -> tuple[tuple[Part, ...], ...]:
    groups: list[tuple[Part, ...]] = []
    for key, found in groupby(parts, key=lambda part: (part.kind == "item", part.labelled)):
        group = tuple(found)
        groups.extend([group] if key[0] else [(part,) for part in group])
    return tuple(groups)


def _counts(version: Version, parts: list[Part]) -> dict[str, int]:
    marked = [each for part in parts for each in part.sentences]
    loose = sum(not each.clauses for each in marked)
    modalities = Counter(clause.modality for clause in version.clauses)
    told = {"sentences": len(marked), "bound": len(marked) - loose, "loose": loose, "clauses": len(version.clauses)}
    return told | {name: modalities[name] for name in ("may", "never", "must", "says")}
