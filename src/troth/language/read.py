"""From the bytes of a policy.yaml to a Version, with everything that is wrong on the way (SPEC 2).

Two kinds of findings: those that leave no meaning to answer by (the file, its shape, its terms, its anchors)
end in no version; the others stand beside a version that answers (SPEC 10).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from types import MappingProxyType

from troth.errors import AnchorError, TextError
from troth.language import shapes
from troth.language.clauses import ClauseReader
from troth.language.document import read_document
from troth.language.duties import DutyKind
from troth.language.findings import Enough, Findings, quoted
from troth.language.model import (
    GROUND_KINDS,
    Choice,
    Clause,
    Finding,
    Place,
    Version,
    atoms,
)
from troth.language.nodes import Node, Table, Word, is_empty
from troth.language.text import Span, Text
from troth.language.vocabulary import Vocabulary, read_vocabulary

# Every key of a policy file, what it holds, and whether it must be there.
KEYS: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "policy": ("the policy's id, the same in all its versions", True),
        "version": ("the id of this version", True),
        "effective": ("when it takes effect: a date or a time; UTC when no zone", True),
        "supersedes": ("the version before, if any", False),
        "text": ("the file of the published text, beside this one", False),
        "controller": ("who answers for the data", False),
        "properties": ("the sites and apps it applies to", False),
        "precedence": ("the higher decides where two policies cover a property; 0 if left out", False),
        "terms": ("the company's own words, hung into the built-in trees", False),
        "grounds": ("the policy's own kinds of ground, each with what it is", False),
        "clauses": ("the rules, one for each promise", True),
    }
)

CONTROLLER = ("name", "address", "email", "phone", "country")

# Gives the bytes of the text file of that name; raises TextError when it cannot be had.
OpenText = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one policy file: a version, unless a finding left none."""

    version: Version | None
    findings: tuple[Finding, ...]


def read_version(source: bytes, file: str, texts: OpenText, duties: Mapping[str, DutyKind]) -> Reading:
    """Read one policy file. `texts` opens the text it names. Never raises for what stands in the file."""
    return _reading(lambda findings: read_document(source, file, findings), texts, duties)


def read_nodes(root: Node, texts: OpenText | None, duties: Mapping[str, DutyKind]) -> Reading:
    """As `read_version`, for nodes that are already there. Without `texts` no text is wanted."""
    return _reading(lambda _: root, texts, duties)


def _reading(
    rooted: Callable[[Findings], Node | None], texts: OpenText | None, duties: Mapping[str, DutyKind]
) -> Reading:
    findings = Findings()
    version = None
    with suppress(Enough):
        root = rooted(findings)
        if root is not None:
            version = _Version(findings, texts, duties).read(root)
    return Reading(version, tuple(findings.all()))


@dataclass(slots=True)
class _Version:
    """One version while it is read."""

    findings: Findings
    texts: OpenText | None
    duties: Mapping[str, DutyKind]
    top: Table = field(init=False)

    def read(self, root: Node) -> Version | None:
        top = shapes.table(root, self.findings, "a policy file")
        if top is None:
            return None
        self.top = top
        shapes.known_keys(top, KEYS, self.findings, "a policy file")
        policy, version, effective = self._name("policy"), self._name("version"), self._effective()
        vocabulary = read_vocabulary(top.get("terms"), self.findings)
        properties = self._properties()
        reader = ClauseReader(vocabulary, self.duties, self._grounds(), frozenset(properties), self.findings)
        node = self._wanted("clauses")
        clauses = () if node is None else reader.read_all(node)
        text = self._text()
        spans = {} if text is None else dict(self._bind(text, reader))
        precedence, supersedes, controller = self._precedence(), self._supersedes(), self._controller()
        _Topics(self.findings, clauses, vocabulary).check()
        if self.findings.fatal or policy is None or version is None or effective is None or text is None:
            return None
        return Version(
            policy,
            version,
            effective,
            supersedes,
            text,
            vocabulary.terms,
            MappingProxyType(dict(vocabulary.topics)),
            properties,
            precedence,
            MappingProxyType(controller),
            clauses,
            top.place,
            MappingProxyType(spans),
        )

    def _wanted(self, key: str) -> Node | None:
        return shapes.filled(self.top, key, self.findings, "the policy", KEYS[key][0])

    def _name(self, key: str) -> str | None:
        node = self._wanted(key)
        return None if node is None else shapes.name(node, self.findings, f"'{key}'")

    def _effective(self) -> datetime | None:
        node = self._wanted("effective")
        return None if node is None else shapes.moment(node, self.findings, "'effective'")

    def _supersedes(self) -> str | None:
        node = self.top.get("supersedes")
        return None if node is None else shapes.name(node, self.findings, "'supersedes'")

    def _precedence(self) -> int:
        node = self.top.get("precedence")
        return 0 if node is None else shapes.number(node, self.findings, "'precedence'") or 0

    def _properties(self) -> tuple[str, ...]:
        node = self.top.get("properties")
        if node is None:
            message = "the policy names no properties, so it covers nothing and everything is out of scope"
            self.findings.warn("no-properties", self.top, message, "add `properties: [your.example]`")
            return ()
        return shapes.names(node, self.findings, "'properties'") or ()

    def _controller(self) -> dict[str, str]:
        node = self.top.get("controller")
        fields = None if node is None else shapes.table(node, self.findings, "'controller'")
        if fields is None:
            return {}
        shapes.known_keys(fields, CONTROLLER, self.findings, "'controller'")
        given = (
            (e.key.text, shapes.word(e.value, self.findings, f"'{e.key.text}'"))
            for e in fields
            if not is_empty(e.value)
        )
        return {key: text for key, text in given if text is not None}

    def _grounds(self) -> frozenset[str]:
        """The policy's own kinds of ground: a list of names, or a table of names with what they are."""
        node = self.top.get("grounds")
        if node is None:
            return frozenset()
        keys = [e.key for e in node] if isinstance(node, Table) else list(shapes.items(node))
        kinds = {kind for key in keys if (kind := shapes.name(key, self.findings, "a kind of ground"))}
        for key in keys:
            if isinstance(key, Word) and key.text in GROUND_KINDS:
                self.findings.error(
                    "ground-taken", key, f"the kind of ground {quoted(key.text)} is built in", "take it out"
                )
        if isinstance(node, Table):
            for entry in (e for e in node if not is_empty(e.value)):
                shapes.word(entry.value, self.findings, "what a ground is")
        return frozenset(kinds)

    def _text(self) -> Text | None:
        """The published text; an empty one where none is named, for the clauses have their meaning without it."""
        node = self.top.get("text")
        if node is None or self.texts is None:
            if self.texts is not None:
                help_ = "name the file of the text with `text`; until then no clause can be tied to a sentence"
                self.findings.error("no-text", self.top.place, "the policy names no text", help_)
            return Text.read(b"", "")
        file = shapes.name(node, self.findings, "'text'")
        if file is None:
            return None
        if not _beside(file):
            message = f"the text {quoted(file)} does not stand beside the policy file"
            self.findings.fail("text-elsewhere", node, message, "put the text into the policy's folder and name it")
            return None
        try:
            return Text.read(self.texts(file), file)
        except TextError as error:
            self.findings.fail(error.code, node, error.message, error.help)
            return None

    def _bind(self, text: Text, reader: ClauseReader) -> Iterator[tuple[str, tuple[Span, ...]]]:
        """Finds every anchor in the text; each must match exactly one place (SPEC 1)."""
        for clause, anchors in reader.anchor_nodes.items():
            findings = self.findings.within(clause or None)
            spans: list[Span] = []
            for node, anchor in anchors:
                try:
                    spans.append(text.find(anchor))
                except AnchorError as error:
                    findings.fail(error.code, node, error.message + _candidates(error), error.help)
            yield clause, tuple(spans)


def _candidates(error: AnchorError) -> str:
    shown = "; ".join(f"line {line}: {excerpt}" for line, excerpt in error.candidates[:5])
    return f" ({shown})" if shown else ""


def _beside(file: str) -> bool:
    """Whether a file name stays in the folder it is named in."""
    path = PurePosixPath(file.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts and not re.match("[A-Za-z]:", file)


@dataclass(frozen=True, slots=True)
class _Topics:
    """A topic needs an offer-choice duty; without one the choice is no (SPEC 4), so answers go on."""

    findings: Findings
    clauses: tuple[Clause, ...]
    vocabulary: Vocabulary

    def check(self) -> None:
        offered = {str(c.duty.params.get("topic")) for c in self.clauses if c.duty and c.duty.name == "offer-choice"}
        for clause in self.clauses:
            chosen = (c.topic for c in atoms(clause.conditions) if isinstance(c, Choice))
            for topic in dict.fromkeys(chosen):
                if topic not in offered:
                    self._report(self.findings.within(clause.id), clause.place, topic)
        for purpose, topic in self.vocabulary.topics.items():
            if topic not in offered:
                self._report(self.findings, self.vocabulary.topic_places[purpose], topic)

    def _report(self, findings: Findings, at: Word | Place, topic: str) -> None:
        message = f"nobody can choose on the topic {quoted(topic)}: no must offers it, so the choice is always no"
        help_ = f"add a clause `must: {{offer-choice: {{topic: {topic}, default: no}}}}`"
        findings.error("topic-without-duty", at, message, help_)
