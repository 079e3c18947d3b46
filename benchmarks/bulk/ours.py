"""Many people at once through the gate, in one transaction."""

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
    for outcome in troth.gate.perform_many(tx, caller, [Act(Action.USE, p, tuple(data), purpose) for p in people]):
        yield from outcome.unwrap().held


def take_in(troth: Troth, tx: Connection, people: Sequence[int], values: Mapping[str, Any], purpose: str) -> None:
    """The same values for each of these people."""
    for outcome in troth.gate.take_many(tx, troth.caller, [Intake(p, values, purpose=purpose) for p in people]):
        outcome.unwrap()
