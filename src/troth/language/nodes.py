"""What a policy file is made of before it means anything: words, lists and tables, each with its place.

A word keeps exactly what is written, so that `version: 2014-10` and `default: no` stay what they look like;
YAML's own guessing of dates, octal numbers and truth values is left out on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from troth.language.model import Place

# Deeper than any policy goes, shallower than what could exhaust the stack of a reader.
DEEPEST = 24


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar. `plain`: written without quotes, so that `null` and `~` mean nothing at all."""

    text: str
    place: Place
    width: int = 1
    plain: bool = True

    @property
    def empty(self) -> bool:
        """Whether it stands for nothing: `key:` with no value, `~` or `null`."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Listing:
    """A sequence, in its order."""

    items: tuple[Node, ...]
    place: Place
    width: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One `key: value` of a table."""

    key: Word
    value: Node


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping: its keys are words, each there once, in file order."""

    entries: tuple[Entry, ...]
    place: Place
    width: int = 1

    def get(self, key: str) -> Node | None:
        """The value of `key`; None when the key is absent or says nothing."""
        entry = self.entry(key)
        return None if entry is None or is_empty(entry.value) else entry.value

    def entry(self, key: str) -> Entry | None:
        """The entry of `key`, though it may say nothing; None when the key is absent."""
        for entry in self.entries:
            if entry.key.text == key:
                return entry
        return None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)


Node = Word | Listing | Table


def is_empty(node: Node) -> bool:
    """Whether it is a word that stands for nothing."""
    return isinstance(node, Word) and node.empty


def described(node: Node) -> str:
    """What a node is, for a message."""
    if isinstance(node, Word):
        return "nothing" if node.empty else "a word"
    return "a list" if isinstance(node, Listing) else "a table of keys and values"


def nodes_of(value: object, place: Place, depth: int = 0) -> Node:
    """Nodes for a value already parsed, such as a document of a test or of an HTTP request.

    `value` is built of dicts, lists, strings, numbers, truth values, dates and None. Raises TypeError for
    anything else, and RecursionError when it is nested deeper than any policy goes.
    """
    if depth > DEEPEST:
        raise RecursionError(f"nested deeper than {DEEPEST} levels")
    if isinstance(value, Mapping):
        return Table(tuple(Entry(_key_of(k, place), nodes_of(v, place, depth + 1)) for k, v in value.items()), place)
    if isinstance(value, (list, tuple)):
        return Listing(tuple(nodes_of(item, place, depth + 1) for item in value), place)
    return _word_of(value, place)


def _key_of(key: object, place: Place) -> Word:
    # Most readers of YAML take the key `on` of a notify for a truth value.
    text = {True: "on", False: "off"}[key] if isinstance(key, bool) else str(key)
    return Word(text, place, plain=False)


def _word_of(value: object, place: Place) -> Word:
    if value is None:
        return Word("", place)
    if isinstance(value, bool):
        return Word("yes" if value else "no", place)
    if isinstance(value, (datetime, date)):
        return Word(value.isoformat(), place)
    if isinstance(value, (str, int, float)):
        return Word(str(value), place, plain=not isinstance(value, str))
    raise TypeError(f"a policy holds no {type(value).__name__}")
