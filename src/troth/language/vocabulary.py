"""The words of one policy version: the built-in trees with the company's own terms hung into them (SPEC 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter

from troth.language import shapes
from troth.language.findings import Findings, did_you_mean, nearest, quoted
from troth.language.nodes import Entry, Node, Word, is_empty
from troth.terms import SOURCES, Term, Terms, Tree, builtin

TREES = ("data", "purposes", "recipients")
# All ancestors of all own terms together: far above any policy, far below what could fill a memory.
_MOST_ANCESTORS = 100_000

_ONE_OF = {"data": "a datum", "purposes": "a purpose", "recipients": "a recipient"}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The trees, and the topics that purposes were given, with the place of each."""

    terms: Terms
    topics: Mapping[str, str] = field(default_factory=dict)
    topic_places: Mapping[str, Word] = field(default_factory=dict)

    def tree(self, name: str) -> Tree:
        """The tree of that name, one of TREES."""
        found: Tree = getattr(self.terms, name)
        return found

    def read_sources(self, node: Node, findings: Findings, what: str) -> tuple[str, ...] | None:
        """Where data may come from: person, device, third-party, or a recipient term (SPEC 3, `from`)."""
        return self.read("recipients", node, findings, what, SOURCES)

    def read(
        self, tree: str, node: Node, findings: Findings, what: str, more: frozenset[str] = frozenset()
    ) -> tuple[str, ...] | None:
        """A term, or a list of terms, of that tree or `more`. None, with findings, when one is unknown."""
        words = shapes.names(node, findings, what)
        if words is None:
            return None
        known = self.tree(tree).terms
        unknown = [word for word in words if word not in known and word not in more]
        if not unknown:
            return words
        places = {item.text: item for item in shapes.items(node) if isinstance(item, Word)}
        for word in unknown:
            findings.fail("unknown-term", places[word], *self._unknown(tree, word, more))
        return None

    def _unknown(self, tree: str, word: str, more: frozenset[str]) -> tuple[str, str]:
        known = [*self.tree(tree).terms, *more]
        elsewhere = next((t for t in TREES if t != tree and word in self.tree(t)), None)
        if elsewhere and not nearest(word, known):
            return f"{quoted(word)} is {_ONE_OF[elsewhere]}, and {_ONE_OF[tree]} is wanted here", ""
        own = f"declare it under `terms: {{{tree}: …}}`, or list the known ones with `troth terms`"
        return f"{quoted(word)} is not a known term of {tree}", did_you_mean(word, known, own)


def read_vocabulary(node: Node | None, findings: Findings) -> Vocabulary:
    """The value of `terms:`; without one, the built-in words."""
    words = None if node is None else shapes.table(node, findings, "'terms'")
    if words is None:
        return Vocabulary(builtin())
    shapes.known_keys(words, TREES, findings, "'terms'")
    trees, topics, places = dict[str, Tree](), dict[str, str](), dict[str, Word]()
    for name in TREES:
        own = _OwnTerms(getattr(builtin(), name), findings)
        trees[name] = own.grow(words.get(name))
        topics |= own.topics
        places |= own.topic_places
    return Vocabulary(Terms(**trees), topics, places)


@dataclass(slots=True)
class _OwnTerms:
    """The company's own words of one tree. A word that is wrong hangs under the root, to be reported once only."""

    tree: Tree
    findings: Findings
    topics: dict[str, str] = field(default_factory=dict)
    topic_places: dict[str, Word] = field(default_factory=dict)
    places: dict[str, Entry] = field(default_factory=dict)

    def grow(self, node: Node | None) -> Tree:
        own = None if node is None else shapes.table(node, self.findings, f"'terms: {self.tree.name}'")
        if own is None:
            return self.tree
        self.places = {e.key.text: e for e in own if self._may_be_declared(e)}
        declared = {name: self._term(name, entry.value) for name, entry in self.places.items()}
        return self.tree.with_terms(self._in_order(declared))

    def _may_be_declared(self, entry: Entry) -> bool:
        name = shapes.name(entry.key, self.findings, "a term")
        if name is None:
            return False
        if name in self.tree or (self.tree.name == "recipients" and name in SOURCES):
            message = f"the term {quoted(name)} is built in"
            self.findings.fail("term-taken", entry, message, "choose another word, or use the built-in one")
            return False
        return True

    def _term(self, name: str, node: Node) -> Term:
        if is_empty(node):
            return Term(name, own=True)
        facts = shapes.table(node, self.findings, f"the term {quoted(name)}")
        if facts is None:
            return Term(name, own=True)
        purpose = self.tree.name == "purposes"
        known = ("is", "topic", "definition") if purpose else ("is", "definition")
        shapes.known_keys(facts, known, self.findings, f"the term {quoted(name)}", _belongs)
        definition = facts.get("definition")
        meaning = shapes.word(definition, self.findings, "a definition") if definition is not None else None
        if purpose and (topic := facts.get("topic")) is not None:
            self._topic(name, topic)
        return Term(name, self._parents(facts.get("is")), meaning or "", own=True)

    def _topic(self, name: str, node: Node) -> None:
        topic = shapes.name(node, self.findings, "a topic")
        if topic is not None and isinstance(node, Word):
            self.topics[name] = topic
            self.topic_places[name] = node

    def _parents(self, node: Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        parents = shapes.names(node, self.findings, "'is'") or ()
        places = {item.text: item for item in shapes.items(node) if isinstance(item, Word)}
        for parent in (p for p in parents if not self._knows(p)):
            message = f"{quoted(parent)} is not a known term of {self.tree.name}"
            self.findings.fail(
                "unknown-term", places[parent], message, did_you_mean(parent, [*self.tree.terms, *self.places])
            )
        return tuple(p for p in parents if self._knows(p))

    def _knows(self, term: str) -> bool:
        return term in self.tree or term in self.places

    def _in_order(self, declared: dict[str, Term]) -> list[Term]:
        """Parents before children, so that no reader of the tree ever climbs deep."""
        while True:
            own = {name: [p for p in term.parents if p in declared] for name, term in declared.items()}
            try:
                order = list(TopologicalSorter(own).static_order())
            except CycleError as ring:
                declared = self._cut(ring.args[1], declared)
            else:
                return self._light([declared[name] for name in order])

    def _cut(self, ring: list[str], declared: dict[str, Term]) -> dict[str, Term]:
        """A ring is reported once, and cut, so that the rest can be read."""
        first = min(ring, key=lambda name: self.places[name].key.place)
        shown = " → ".join([*ring[:8], "…"] if len(ring) > 8 else ring)
        message = f"the terms hang under one another in a ring: {shown}"
        self.findings.fail("term-ring", self.places[first], message, "let one of them hang under something else")
        return declared | {first: replace(declared[first], parents=())}

    def _light(self, terms: list[Term]) -> list[Term]:
        """The same terms, unless their ancestors are so many that the tree would fill the memory."""
        above: dict[str, frozenset[str]] = {}
        total = 0
        for term in terms:
            parents = (above.get(p) or self.tree.ancestors(p) for p in term.parents)
            above[term.name] = frozenset((term.name,)).union(*parents)
            total += len(above[term.name])
            if total > _MOST_ANCESTORS:
                message = "the own terms hang so deep that they cannot be worked with"
                self.findings.fail("too-large", self.places[term.name], message, "use fewer levels")
                return []
        return terms


def _belongs(key: str) -> str:
    return "only a purpose has a topic" if key == "topic" else ""
