"""Reading one clause (SPEC 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType

from troth.errors import AnchorError
from troth.language import shapes
from troth.language.conditions import ConditionReader
from troth.language.duties import DutyKind
from troth.language.findings import Findings, did_you_mean, nearest, quoted
from troth.language.model import Action, Clause, Condition, Modality, Scope
from troth.language.must import DutyReader
from troth.language.nodes import Entry, Listing, Node, Table, Word, described
from troth.language.text import Anchor
from troth.language.vocabulary import Vocabulary

SAYS: Mapping[str, str] = MappingProxyType(
    {
        "about": "it tells something",
        "disclaimer": "it says what is not promised",
        "person-duty": "it says what people should do",
        "title": "it is a heading",
    }
)

MODALITIES: Mapping[Modality, str] = MappingProxyType(
    {
        "may": "permits; what no may permits is refused",
        "never": "forbids, unless …; it beats every may",
        "must": "a standing duty, kept by a control",
        "says": "binds a sentence that there is nothing to do about",
    }
)

# The dimensions of a may and of a never, by key, with the tree their terms are of.
DIMENSIONS: Mapping[str, str] = MappingProxyType(
    {
        "data": "data",
        "for": "purposes",
        "to": "recipients",
        "with": "data",
        "from": "sources",
        "in": "properties",
    }
)

KEYS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "may": ("id", "at", "may", *DIMENSIONS, "when"),
        "never": ("id", "at", "never", *DIMENSIONS, "unless"),
        "must": ("id", "at", "must"),
        "says": ("id", "at", "says"),
    }
)

# How many keys of a clause are looked at for a misspelt modality.
_LOOKED_AT = 20

# Which actions a dimension has anything to do with; the others have every action.
_ONLY_OF = {"to": (Action.DISCLOSE, Action.PUBLISH), "with": (Action.LINK,)}


@dataclass(frozen=True, slots=True)
class ClauseReader:
    """Reads the clauses of one version."""

    vocabulary: Vocabulary
    duties: Mapping[str, DutyKind]
    own_grounds: frozenset[str]
    properties: frozenset[str]
    findings: Findings
    # Anchors with their nodes, clause by clause, for looking them up in the text later.
    anchor_nodes: dict[str, list[tuple[Node, Anchor]]] = field(default_factory=dict)

    def read_all(self, node: Node) -> tuple[Clause, ...]:
        """The value of `clauses`: those that could be read, each id once."""
        if not isinstance(node, Listing):
            self.findings.fail("wrong-type", node, f"'clauses' must be a list, not {described(node)}")
            return ()
        if not node.items:
            self.findings.warn("no-clauses", node, "there is no clause, so nothing at all is permitted")
        first: dict[str, Clause] = {}
        for item in node.items:
            clause = self._clause(item)
            if clause is None:
                continue
            if clause.id in first:
                self._twice(clause, item, first[clause.id])
            first.setdefault(clause.id, clause)
        return tuple(first.values())

    def _twice(self, clause: Clause, item: Node, before: Clause) -> None:
        at = item.get("id") if isinstance(item, Table) else None
        message = f"the clause {quoted(clause.id)} was given before, in line {before.place.line}"
        self.findings.fail("duplicate-clause", at or item, message, "give one of them another id")

    def _clause(self, node: Node) -> Clause | None:
        fields = shapes.table(node, self.findings, "a clause")
        if fields is None:
            return None
        given = shapes.filled(fields, "id", self.findings, "a clause", "each clause has an id of its own")
        clause_id = None if given is None else shapes.name(given, self.findings, "the id of a clause")
        return _OneClause(replace(self, findings=self.findings.within(clause_id)), fields, clause_id or "").read()


@dataclass(frozen=True, slots=True)
class _OneClause:
    """One clause while it is read."""

    all: ClauseReader
    fields: Table
    id: str

    @property
    def findings(self) -> Findings:
        return self.all.findings

    @property
    def name(self) -> str:
        return f"clause {quoted(self.id)}" if self.id else "a clause"

    def read(self) -> Clause | None:
        modality = self._modality()
        if modality is None:
            return None
        kind = f"a {modality.key.text}"
        shapes.known_keys(self.fields, KEYS_OF[modality.key.text], self.findings, kind, _belongs(modality.key.text))
        made = partial(Clause, self.id, _MODALITY[modality.key.text], self.fields.place, self._anchors())
        if modality.key.text in ("may", "never"):
            return made(scope=self._scope(modality), conditions=self._conditions(modality.key.text))
        if modality.key.text == "must":
            return made(duty=DutyReader(self.all.duties, self.all.vocabulary, self.findings).read(modality.value))
        says = shapes.one_of(modality.value, SAYS, self.findings.tolerant(), "kind of says", "unknown-says")
        return made(says=says or "about")

    def _modality(self) -> Entry | None:
        found = [entry for entry in self.fields if entry.key.text in MODALITIES]
        if len(found) == 1:
            return found[0]
        if found:
            message = f"{self.name} has {' and '.join(e.key.text for e in found)}; it can have one of them"
            self.findings.fail("several-modalities", found[1], message, "make two clauses of it")
            return None
        near = next((e for e in self.fields.entries[:_LOOKED_AT] if nearest(e.key.text, MODALITIES)), None)
        help_ = did_you_mean(near.key.text, MODALITIES) if near else "say one of: may, never, must, says"
        self.findings.fail(
            "no-modality", near or self.fields, f"{self.name} says neither may, never, must nor says", help_
        )
        return None

    def _anchors(self) -> tuple[Anchor, ...]:
        node = self.fields.get("at")
        if node is None:
            return ()
        read = [(item, self._anchor(item)) for item in shapes.items(node)]
        good = [(item, anchor) for item, anchor in read if anchor is not None]
        self.all.anchor_nodes[self.id] = good
        return tuple(anchor for _, anchor in good)

    def _anchor(self, node: Node) -> Anchor | None:
        try:
            if isinstance(node, Word) and not node.empty:
                return Anchor.parse(node.text)
            if isinstance(node, Table):
                return Anchor.parse({e.key.text: _words(e.value) for e in node})
        except AnchorError as error:
            self.findings.fail(error.code, node, error.message, error.help)
            return None
        message = f"an anchor must be words of the text, or {{after: …, text: …}}, not {described(node)}"
        self.findings.fail("wrong-type", node, message)
        return None

    def _scope(self, modality: Entry) -> Scope:
        actions = self._actions(modality.value)
        read = {key: self._dimension(key) for key in DIMENSIONS}
        self._pointless(actions)
        if modality.key.text == "may":
            actions = self._specific(actions)
        return Scope(actions, read["data"], read["for"], read["to"], read["with"], read["from"], read["in"])

    def _actions(self, node: Node) -> tuple[Action, ...]:
        if isinstance(node, Listing) and not node.items:
            self.findings.fail("missing", node, f"{self.name} names no action", f"one of: {', '.join(Action)}")
        read = [shapes.one_of(n, _ACTIONS, self.findings, "action", "unknown-action") for n in shapes.items(node)]
        return tuple(dict.fromkeys(_ACTIONS[word] for word in read if word is not None))

    def _dimension(self, key: str) -> tuple[str, ...] | None:
        entry = self.fields.entry(key)
        if entry is None:
            return None
        if isinstance(entry.value, Word) and entry.value.empty:
            # Left out means any; a key without a value may be a slip, and a slip must not widen a clause.
            self.findings.fail("missing", entry, f"'{key}' says nothing", "name a term, or take the key out")
            return None
        what = f"'{key}'"
        if key == "in":
            return self._properties(entry.value)
        if key == "from":
            return self.all.vocabulary.read_sources(entry.value, self.findings, what)
        return self.all.vocabulary.read(DIMENSIONS[key], entry.value, self.findings, what)

    def _properties(self, node: Node) -> tuple[str, ...] | None:
        named = shapes.names(node, self.findings, "'in'")
        for item in shapes.items(node):
            if isinstance(item, Word) and named and item.text not in self.all.properties:
                message = f"{quoted(item.text)} is not one of the policy's properties, so it never matches"
                help_ = partial(did_you_mean, item.text, self.all.properties)
                self.findings.error("unknown-property", item, message, help_)
        return named

    def _specific(self, actions: tuple[Action, ...]) -> tuple[Action, ...]:
        """Permissions are specific: the actions for which a may names all that it must (SPEC 3)."""
        whole = [key for key in ("data", "for") if self._lacks(key)]
        unspecific = {action for action, key in _NEEDS.items() if action in actions and self._lacks(key)}
        return () if whole else tuple(action for action in actions if action not in unspecific)

    def _lacks(self, key: str) -> bool:
        if self.fields.entry(key) is not None:
            return False
        message = f"{self.name} names no {_WHY[key]}, and a permission must"
        self.findings.error("may-too-wide", self.fields, message, f"add `{key}: …`; until then it permits nothing")
        return True

    def _pointless(self, actions: tuple[Action, ...]) -> None:
        for key, having in _ONLY_OF.items():
            entry, without = self.fields.entry(key), [a for a in actions if a not in having]
            if entry is not None and without and len(without) < len(actions):
                message = f"'{key}' is named, and {_listed(without)} has none: for that this clause never matches"
                self.findings.warn("dimension-without-action", entry, message, "make two clauses of it")

    def _conditions(self, modality: str) -> tuple[Condition, ...]:
        key = "when" if modality == "may" else "unless"
        entry = self.fields.entry(key)
        if entry is None:
            return ()
        return ConditionReader(self.findings, self.all.own_grounds).read_all(entry.value)


_ACTIONS: Mapping[str, Action] = MappingProxyType({str(action): action for action in Action})

_MODALITY: Mapping[str, Modality] = MappingProxyType({word: word for word in MODALITIES})

# What a may must name besides data and purposes.
_NEEDS = {Action.DISCLOSE: "to", Action.LINK: "with"}

_WHY = {"data": "data", "for": "purposes", "to": "recipients of the disclosure", "with": "other data to link with"}


def _belongs(modality: str) -> Callable[[str], str]:
    def hint(key: str) -> str:
        if key == "when" and modality == "never":
            return "a never has `unless`: what must hold for it not to bite"
        if key == "unless" and modality == "may":
            return "a may has `when`; write `when: {not: …}`"
        if modality == "must":
            return "parameters stand under the duty: `must: {duty: {parameter: value}}`"
        return ""

    return hint


def _words(node: Node) -> str:
    if isinstance(node, Word):
        return node.text
    raise AnchorError(f"the parts of an anchor must be words, and {described(node)} stands here")


def _listed(actions: list[Action]) -> str:
    return " and ".join(actions)
