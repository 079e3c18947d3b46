"""The facts of one request made ready: what every datum of it, and every version, is decided over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from troth.engine.model import (
    NOBODY_KNOWN,
    NOTHING_KNOWN,
    Datum,
    Ground,
    Interval,
    Output,
    PersonFacts,
    RecipientFacts,
    Restriction,
)


@dataclass(slots=True, eq=False)
class Facts:
    """What is given besides the cell (action, datum, purpose, …). Not frozen: it keeps what it worked out.

    `seen` and `bits` are by version: which atoms have been worked out for it, and what came out (atoms.py).
    """

    at: datetime
    channel: str | None = None
    roles: tuple[str, ...] | None = None
    datum: Datum = NOTHING_KNOWN
    person: PersonFacts = NOBODY_KNOWN
    recipient: RecipientFacts | None = None
    ground: Ground | None = None
    output: Output | None = None
    restrictions: tuple[Restriction, ...] = ()
    standing: Ground | None = None
    seen: dict[int, int] = field(default_factory=dict, repr=False)
    bits: dict[int, int] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.person.restrictions:
            self.restrictions = tuple(r for r in self.person.restrictions if _restricts(r, self.at))
        if self.ground is not None and _stands(self.ground, self.at):
            self.standing = self.ground


def _restricts(restriction: Restriction, at: datetime) -> bool:
    begun = restriction.start is None or restriction.start <= at
    return begun and (restriction.until is None or at < restriction.until)


def _stands(ground: Ground, at: datetime) -> bool:
    """In force, covering the person, not used up. Which data and recipients it covers depends on the cell."""
    used_up = ground.once and ground.used
    return ground.person and not used_up and Interval(ground.start, ground.until).holds(at)
