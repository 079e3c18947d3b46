"""Correct: what is wrong is replaced, and those who were told it are told what is right (GDPR Art. 16, 19; PDPO s.23).

1. The new value takes the old one's place under the same act of collection: the terms it was given under stay, and so
   does its time.
2. What changed is kept as salted digests of before and after, in an entry sealed under the person's key: who has the
   values can show what changed, and when, and the entry tells nobody else.
3. It is read back: what is not there now was not corrected.
4. Who got the old value in the twelve months before gets the new one (PDPO s.23(1)(c)).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785

from troth.cases.asked import Asked
from troth.cases.model import Case
from troth.cases.parts import Parts, Result
from troth.cases.recall import LOOKBACK, queue_notices, recipients_of
from troth.db import Connection
from troth.errors import SealBroken
from troth.gate.intake import new_of
from troth.vault import Item, Kind

Changed = tuple[str, Any, Any]  # the term, its value before and after


def correct(parts: Parts, tx: Connection, case: Case, asked: Asked) -> Result:
    """Puts the values right that are the person's own text or JSON; anything else is for staff."""
    found = parts.vault.get(tx, case.person, items=list(asked.values)) if asked.values else []
    if not found or len(found) < len(asked.values) or any(item.kind not in (Kind.TEXT, Kind.JSON) for item in found):
        return Result("handed", "need_details")
    changed = [_replace(parts, tx, item, asked.values[item.id]) for item in found]  # 1, 3
    told = _tell(parts, tx, case, changed)  # 4
    details = {"changed": [_commitment(*each) for each in changed], "recipients": told}  # 2
    return Result("done", details=details)


def _replace(parts: Parts, tx: Connection, item: Item, value: Any) -> Changed:
    facts, vault = item.facts, parts.vault
    collected = facts.collection
    version = next(
        (
            version
            for policy in parts.engine().policies
            if policy.id == collected.policy and (version := policy.version(collected.version)) is not None
        ),
        parts.version(parts.clock()),
    )
    assert version is not None, "a datum is held, so a policy was in force"
    before = item.value.open()
    new = new_of(version, item.category, value)
    vault.delete_item(tx, facts.person, item.id)
    (number,) = vault.put_all(tx, facts.person, [new], collection=facts.collection_id)
    (there,) = vault.get(tx, facts.person, items=[number])
    if there.value.open() != value:
        raise SealBroken("what was corrected reads otherwise than it was written")
    return item.category, before, value


def _commitment(term: str, before: Any, after: Any) -> dict[str, str]:
    salt = secrets.token_hex(16)
    return {"data": term, "salt": salt, "before": digest(salt, before), "after": digest(salt, after)}


def digest(salt: str, value: Any) -> str:
    """What an entry says of a value: SHA-256 of the salt and its canonical JSON (RFC 8785), hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + rfc8785.dumps(value)).hexdigest()


def _tell(parts: Parts, tx: Connection, case: Case, changed: Sequence[Changed]) -> list[str]:
    right = {term: value for term, _, value in changed}

    def sealed(fields: Sequence[str]) -> bytes:
        return seal_right(parts, tx, case.person, {term: right[term] for term in fields})

    since = parts.clock() - LOOKBACK
    more: Mapping[str, Any] = {"case": case.id, "since": since, "sealed": sealed}
    return recipients_of(queue_notices(parts, tx, case.person, "correction", right.__contains__, **more))


def seal_right(parts: Parts, tx: Connection, person: int, values: Mapping[str, Any]) -> bytes:
    """What is right now, for a notice to a recipient."""
    return parts.vault.seal_for(tx, person, json.dumps(dict(values), ensure_ascii=False).encode(), b"correction")


def open_right(parts: Parts, tx: Connection, person: int, sealed: bytes) -> dict[str, Any]:
    """What `seal_right` sealed. KeyErased once the person is gone: then there is nothing right any more."""
    found: dict[str, Any] = json.loads(parts.vault.open_for(tx, person, sealed, b"correction"))
    return found
