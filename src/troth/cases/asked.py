"""What a case asks for, as it is kept: sealed under the person's own key, for it may hold values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from troth.db import Connection
from troth.vault import Vault


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything may be left out. `data`, `purposes`: terms, to restrict, object to, or erase alone; `items`: of
    theirs, to be taken away; `values`: item and what is right instead; `text`: in their own words."""

    data: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    items: tuple[int, ...] = ()
    values: Mapping[int, Any] = field(default_factory=dict, repr=False)
    text: str = field(default="", repr=False)

    def sealed(self, tx: Connection, vault: Vault, person: int, case: int) -> bytes:
        """KeyErased when the person has no key."""
        plain = {
            "data": self.data,
            "for": self.purposes,
            "items": self.items,
            "values": [[item, value] for item, value in self.values.items()],
            "text": self.text,
        }
        return vault.seal_for(tx, person, json.dumps(plain, ensure_ascii=False).encode(), _place(case))

    @classmethod
    def opened(cls, tx: Connection, vault: Vault, person: int, case: int, sealed: bytes | None) -> Asked:
        """Raises KeyErased once the person is erased, SealBroken when it was altered."""
        if sealed is None:
            return cls()
        plain = json.loads(vault.open_for(tx, person, sealed, _place(case)))
        values = {int(item): value for item, value in plain["values"]}
        return cls(tuple(plain["data"]), tuple(plain["for"]), tuple(plain["items"]), values, plain["text"])


def seal_words(tx: Connection, vault: Vault, person: int, case: int, words: str) -> bytes | None:
    """What somebody wrote at a step; None for nothing."""
    return vault.seal_for(tx, person, words.encode(), _words(case)) if words else None


def open_words(tx: Connection, vault: Vault, person: int, case: int, sealed: bytes) -> str:
    return vault.open_for(tx, person, sealed, _words(case)).decode()


def _place(case: int) -> bytes:
    return b"case " + case.to_bytes(8, "big")


def _words(case: int) -> bytes:
    return b"case words " + case.to_bytes(8, "big")
