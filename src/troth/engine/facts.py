"""The facts of one request made ready: what every datum of it, and every version, is decided over."""

from __future__ import annotations

from datetime import datetime

from troth.engine.model import (
    NOBODY_KNOWN,
    NOTHING_KNOWN,
    ConsentRecord,
    Datum,
    Ground,
    Interval,
    Output,
    PersonFacts,
    RecipientFacts,
    Request,
    Restriction,
)


class Facts:
    """What is given besides the cell (action, datum, purpose, …). It keeps what it worked out.

    `restrictions` and `consents` are those in force, `standing` the ground as far as it can hold at all. `wide`: by
    rule set, its bits that depend on the facts alone; `seen` and `bits`: by version, which of those are worked out,
    and as what.
    """

    __slots__ = (
        "at",
        "bits",
        "carried",
        "channel",
        "consents",
        "datum",
        "output",
        "person",
        "recipient",
        "restrictions",
        "roles",
        "seen",
        "standing",
        "wide",
    )

    def __init__(
        self,
        at: datetime,
        channel: str | None = None,
        roles: tuple[str, ...] | None = None,
        datum: Datum = NOTHING_KNOWN,
        person: PersonFacts = NOBODY_KNOWN,
        recipient: RecipientFacts | None = None,
        ground: Ground | None = None,
        output: Output | None = None,
    ) -> None:
        self.at = at
        self.channel = channel
        self.roles = roles
        self.datum = datum
        self.person = person
        self.recipient = recipient
        self.output = output
        self.carried = datum.version
        self.restrictions = _in_force(person.restrictions, at) if person.restrictions else ()
        self.consents = _given(person.consents, at) if person.consents else person.consents
        self.standing = ground if ground is not None and _stands(ground, at) else None
        self.wide: dict[object, int] = {}
        self.seen: dict[int, int] = {}
        self.bits: dict[int, int] = {}

    @classmethod
    def of(cls, request: Request) -> Facts:
        """The facts that a request brings with it."""
        return cls(
            request.at,
            request.channel,
            request.roles,
            request.datum,
            request.person,
            request.recipient,
            request.ground,
            request.output,
        )

    @property
    def once(self) -> bool:
        """Whether the ground that stands may be used only once."""
        return self.standing is not None and self.standing.once


def _in_force(restrictions: tuple[Restriction, ...], at: datetime) -> tuple[Restriction, ...]:
    return tuple(restriction for restriction in restrictions if _restricts(restriction, at))


def _given(consents: tuple[ConsentRecord, ...], at: datetime) -> tuple[ConsentRecord, ...]:
    return tuple([c for c in consents if c.given <= at and (c.withdrawn is None or at < c.withdrawn)])


def _restricts(restriction: Restriction, at: datetime) -> bool:
    begun = restriction.start is None or restriction.start <= at
    return begun and (restriction.until is None or at < restriction.until)


def _stands(ground: Ground, at: datetime) -> bool:
    """In force, covering the person, not used up. Which data and recipients it covers depends on the cell."""
    used_up = ground.once and ground.used
    return ground.person and not used_up and Interval(ground.start, ground.until).holds(at)
