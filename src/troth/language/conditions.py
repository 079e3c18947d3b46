"""Reading `when` and `unless`: the conditions of SPEC 3, each in a table with what it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from troth.language import shapes
from troth.language.findings import Findings, did_you_mean, nearest, quoted
from troth.language.model import (
    FACTS,
    GROUND_KINDS,
    Aggregated,
    Agreement,
    AllOf,
    AnyOf,
    Choice,
    Condition,
    Consent,
    Fact,
    GroundOf,
    Not,
    Notified,
    OwnRecipient,
    Role,
    Unrecognised,
    Visible,
)
from troth.language.nodes import Listing, Node, Table, Word, described

# The conditions that are one word.
BARE: Mapping[str, Condition] = MappingProxyType(
    {name: Fact(name) for name in FACTS}
    | {
        "consent": Consent(),
        "explicit-consent": Consent(explicit=True),
        "notified": Notified(),
        "agreement": Agreement(),
        "own-recipient": OwnRecipient(),
        "visible": Visible(),
    }
)

# The conditions that take something, and what.
TAKING: Mapping[str, str] = MappingProxyType(
    {
        "choice": "a topic",
        "ground": "a kind of ground",
        "aggregated": "a number of people",
        "role": "a role",
        "not": "a condition",
        "any": "a list of conditions",
        "all": "a list of conditions",
    }
)


@dataclass(frozen=True, slots=True)
class ConditionReader:
    """Reads conditions of one policy version; `own_grounds` are the kinds it declares itself."""

    findings: Findings
    own_grounds: frozenset[str] = frozenset()

    def read_all(self, node: Node) -> tuple[Condition, ...]:
        """The value of `when` or `unless`: one condition or a list."""
        read = (self.read(item) for item in shapes.items(node))
        return tuple(condition for condition in read if condition is not None)

    def read(self, node: Node) -> Condition | None:
        """One condition; None, with a finding, where none can be made of it."""
        if isinstance(node, Table):
            return self._taking(node)
        if isinstance(node, Word) and not node.empty:
            return self._bare(node)
        message = f"a condition must be a word or `word: value`, not {described(node)}"
        self.findings.fail("wrong-type", node, message, "for conditions in conditions, write any, all or not")
        return None

    def _bare(self, node: Word) -> Condition | None:
        if node.text in BARE:
            return BARE[node.text]
        if node.text in TAKING:
            message = f"the condition '{node.text}' needs {TAKING[node.text]}"
            self.findings.fail("missing", node, message, f"write it as `{node.text}: …`")
            return None
        return self._unknown(node, node.text)

    def _taking(self, node: Table) -> Condition | None:
        if len(node.entries) != 1:
            message = f"a condition has one key, and {len(node.entries)} stand here"
            self.findings.fail("wrong-type", node, message, "put a dash before each, to make them a list")
            return None
        entry = node.entries[0]
        read = self._readers().get(entry.key.text)
        if read is not None:
            return read(entry.value)
        if entry.key.text in BARE:
            help_ = f"write `{entry.key.text}` alone, or `not: {entry.key.text}`"
            self.findings.fail("wrong-type", entry, f"the condition '{entry.key.text}' takes nothing", help_)
        else:
            return self._unknown(entry.key, f"{entry.key.text}: …")
        return None

    def _readers(self) -> dict[str, Callable[[Node], Condition | None]]:
        return {
            "choice": self._choice,
            "ground": self._ground,
            "aggregated": self._aggregated,
            "role": self._role,
            "not": self._not,
            "any": self._any,
            "all": self._all,
        }

    def _unknown(self, node: Word, written: str) -> Condition:
        """Neither true nor false, so it never permits and holds no never back; the policy answers all the same."""
        known = [*BARE, *TAKING]
        help_ = partial(did_you_mean, node.text, known, f"known: {', '.join(known)}")
        self.findings.error("unknown-condition", node, f"unknown condition {quoted(node.text)}", help_)
        return Unrecognised(written)

    def _choice(self, node: Node) -> Condition | None:
        topic = shapes.name(node, self.findings, "the topic of a choice")
        return None if topic is None else Choice(topic)

    def _role(self, node: Node) -> Condition | None:
        role = shapes.name(node, self.findings, "a role")
        return None if role is None else Role(role)

    def _aggregated(self, node: Node) -> Condition | None:
        people = shapes.number(node, self.findings, "'aggregated'", least=1)
        return None if people is None else Aggregated(people)

    def _ground(self, node: Node) -> Condition | None:
        kind = shapes.name(node, self.findings, "the kind of a ground")
        if kind is None:
            return None
        if kind not in GROUND_KINDS and kind not in self.own_grounds:
            self._undeclared(node, kind)
        return GroundOf(kind)

    def _undeclared(self, node: Node, kind: str) -> None:
        """No request can cite a misspelt kind, so it never permits; the policy answers all the same."""
        if self.findings.full:
            return
        known = [*GROUND_KINDS, *self.own_grounds]
        message = f"the kind of ground {quoted(kind)} is neither built in nor declared"
        if nearest(kind, known):
            self.findings.error("unknown-ground", node, message, did_you_mean(kind, known))
        else:
            help_ = f"if it is the policy's own, declare it: `grounds: {{{kind}: what it is}}`"
            self.findings.warn("undeclared-ground", node, message, help_)

    def _not(self, node: Node) -> Condition | None:
        part = self.read(node)
        return None if part is None else Not(part)

    def _any(self, node: Node) -> Condition | None:
        parts = self._parts(node, "any")
        return None if parts is None else AnyOf(parts)

    def _all(self, node: Node) -> Condition | None:
        parts = self._parts(node, "all")
        return None if parts is None else AllOf(parts)

    def _parts(self, node: Node, word: str) -> tuple[Condition, ...] | None:
        if isinstance(node, Listing):
            return self.read_all(node)
        self.findings.fail("wrong-type", node, f"'{word}' takes a list of conditions, not {described(node)}")
        return None
