"""Guests: drill people who come into the store through the gate, hold a value that is nowhere else, and are erased."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from troth.controls.model import Asked
from troth.controls.permitted import Raw, permitted
from troth.controls.stage import Stage
from troth.controls.stand_in import StandIn
from troth.db import Connection
from troth.gate import Caller, Intake
from troth.language import Action
from troth.vault import Collection

CALLER: Final = Caller("drill")


@dataclass(frozen=True, slots=True)
class Guest:
    """A drill person, and the one item that was collected from them. `word` is in the value and nowhere else."""

    person: int
    datum: str
    item: int
    word: str = field(repr=False)
    value: str = field(repr=False)


def word() -> str:
    """A word that nobody has written before."""
    return f"zq{secrets.token_hex(9)}"


def writings(secret: bytes) -> Iterator[bytes]:
    """The ways in which bytes are commonly written down."""
    yield secret
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    for offset in range(3):  # base64 differs by what stands before
        encoded = base64.b64encode(b"\0" * offset + secret)
        yield encoded[-(-offset * 8 // 6) : (offset + len(secret)) * 8 // 6]


def writings_of(text: str) -> Iterator[bytes]:
    """As `writings`, for text: in every common encoding and letter case."""
    for spelled in dict.fromkeys((text, text.upper(), text.casefold(), text[::-1], quote(text, safe=""))):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield from writings(spelled.encode(encoding))


@contextmanager
def guests(stage: Stage, asked: Asked, count: int) -> Iterator[list[Guest]]:
    """Guests who gave the same value, committed; erased in the end, whatever happens."""
    came: list[Guest] = []
    shared = word()
    try:
        for _ in range(count):
            with stage.database.write() as tx:
                came.append(welcome(stage, asked, tx, shared))
        yield came
    finally:
        for guest in came:
            with stage.database.write() as tx:
                stage.tell.erase(tx, CALLER, guest.person)


def welcome(stage: Stage, asked: Asked, tx: Connection, shared: str) -> Guest:
    """One guest; through the gate where the policy lets anything be collected, else by the vault."""
    request = _request(asked)
    if request is None:
        return _by_the_vault(stage, asked, tx, shared)
    came = StandIn(stage, asked.version, request, asked.at).enter(tx)
    (datum,) = request["data"]
    value = _value(asked, datum, shared)
    source = (request.get("datum") or {}).get("source") or "person"
    intake = Intake(came.person, {datum: value}, request["for"], request["in"], source)
    outcome = stage.gate.take(tx, came.caller, intake).unwrap()
    return Guest(came.person, datum, outcome.items[datum], shared, value)


def _request(asked: Asked) -> Raw | None:
    """A permitted collection of something readable: an address where it may be, for it can be looked up."""
    data = asked.version.terms.data
    found = [
        raw for _, raw in permitted(asked.version, Action.COLLECT) if not data.covers("credential", raw["data"][0])
    ]
    addresses = [raw for raw in found if data.covers("email", raw["data"][0])]
    return next(iter([*addresses, *found]), None)


def _value(asked: Asked, datum: str, shared: str) -> str:
    return f"{shared}@drill.example" if asked.version.terms.data.covers("email", datum) else shared


def _by_the_vault(stage: Stage, asked: Asked, tx: Connection, shared: str) -> Guest:
    stage.clock.set(asked.at)
    person, version = stage.tell.person(tx, CALLER, realm="drill").id, asked.version
    number = stage.vault.record_collection(tx, person, Collection(version.policy, version.version, "person", asked.at))
    item = stage.vault.put(tx, person, "data", shared, collection=number)
    return Guest(person, "data", item, shared, shared)


def opened(stage: Stage, tx: Connection, guest: Guest) -> Callable[[], object]:
    """Opening the guest's item, as the vault does it."""
    return stage.vault.get(tx, guest.person, items=[guest.item])[0].value.open
