"""From the bytes of a policy file to nodes with places: a safe, small part of YAML.

What a policy needs is there: tables, lists, words, comments, quotes, block text. What could hide, repeat or
blow up meaning is refused with its place: aliases and anchors (they make bombs), tags, a key written twice,
several documents, nesting without end, bytes that are not UTF-8, control characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from troth.language.findings import Findings, quoted
from troth.language.model import Place
from troth.language.nodes import DEEPEST, Entry, Listing, Node, Table, Word

# Well above any policy (a thousand clauses are about 300 kB), well below what takes a second to read.
MOST_BYTES = 1_000_000
MOST_NODES = 100_000

# The C parser is some ten times faster; both give the same events.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What YAML 1.2 section 5.1 does not allow in a file.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")


class _Stop(Exception):
    pass


def read_document(source: bytes, file: str, findings: Findings) -> Node | None:
    """The one document in `source`. None when there is none to speak of: `findings` then says why."""
    text = _decoded(source, file, findings)
    if text is None:
        return None
    before = len(findings.fatal)
    try:
        root = _Builder(file, findings).build(yaml.parse(text, Loader=_LOADER))
    except _Stop:
        return None
    except yaml.YAMLError as error:
        _syntax(error, file, findings)
        return None
    return root if len(findings.fatal) == before else None


def _decoded(source: bytes, file: str, findings: Findings) -> str | None:
    if len(source) > MOST_BYTES:
        findings.fail("too-large", Place(file), f"the file has more than {MOST_BYTES:,} bytes", _SPLIT)
        return None
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = _place(source[: error.start].decode("utf-8-sig", "replace"), file)
        message = f"this byte is not UTF-8: 0x{source[error.start]:02x}"
        findings.fail("not-utf-8", at, message, "save the file as UTF-8")
        return None
    if odd := _FORBIDDEN.search(text):
        message = f"the character U+{ord(odd.group()):04X} is not allowed in a policy file"
        findings.fail("control-character", _place(text[: odd.start()], file), message, "remove it")
        return None
    return text


_SPLIT = "a policy of this size is a mistake; is it the right file?"


def _place(before: str, file: str) -> Place:
    """The place right after the text `before`."""
    lines = re.split("\r\n|\r|\n", before)
    return Place(file, len(lines), len(lines[-1]) + 1)


def _syntax(error: yaml.YAMLError, file: str, findings: Findings) -> None:
    mark, said = None, None
    if isinstance(error, yaml.MarkedYAMLError):
        mark, said = error.problem_mark or error.context_mark, error.problem or error.context
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    said = (said or "it cannot be read").lower()
    findings.fail("not-yaml", place, f"this is not YAML: {said}", _way_out(said))


def _way_out(said: str) -> str:
    if "cannot start any token" in said:
        return "put quotes around the word, and indent with spaces, not tabs"
    if "mapping values are not allowed" in said:
        return "put quotes around words that hold ': '"
    if "end of stream" in said or "expected ',' or" in said:
        return "a quote or a bracket is open here"
    return "see that the lines of one list or table start in the same column"


@dataclass(slots=True)
class _Open:
    """A list or a table whose end has not come yet."""

    place: Place
    table: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: Word | None = None


@dataclass(slots=True)
class _Builder:
    """Puts the parser's events together. No recursion: what is open stands on a stack of bounded depth."""

    file: str
    findings: Findings
    stack: list[_Open] = field(default_factory=list)
    root: Node | None = None
    nodes: int = 0
    documents: int = 0

    def build(self, events: Iterator[Any]) -> Node:
        # By the event's exact class: there are some twenty thousand events in a thousand clauses.
        take: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        for event in events:
            if (taken := take.get(type(event))) is not None:
                taken(event)
        if self.root is None:
            self.findings.fail("empty", Place(self.file), "the file says nothing", "write `policy:` and so on")
            raise _Stop
        return self.root

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        start, end = event.start_mark, event.end_mark
        line, column = start.line, start.column
        width = end.column - column if end.line == line else 1
        # an empty word has no width, and `style` is empty where there are no quotes
        self._put(Word(event.value, Place(self.file, line + 1, column + 1), width or 1, not event.style))

    def _alias(self, event: Any) -> None:
        self._refuse("alias", event, f"an alias, '*{event.anchor}', is not allowed here", "write it out")
        self._put(Word("", _at(event, self.file)))

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self._refuse("several-documents", event, "a second document starts here", "one policy, one file")
            raise _Stop

    def _open(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        if len(self.stack) >= DEEPEST:
            self._refuse("too-deep", event, f"nested deeper than {DEEPEST} levels", "is a bracket left open?")
            raise _Stop
        opened = _Open(_at(event, self.file), isinstance(event, yaml.MappingStartEvent))
        self.stack.append(opened)

    def _close(self, _: Any) -> None:
        done = self.stack.pop()
        if done.table:
            self._put(Table(tuple(done.entries.values()), done.place))
        else:
            self._put(Listing(tuple(done.items), done.place))

    def _put(self, node: Node) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.findings.fail("too-large", node, f"the file holds more than {MOST_NODES:,} words", _SPLIT)
            raise _Stop
        if not self.stack:
            self.root = node
            return
        inmost = self.stack[-1]
        if not inmost.table:
            inmost.items.append(node)
        elif inmost.key is None:
            self._key(inmost, node)
        else:
            self._value(inmost, inmost.key, node)

    def _key(self, table: _Open, node: Node) -> None:
        if isinstance(node, Word):
            table.key = node
            return
        self.findings.fail("key-not-a-word", node, "a key must be a word", "put it in quotes")
        table.key = Word("", node.place)

    def _value(self, table: _Open, key: Word, value: Node) -> None:
        table.key = None
        first = table.entries.get(key.text)
        if first is None:
            table.entries[key.text] = Entry(key, value)
            return
        message = f"the key {quoted(key.text)} was given before, in line {first.key.place.line}"
        self.findings.fail("duplicate-key", key, message, "keep one of the two")

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse("yaml-anchor", event, f"a YAML anchor, '&{event.anchor}', is not allowed here", "remove it")
        if event.tag is not None:
            self._refuse("tag", event, f"a tag, {quoted(event.tag)}, is not allowed here", "remove it")

    def _refuse(self, code: str, event: Any, message: str, way_out: str) -> None:
        self.findings.fail(code, _at(event, self.file), message, way_out)


def _at(event: Any, file: str) -> Place:
    return Place(file, event.start_mark.line + 1, event.start_mark.column + 1)
