"""The nouns of the policy language: policy, version, clause, condition, duty (SPEC 1 to 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from troth.language.text import Anchor, Span, Text
from troth.terms import Terms


class Action(StrEnum):
    """What can be done with data."""

    COLLECT = "collect"
    USE = "use"
    DISCLOSE = "disclose"
    PUBLISH = "publish"
    LINK = "link"


FACTS = ("registered", "customer", "account-open", "verified", "adult", "known-minor")

GROUND_KINDS = (
    "legal-order",
    "legal-claim",
    "emergency",
    "protect-rights",
    "corporate-change",
    "support-case",
    "order",
    "transaction",
    "authorisation",
    "joint-purchase",
    "audit",
)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a file, and the line and column in it, both from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


# -- conditions: `when` of a may, `unless` of a never. str() gives the form that answers use. --


@dataclass(frozen=True, slots=True)
class Fact:
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Choice:
    topic: str

    def __str__(self) -> str:
        return f"choice: {self.topic}"


@dataclass(frozen=True, slots=True)
class Consent:
    explicit: bool = False

    def __str__(self) -> str:
        return "explicit-consent" if self.explicit else "consent"


@dataclass(frozen=True, slots=True)
class Notified:
    def __str__(self) -> str:
        return "notified"


@dataclass(frozen=True, slots=True)
class GroundOf:
    kind: str

    def __str__(self) -> str:
        return f"ground: {self.kind}"


@dataclass(frozen=True, slots=True)
class Agreement:
    def __str__(self) -> str:
        return "agreement"


@dataclass(frozen=True, slots=True)
class OwnRecipient:
    def __str__(self) -> str:
        return "own-recipient"


@dataclass(frozen=True, slots=True)
class Aggregated:
    people: int

    def __str__(self) -> str:
        return f"aggregated: {self.people}"


@dataclass(frozen=True, slots=True)
class Visible:
    def __str__(self) -> str:
        return "visible"


@dataclass(frozen=True, slots=True)
class Role:
    name: str

    def __str__(self) -> str:
        return f"role: {self.name}"


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition

    def __str__(self) -> str:
        return f"not: {_flow(self.part)}"


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return f"any: [{', '.join(_flow(p) for p in self.parts)}]"


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return f"all: [{', '.join(_flow(p) for p in self.parts)}]"


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A condition that this version of the language does not know: always unknown, so it never permits."""

    written: str

    def __str__(self) -> str:
        return self.written


Condition = (
    Fact
    | Choice
    | Consent
    | Notified
    | GroundOf
    | Agreement
    | OwnRecipient
    | Aggregated
    | Visible
    | Role
    | Not
    | AnyOf
    | AllOf
    | Unrecognised
)


def _flow(condition: Condition) -> str:
    """A condition inside another, in YAML flow style: a word stays bare, a mapping gets braces."""
    text = str(condition)
    return f"{{{text}}}" if ": " in text else text


def atoms(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """The conditions without any/all/not around them."""
    for condition in conditions:
        if isinstance(condition, Not):
            yield from atoms((condition.part,))
        elif isinstance(condition, AnyOf | AllOf):
            yield from atoms(condition.parts)
        else:
            yield condition


# -- clauses --


@dataclass(frozen=True, slots=True)
class Duty:
    """What a `must` names: a control and its parameters (already checked against the control's schema)."""

    name: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """The dimensions of a may or never. None: left out. Terms stand for themselves and their descendants."""

    actions: tuple[Action, ...]
    data: tuple[str, ...] | None = None
    purposes: tuple[str, ...] | None = None  # `for`
    recipients: tuple[str, ...] | None = None  # `to`
    others: tuple[str, ...] | None = None  # `with`
    sources: tuple[str, ...] | None = None  # `from`
    properties: tuple[str, ...] | None = None  # `in`


Modality = Literal["may", "never", "must", "says"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule and the sentences it keeps. Exactly one of scope, duty, says is set, by modality."""

    id: str
    modality: Modality
    place: Place
    anchors: tuple[Anchor, ...] = ()
    scope: Scope | None = None
    conditions: tuple[Condition, ...] = ()  # `when` of a may, `unless` of a never
    duty: Duty | None = None
    says: str | None = None  # about, disclaimer, person-duty, title


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """One version of a policy, whole. `effective` is aware; `spans`: the anchors found, by clause."""

    policy: str
    version: str
    effective: datetime
    supersedes: str | None
    text: Text
    terms: Terms
    topics: Mapping[str, str]  # purpose term → topic, as declared (descendants inherit)
    properties: tuple[str, ...]
    precedence: int
    controller: Mapping[str, str]
    clauses: tuple[Clause, ...]
    place: Place
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id; KeyError if there is none."""
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise KeyError(clause_id)

    def duties(self, name: str) -> tuple[Clause, ...]:
        """The must clauses whose duty has that name, in file order."""
        return tuple(c for c in self.clauses if c.duty is not None and c.duty.name == name)

    @property
    def ref(self) -> str:
        """The version named in one word."""
        return f"{self.policy}@{self.version}"


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """All versions of one policy, in the order they take effect."""

    id: str
    versions: tuple[Version, ...]

    def version(self, version: str) -> Version | None:
        """The version of that id; None if there is none."""
        return next((v for v in self.versions if v.version == version), None)


# -- findings --

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something `check` found: a stable code, a place, and a way out (SPEC 9)."""

    code: str
    level: Level
    message: str
    place: Place
    help: str = ""
    clause: str | None = None
    width: int = 1  # characters to mark from the place on
