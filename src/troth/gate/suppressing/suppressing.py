"""What `troth.gate.suppressing` does, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from troth import people
from troth.db import Connection
from troth.errors import RequestError, Suppressed
from troth.gate.intake import Ready
from troth.gate.model import OWN_SOURCES
from troth.gate.suppressing import store
from troth.language import Version
from troth.vault import Vault

KINDS = ("email", "phone")


@lru_cache(maxsize=256)
def _addresses(version: Version) -> Mapping[str, str]:
    """The categories that hold an address, each with its kind; none where the version promises nothing."""
    if not version.duties("suppress-leads"):
        return {}
    tree = version.terms.data
    return {term: kind for kind in KINDS if kind in tree for term in tree.descendants(kind)}


def concerned(version: Version | None, values: Iterable[str]) -> bool:
    """Whether any of the categories holds an address that may be remembered."""
    return version is not None and not _addresses(version).keys().isdisjoint(values)


def kept_out(tx: Connection, vault: Vault, ready: Ready, version: Version | None) -> Suppressed | None:
    """3. The refusal of what comes by way of another under an address whose holder said no."""
    if version is None or ready.what.source in OWN_SOURCES or not concerned(version, ready.what.values):
        return None
    places = list(_digests(tx, vault, version, ready.what.values.items()))
    if not places or not store.there(tx, places, _realm(tx, ready.what.person)):
        return None
    return Suppressed(
        "somebody with this address has said no",
        help="leave them out; an address that they give us themselves is taken",
    )


def learned(tx: Connection, vault: Vault, ready: Ready, version: Version, at: datetime) -> None:
    """1. An address was learned of somebody who said no before."""
    facts = ready.request.person
    if not concerned(version, ready.what.values) or facts is None:
        return
    said = {(choice.topic, choice.channel): choice.value for choice in facts.choices or ()}
    places = list(_digests(tx, vault, version, ready.what.values.items()))
    for (topic, channel), value in said.items():
        if value == "no" and places:
            store.add(tx, places, topic, channel or "", _realm(tx, ready.what.person), at)


def remember(
    tx: Connection, vault: Vault, version: Version | None, person: int, topic: str, channel: str | None, at: datetime
) -> None:
    """1. They said no."""
    if places := _places(tx, vault, version, person):
        store.add(tx, places, topic, channel or "", _realm(tx, person), at)


def agreed(tx: Connection, vault: Vault, version: Version | None, person: int, topic: str, channel: str | None) -> None:
    """They said yes."""
    if places := _places(tx, vault, version, person):
        store.remove(tx, places, topic, channel or "", _realm(tx, person))


def sharers(tx: Connection, vault: Vault, version: Version | None, person: int, topic: str) -> list[int]:
    """2. Those who have one of the person's addresses by way of another, and said nothing on the topic."""
    if version is None or not _addresses(version):
        return []
    realm, found = _realm(tx, person), set[int]()
    for kind, value in _values(tx, vault, version, person):
        for other in vault.find(tx, kind, value) - {person}:
            if _realm(tx, other) == realm and _is_lead(tx, vault, version, other, kind):
                found.add(other)
    return sorted(each for each in found if not _spoke(tx, each, topic))


def _is_lead(tx: Connection, vault: Vault, version: Version, person: int, kind: str) -> bool:
    held = [item for item in vault.items(tx, person) if _addresses(version).get(item.category) == kind]
    return bool(held) and all(item.collection.source not in OWN_SOURCES for item in held)


def _spoke(tx: Connection, person: int, topic: str) -> bool:
    return any(event.about == topic for event in people.events(tx, person, kinds=("choice",)))


def _places(tx: Connection, vault: Vault, version: Version | None, person: int) -> list[store.Place]:
    if version is None or not _addresses(version):
        return []
    return [(kind, vault.lasting_digest(tx, kind, value)) for kind, value in _values(tx, vault, version, person)]


def _values(tx: Connection, vault: Vault, version: Version, person: int) -> Iterator[tuple[str, str]]:
    for item in vault.get(tx, person, sorted(_addresses(version))):
        value = item.value.open()
        if isinstance(value, str):
            yield _addresses(version)[item.category], value


def _digests(
    tx: Connection, vault: Vault, version: Version, values: Iterable[tuple[str, Any]]
) -> Iterator[store.Place]:
    """What is no address is left to the vault to refuse."""
    for term, value in values:
        kind = _addresses(version).get(term)
        if kind is not None and isinstance(value, str):
            try:
                yield kind, vault.lasting_digest(tx, kind, value)
            except RequestError:
                continue


def _realm(tx: Connection, person: int) -> str:
    return people.get_person(tx, person).realm
