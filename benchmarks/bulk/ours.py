"""Many people at once through the gate, in one transaction: what a bulk verb would replace, in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from troth.app import Troth
from troth.db import Connection
from troth.gate import Act, Caller, Held, Intake
from troth.language import Action


def used(
    troth: Troth, tx: Connection, caller: Caller, people: Sequence[int], data: Sequence[str], purpose: str
) -> Iterator[Held]:
    """The values of all these people, each person decided, each act with its entry."""
    for person in people:
        yield from troth.gate.perform(tx, caller, Act(Action.USE, person, tuple(data), purpose)).unwrap().held


def take_in(troth: Troth, tx: Connection, people: Sequence[int], values: Mapping[str, Any], purpose: str) -> None:
    """The same values for each of these people."""
    for person in people:
        troth.gate.take(tx, troth.caller, Intake(person, values, purpose=purpose)).unwrap()
