"""The nouns at the gate: who asks, for what, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from troth.engine import Answer, Output
from troth.errors import TrothError
from troth.language import Action
from troth.vault import StoredFile


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts: an opaque account id (it goes into the ledger, so never a name) and the roles it acts in."""

    id: str
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Act:
    """What a caller wants to do to one person's data. Facts are not part of it: the gate gathers them.

    `to`: the id of a recipient on the register; for `publish` the audience (`public`, `contacts`).
    `ground`: the id of a registered ground. `property` empty: the deployment's own. `item`: on this item alone.
    """

    action: Action
    person: int
    data: tuple[str, ...]
    purpose: str
    property: str = ""
    to: str | None = None
    other: str | None = None  # `with` of a link
    channel: str | None = None
    ground: int | None = None
    output: Output | None = None
    item: int | None = None


OWN_SOURCES: Final = frozenset(("person", "device"))  # what the person gave, and what was seen of their use


def usual_source(given_by: int | None) -> str:
    """Where data come from when nothing else is said."""
    return "person" if given_by is None else "third-party"


@dataclass(frozen=True, slots=True)
class Intake:
    """What is collected: values by term, where they came from, and the notice that was shown.

    `replace` None: an attribute (a name, an address) replaces the one held, an event (an order) is added.
    `given_by`: who told us of the person, if it was another person.
    """

    person: int
    values: Mapping[str, Any] = field(repr=False)
    purpose: str | None = None  # None: the first that the notice names
    property: str = ""
    source: str = "person"
    notice: str | None = None
    replace: bool | None = None
    given_by: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """One item with its value, as a permitted act gives it out."""

    item: int
    category: str
    version: str
    source: str
    at: datetime
    value: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act: the answer, its ledger entry, and what a permit brings.

    `refusal` is set when it was refused: nothing of it happened but the entry. `held`: the values, oldest first.
    `items`: what was stored. `terms`: what the recipient must keep to. `disclosure`: its id.
    """

    answer: Answer
    entry: str
    refusal: TrothError | None = None
    held: tuple[Held, ...] = ()
    items: Mapping[str, int] = field(default_factory=dict)
    terms: str | None = None
    disclosure: int | None = None

    def in_memory(self) -> Outcome:
        """The same, its files in memory: the transaction that they are read in ends here."""
        if not any(isinstance(held.value, StoredFile) for held in self.held):
            return self
        loaded = [held.value.loaded() if isinstance(held.value, StoredFile) else held.value for held in self.held]
        return replace(self, held=tuple(replace(h, value=v) for h, v in zip(self.held, loaded, strict=True)))

    @property
    def values(self) -> dict[str, Any]:
        """The newest value of each category."""
        return {held.category: held.value for held in self.held}

    def unwrap(self) -> Outcome:
        """Itself when permitted; raises the refusal otherwise."""
        if self.refusal is not None:
            raise self.refusal
        return self
