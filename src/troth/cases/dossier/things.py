"""The items of the document, as they are written: what is held, and until when (see `model`)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType


class Part(Struct, frozen=True, gc=False, rename="kebab", forbid_unknown_fields=True):
    """A part of the document. None of them leads back to itself, so the collector has nothing to look for."""


class Collected(Part, frozen=True):
    """The act of collection: `source` says from whom; `property` where; `purposes` those that the notice named."""

    at: datetime
    source: str
    policy: str
    version: str
    notice: str | None
    property: str | None
    purposes: tuple[str, ...]


class Rule(Part, frozen=True):
    """A clause that ends the keeping: so long after what."""

    policy: str
    version: str
    clause: str
    when: str
    after: timedelta


class Kept(Part, frozen=True):
    """`until`: when its time is over by `clause`; null while nothing has started the clock of any of the rules."""

    until: datetime | None
    clause: str | None
    rules: tuple[Rule, ...]


class Content(Part, frozen=True):
    """A file: its content in base64 where it is small, else a link to fetch it by."""

    name: str
    media_type: str
    size: int
    sha256: str
    content: str | UnsetType = UNSET
    link: str | UnsetType = UNSET


class Item(Part, frozen=True):
    """One thing that is held, with its `value` or `file`; a credential has `withheld`, which says why, instead.

    `about` others: data about somebody else that the person gave. `holds`: what keeps it longer.
    """

    item: str
    category: str
    kind: Literal["text", "json", "file", "credential"]
    about: Literal["person", "others"]
    collected: Collected
    kept: Kept
    holds: tuple[str, ...] = ()
    value: Any | UnsetType = UNSET
    file: Content | UnsetType = UNSET
    withheld: str | UnsetType = UNSET


class Hold(Part, frozen=True):
    hold: str
    kind: str
    data: tuple[str, ...]
    reference: str
    reason: str
    since: datetime
    entered_by: str
    until: datetime | None
    ended: datetime | None
    end_reason: str | None


class Lookup(Part, frozen=True):
    """An item that the person is found by, as a fingerprint under a key of the company's."""

    item: str
    kind: str
