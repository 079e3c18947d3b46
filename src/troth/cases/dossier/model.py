"""The document that a person gets: everything that is held of them, part by part (GDPR Art. 15, 20; PDPO DPP 6).

These classes are the format: how they are written as JSON is `troth-access/1` and `troth-portable/1`, and their JSON
Schema is made from them (docs/reference/access.schema.json). Names have dashes in JSON; what is null or left out is
not there. Ids are as in the API; other people are named by their reference alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from msgspec import UNSET, UnsetType

from troth.cases.dossier.things import Hold, Item, Lookup, Part

ACCESS: Literal["troth-access/1"] = "troth-access/1"
PORTABLE: Literal["troth-portable/1"] = "troth-portable/1"


class Controller(Part, frozen=True):
    """Who decides what is done with the data, by the policy in force."""

    policy: str | None
    version: str | None
    name: str | None = None
    address: str | None = None
    email: str | None = None
    phone: str | None = None
    country: str | None = None


class ToldOfOther(Part, frozen=True):
    """What the person told us of somebody else, as data of that other: `withheld` says why it is not shown."""

    item: str
    category: str
    at: datetime
    withheld: str


# -- what was said, and what became known --


class Said(Part, frozen=True, omit_defaults=True):
    """Something that holds from `at`. What `about` and `value` mean, kind by kind: docs/reference/people.md.

    `number` counts the person's own; `refers` is the number that it takes back. `by` entered it, `via` is the way it
    came, `notice` and `digest` what was shown.
    """

    number: int
    kind: str
    at: datetime
    about: str | None = None
    value: str | None = None
    channel: str | None = None
    policy: str | None = None
    until: datetime | None = None
    actions: tuple[str, ...] | None = None
    data: tuple[str, ...] | None = None
    purposes: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None
    refers: int | None = None
    other: str | None = None
    recorded: datetime | None = None
    by: str | None = None
    via: str | None = None
    notice: str | None = None
    digest: str | None = None


class Receipt(Part, frozen=True):
    """The receipt of the consent of that number (ISO/IEC TS 27560:2023)."""

    number: int
    receipt: Mapping[str, Any]


class Ground(Part, frozen=True):
    """A reason of law that covers the person. `used`: when one that holds once was."""

    ground: str
    kind: str
    since: datetime
    until: datetime | None
    ended: datetime | None
    once: bool
    used: datetime | None
    data: tuple[str, ...]
    recipients: tuple[str, ...]
    everyone: bool
    reference: str
    approver: str


# -- who received what --


class Disclosure(Part, frozen=True):
    """`name` and `kind` of the recipient as the register had them then."""

    disclosure: str
    at: datetime
    recipient: str
    name: str | None
    kind: str | None
    fields: tuple[str, ...]
    purpose: str
    ground: str | None
    entry: str | None


class Publication(Part, frozen=True):
    """What is shown to others. `ended`: when it was taken down, and `why`."""

    item: str
    category: str
    audience: str
    purpose: str
    property: str
    channel: str | None
    ground: str | None
    policy: str
    version: str
    at: datetime
    entry: str
    ended: datetime | None
    why: str | None


class RecipientTold(Part, frozen=True):
    """What a recipient is told: a correction, an erasure. `values`: what is right, until it was sent."""

    recipient: str
    kind: str
    case: str | None
    fields: tuple[str, ...]
    entries: tuple[str, ...]
    queued: datetime
    sent: datetime | None
    by: str | None
    answered: datetime | None
    values: Mapping[str, Any] | UnsetType = UNSET


# -- cases --


class AskedFor(Part, frozen=True):
    data: tuple[str, ...]
    purposes: tuple[str, ...]
    items: tuple[str, ...]
    values: Mapping[str, Any]
    text: str


class CaseStep(Part, frozen=True):
    """`words`: what somebody wrote; `note`: what was signed."""

    number: int
    kind: str
    at: datetime
    by: str
    code: str | None
    level: int | None
    until: datetime | None
    entry: str | None
    note: str | None
    words: str | None


class AskedCase(Part, frozen=True):
    """What the person asked of us. `source`: the clause or article that sets the day `due`."""

    case: str
    kind: str
    via: str
    state: str
    level: int
    received: datetime
    due: datetime
    most: datetime | None
    source: str
    policy: str | None
    version: str | None
    clauses: tuple[str, ...]
    entered_by: str
    asked: AskedFor | None
    steps: tuple[CaseStep, ...]


class Package(Part, frozen=True):
    """A document such as this one, that was put together before. `sha256`: of what is inside."""

    case: str
    part: str
    made: datetime
    until: datetime
    fetched: datetime | None
    sha256: str


# -- messages --


class Letter(Part, frozen=True):
    """A letter to the person: its template, and what it was told."""

    letter: str
    template: str
    state: str
    queued: datetime
    ended: datetime | None
    tries: int
    about: Mapping[str, str]


class Mailed(Part, frozen=True):
    """A message that went to many. `item`: the address it went to."""

    mailing: str
    message: str
    state: str
    kind: str | None
    purpose: str | None
    topic: str | None
    channel: str | None
    made: datetime | None
    item: str | None
    entry: str | None
    tries: int
    ended: datetime | None


class NoticeSent(Part, frozen=True):
    """A message that told of a new version. `words`: the SHA-256 of what it says."""

    policy: str
    version: str
    way: str
    message: str
    words: str
    queued: datetime
    sent: datetime | None


class Bounce(Part, frozen=True):
    """An address that messages came back from."""

    item: str
    at: datetime
    status: str


class StopLetter(Part, frozen=True):
    """A letter by which the person said stop, as it came."""

    topic: str
    received: datetime
    until: datetime
    letter: str


class StopLink(Part, frozen=True):
    """A link in a message that says no without signing in; its secret is kept by nobody."""

    topic: str
    channel: str | None
    made: datetime


# -- coming in --


class SignedIn(Part, frozen=True):
    at: datetime
    entry: str


class SignInLink(Part, frozen=True):
    made: datetime
    until: datetime


class Session(Part, frozen=True):
    """`proved`: when they last showed who they are, and by which `way`; `actor`: who sits there for them."""

    since: datetime
    seen: datetime
    proved: datetime | None
    way: str | None
    actor: str | None


class AccountElsewhere(Part, frozen=True):
    """An account of another company that signs the person in; which one is kept as a keyed digest alone."""

    made: datetime
    entered_by: str


class Recorded(Part, frozen=True):
    """An entry of the ledger about the person: what was done, when, and what by."""

    entry: str
    act: str
    at: datetime
    details: Mapping[str, Any]


# -- the rest --


class Withheld(Part, frozen=True):
    """What is held and not shown, and why not."""

    what: str
    count: int
    reason: str


class Place(Part, frozen=True):
    """A table of the store that knows people: how many rows it has of this one, and which parts tell of them.

    `told` empty: none does; `withheld` says why. `rows` null: they are not counted person by person.
    """

    table: str
    rows: int | None
    told: tuple[str, ...]


class Access(Part, frozen=True):
    """Everything that is held of a person."""

    format: Literal["troth-access/1"]
    made: datetime
    person: str
    kind: str
    since: datetime
    controller: Controller
    items: tuple[Item, ...]
    told_of_others: tuple[ToldOfOther, ...]
    holds: tuple[Hold, ...]
    lookups: tuple[Lookup, ...]
    facts: tuple[Said, ...]
    choices: tuple[Said, ...]
    consents: tuple[Said, ...]
    receipts: tuple[Receipt, ...]
    decisions: tuple[Said, ...]
    notifications: tuple[Said, ...]
    restrictions: tuple[Said, ...]
    named_recipients: tuple[Said, ...]
    visibility: tuple[Said, ...]
    events: tuple[Said, ...]
    grounds: tuple[Ground, ...]
    disclosures: tuple[Disclosure, ...]
    publications: tuple[Publication, ...]
    recipients_told: tuple[RecipientTold, ...]
    cases: tuple[AskedCase, ...]
    packages: tuple[Package, ...]
    letters: tuple[Letter, ...]
    mailings: tuple[Mailed, ...]
    notices: tuple[NoticeSent, ...]
    bounces: tuple[Bounce, ...]
    stop_letters: tuple[StopLetter, ...]
    stop_links: tuple[StopLink, ...]
    sign_ins: tuple[SignedIn, ...]
    sign_in_links: tuple[SignInLink, ...]
    sessions: tuple[Session, ...]
    accounts_elsewhere: tuple[AccountElsewhere, ...]
    record: tuple[Recorded, ...]
    withheld: tuple[Withheld, ...]
    places: tuple[Place, ...]


class Portable(Part, frozen=True):
    """What the person gave, or their devices did, in the same form."""

    format: Literal["troth-portable/1"]
    made: datetime
    person: str
    controller: Controller
    items: tuple[Item, ...]
    withheld: tuple[Withheld, ...]
