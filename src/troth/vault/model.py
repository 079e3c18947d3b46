"""The nouns of the vault. A value is masked wherever it might be printed; only `open()` shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from typing import Any, BinaryIO, Final, Protocol

MASK: Final = "•••"


class Kind(IntEnum):
    """What a value is: it decides how it is sealed and whether it can be read."""

    TEXT = 0
    JSON = 1
    FILE = 2
    CREDENTIAL = 3  # verified, never read


@dataclass(frozen=True, slots=True)
class Collection:
    """One act of collection: under which policy version, from where, under which notice, where and when.

    `source` is a term (`person`, `device`, `third-party`, a recipient); `purposes` those named in the notice.
    """

    policy: str
    version: str
    source: str
    at: datetime
    notice: str | None = None
    property: str | None = None
    purposes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file to be kept: `content` is read to its end, a piece at a time. Its name is a person's value too."""

    content: BinaryIO = field(repr=False)
    name: str = field(repr=False)
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True, repr=False)
class StoredFile:
    """A file that is kept: what it is called, and how to read it, within the transaction it was got in."""

    name: str
    media_type: str
    size: int
    _read: Callable[[], Iterator[bytes]]

    def chunks(self) -> Iterator[bytes]:
        """The content in order, in memory one piece at a time. `SealBroken` when it was altered or cut."""
        return self._read()

    def loaded(self) -> StoredFile:
        """The same, its content in memory, so that it can be read after the transaction."""
        content = tuple(self._read())
        return replace(self, _read=lambda: iter(content))

    def __repr__(self) -> str:
        return f"StoredFile({MASK})"


@dataclass(frozen=True, slots=True)
class New:
    """A value to be put: text, JSON (a dict, list, number or bool) or a `File`.

    `index` names the look-up it shall be found by (`email`, `phone`, `account-id`).
    A `credential` is kept so that it can be verified and not read; it replaces the one before.
    """

    category: str
    value: Any = field(repr=False)
    credential: bool = False
    index: str | None = None


class Value:
    """A sealed value. Its `repr` and `str` are a mask; `open` gives the plain value."""

    __slots__ = ("_open",)

    def __init__(self, opener: Callable[[], Any]) -> None:
        self._open = opener

    def open(self) -> Any:
        """Text, JSON or a `StoredFile`. `NotAllowed` for a credential, `SealBroken` when it was altered."""
        return self._open()

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __reduce__(self) -> Any:
        raise TypeError("a value is not serialised: open it where it is used")


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What is known of an item without opening it."""

    person: int
    id: int
    category: str
    kind: Kind
    collection_id: int
    collection: Collection


@dataclass(frozen=True, slots=True)
class Item:
    """An item with its value, still sealed."""

    facts: ItemFacts
    value: Value

    @property
    def person(self) -> int:
        return self.facts.person

    @property
    def id(self) -> int:
        return self.facts.id

    @property
    def category(self) -> str:
        return self.facts.category

    @property
    def kind(self) -> Kind:
        return self.facts.kind

    @property
    def collection(self) -> Collection:
        """Under what the value was collected."""
        return self.facts.collection


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure found, and what a look afterwards still found: rows by table."""

    before: dict[str, int]
    after: dict[str, int]

    @property
    def complete(self) -> bool:
        return not any(self.after.values())


class KeyWrapper(Protocol):
    """Wraps keys under a master key that may be elsewhere: a ring in a file, or a key management service."""

    @property
    def current(self) -> str:
        """The id of the master key that wraps now."""
        ...

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """The key, wrapped under the current master key and bound to its context."""
        ...

    def unwrap(self, master: str, wrapped: bytes, context: bytes) -> bytes:
        """The key. `SealBroken` when it was altered or moved, `Unavailable` when there is no such master key."""
        ...
