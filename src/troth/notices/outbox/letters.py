"""Queueing a letter to one person, in the transaction of the act that it tells of.

What a letter is about are ids, dates, codes and terms, never a value. It is kept under the person's key all the same,
for a link in it opens something.

A last letter tells somebody of their own erasure. Its address is looked up before they are erased, and kept with what
it is about under a key of its own, in a row that names nobody; row and key go when the letter is out, or was given up.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.db import Connection
from troth.language import Version
from troth.notices.outbox import store
from troth.notices.outbox.templates import check_fields, language_of
from troth.vault import Vault
from troth.vault.seal import KEY_BYTES, seal, unseal

_PLACE: Final = b"letter"
_ADDRESS, _LANGUAGE = "email", "language"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a last letter goes to."""

    address: str = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a last letter."""

    address: str = field(repr=False)
    about: Mapping[str, str] = field(repr=False)
    language: str = "en"


def queue_letter(
    tx: Connection, vault: Vault, person: int, template: str, about: Mapping[str, str], *, at: datetime
) -> str:
    """A letter that goes out once `tx` is committed; its id. RequestError, KeyErased."""
    check_fields(template, about)
    id_ = secrets.token_hex(16)
    sealed = vault.seal_for(tx, person, json.dumps(dict(about)).encode(), _PLACE + id_.encode())
    store.insert_letter(tx, person, id_, template, sealed, at)
    return id_


def last_addressee(tx: Connection, vault: Vault, version: Version, person: int) -> Addressee | None:
    """Where a last letter will go, looked up while the person is still here; None: there is no address."""
    address = newest_address(tx, vault, version, person)
    return None if address is None else Addressee(address, spoken_language(tx, vault, version, person))


def queue_last_letter(
    tx: Connection, vault: Vault, whom: Addressee, template: str, about: Mapping[str, str], *, at: datetime
) -> str:
    """A letter that goes out although the person is erased with `tx`; its id."""
    check_fields(template, about)
    id_, key = secrets.token_hex(16), secrets.token_bytes(KEY_BYTES)
    plain = json.dumps({"to": whom.address, "about": dict(about)}).encode()
    wrapper, place = vault.keys.wrapper, _PLACE + id_.encode()
    row = (wrapper.current, wrapper.wrap(key, place), seal(AESGCM(key), plain, place), 0)
    store.insert_last(tx, store.Last(id_, template, whom.language, *row), at)
    return id_


def about_of(tx: Connection, vault: Vault, waiting: store.Waiting) -> dict[str, str]:
    """What a letter is about. KeyErased, SealBroken."""
    told: dict[str, str] = json.loads(vault.open_for(tx, waiting.person, waiting.sealed, _PLACE + waiting.id.encode()))
    return told


def content_of(vault: Vault, last: store.Last) -> Content:
    """What is in a last letter. SealBroken; Unavailable without the master key that it was queued under."""
    place = _PLACE + last.id.encode()
    key = AESGCM(vault.keys.wrapper.unwrap(last.master, last.key, place))
    told = json.loads(unseal(key, last.sealed, place))
    return Content(told["to"], told["about"], last.language)


def newest_address(tx: Connection, vault: Vault, version: Version, person: int, term: str = _ADDRESS) -> str | None:
    """The newest address that is held of the person; None if there is none, or it is no text."""
    held = vault.get(tx, person, sorted(version.terms.data.descendants(term)))
    value = held[-1].value.open() if held else None
    return value.strip() if isinstance(value, str) and value.strip() else None


def spoken_language(tx: Connection, vault: Vault, version: Version, person: int) -> str:
    """The language that is held of the person, else the policy's: one of those that there are letters in."""
    spoken = newest_address(tx, vault, version, person, _LANGUAGE)
    return language_of(spoken or version.controller.get("language", "en"))
