"""The nouns of parties: recipient, agreement, disclosure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from troth.engine.model import Interval, RecipientFacts


@dataclass(frozen=True, slots=True)
class Entered:
    """Who entered a change of the register (the opaque id of an account or app, never a name), and when."""

    by: str
    recorded: datetime


@dataclass(frozen=True, slots=True)
class Agreement:
    """A confidentiality agreement: in force from `start` up to, but not at, `until`."""

    reference: str
    start: datetime
    until: datetime | None
    digest: str  # SHA-256 of its text, hexadecimal

    def holds(self, at: datetime) -> bool:
        return self.start <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An organisation on the register, as it stands at a time.

    `kind` is the recipient term a request names in `to`; `fields` and `purposes` are the data and purposes it may
    get, by the trees; `endpoint` and `policy_link` https URLs; `contact` a role's mailbox, never a person's.
    `agreement` is the one in force then, if any.
    """

    id: str
    name: str
    kind: str
    fields: tuple[str, ...]
    purposes: tuple[str, ...]
    endpoint: str | None = None
    policy_link: str | None = None
    contact: str | None = None
    active: bool = True
    agreement: Agreement | None = None

    def facts(self) -> RecipientFacts:
        """What the engine asks about it (SPEC 10, `recipient`)."""
        agreed = self.agreement
        return RecipientFacts(Interval(agreed.start, agreed.until) if agreed else False)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One passing-on of a person's data: categories and ids, never a value. `entry` is that of the ledger."""

    id: int
    person: int
    recipient: str
    purpose: str
    fields: tuple[str, ...]
    at: datetime
    ground: int | None = None
    entry: str | None = None
