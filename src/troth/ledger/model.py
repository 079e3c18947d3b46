"""The nouns of the ledger: what is recorded, what is signed, what proves it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NewType, Protocol

from troth.db import Connection
from troth.errors import NotFound

EntryId = NewType("EntryId", int)

HOUSE = 0  # the person under whose key entries of no person are sealed

_ACT = re.compile(r"[a-z]+(-[a-z]+)*")


def id_text(entry: EntryId) -> str:
    """An entry's id as people and the API see it: 16 hexadecimal digits."""
    return f"{entry:016x}"


def id_of(text: str) -> EntryId:
    """The id of `id_text`. Raises NotFound for anything else: a malformed id names no entry."""
    try:
        number = int(text, 16) if len(text) == 16 else -1
    except ValueError:
        number = -1
    if not 0 < number < 1 << 63:
        raise NotFound("no entry has that id")
    return EntryId(number)


@dataclass(frozen=True, slots=True)
class Entry:
    """One act to record: collect, use, disclose, publish, link, refuse, choice, consent, decision, notify,
    ground, erase …

    `details` names things, never a person's value. Keys that others read: `policy`, `version`, `clauses`
    (list of ids), `data` (terms), `purpose`, `recipient`, `reason`, `actor`, `drill`. Values are what JSON
    has; whole numbers stay below 2**53 (RFC 8785).
    """

    act: str
    at: datetime
    person: int | None = None  # None: an act that is about nobody
    details: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _is_act(self.act):
            raise ValueError("an act is a word in lower case, with hyphens")
        if self.at.tzinfo is None:
            raise ValueError("an entry's time needs a zone")
        if self.person == HOUSE:
            raise ValueError("an entry of no person says None")

    @property
    def key_of(self) -> int:
        """The person whose key seals it."""
        return HOUSE if self.person is None else self.person

    @property
    def clause_refs(self) -> tuple[str, ...]:
        """`policy#clause` for each clause named: what `recent` finds it by.

        A drill's entries are in no list.
        """
        details = self.details
        if details.get("drill"):
            return ()
        policy = details.get("policy", "")
        return tuple([f"{policy}#{clause}" for clause in details.get("clauses", ())])


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it stands in the ledger.

    `entry` is None when the person's key is erased; `index`, its number in the tree, while it waits for its
    place.
    """

    id: EntryId
    entry: Entry | None
    index: int | None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed head of the tree: the first `size` entries have this root. `note` is the signed text."""

    origin: str
    size: int
    root: bytes
    note: str


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That `leaf` (its bytes) is number `index` in the tree of `checkpoint`."""

    index: int
    leaf: bytes
    hashes: tuple[bytes, ...]
    checkpoint: Checkpoint


@lru_cache(maxsize=256)
def _is_act(word: str) -> bool:
    return _ACT.fullmatch(word) is not None


Seal = Callable[[bytes, bytes], bytes]  # (plaintext, ad) → sealed
Open = Callable[[bytes, bytes], bytes]  # (sealed, ad) → plaintext; SealBroken when bytes, ad or key do not fit


class Sealer(Protocol):
    """Encrypts under each person's own key (person 0: the house's). The vault is one.

    What it gives is good for the transaction that the keys were read in, and no longer.
    """

    def to_seal(self, tx: Connection, people: Collection[int]) -> Mapping[int, Seal]:
        """What seals for each of them. Raises KeyErased when the key of one is gone."""
        ...

    def to_open(self, tx: Connection, people: Collection[int]) -> Mapping[int, Open]:
        """What opens for each of them; who has no key any more is left out."""
        ...
