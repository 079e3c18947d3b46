"""The noun of publications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

AUDIENCES: Final = ("public", "contacts")


@dataclass(frozen=True, slots=True)
class Publication:
    """One item shown to one audience. `entry`: the ledger's, of the act that published it.

    `roles`, `ground`, `channel`: what the act came with, by which it is decided anew at each view. `ended`: when it
    was taken down, and `why`: `person`, or the reason that it is no longer permitted.
    """

    id: int
    person: int
    item: int
    category: str
    audience: str
    purpose: str
    property: str
    roles: tuple[str, ...]
    ground: int | None
    channel: str | None
    policy: str
    version: str
    entry: str
    at: datetime
    by: str
    ended: datetime | None = None
    why: str | None = None
