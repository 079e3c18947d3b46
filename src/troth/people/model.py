"""The nouns of people: person, proof, event, ground, notice. Events are kept; the state is computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from troth.errors import RequestError

Kind = Literal["individual", "organisation"]
Realm = Literal["live", "drill", "demo"]
KINDS: tuple[Kind, ...] = ("individual", "organisation")
REALMS: tuple[Realm, ...] = ("live", "drill", "demo")


@dataclass(frozen=True, slots=True)
class Person:
    """Whose data it is. `id` says nothing about them; outside it is shown as `person_ref(id)`."""

    id: int
    kind: Kind
    realm: Realm
    made_at: datetime
    erased_at: datetime | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Proof:
    """How something was recorded: by whom, when, over what, and what the person was shown.

    `entered_by` is the opaque id of an account or app, never a name; `via` the way it came in (web, phone,
    letter, …); `notice` and `digest` the notice shown and the SHA-256 of its words (GDPR Art. 7(1)).
    Raises RequestError when `entered_by` could be a name or an address, or a notice comes without its digest.
    """

    entered_by: str
    recorded: datetime
    via: str | None = None
    notice: str | None = None
    digest: str | None = None

    def __post_init__(self) -> None:
        if not self.entered_by or "@" in self.entered_by or len(self.entered_by.split()) != 1:
            raise RequestError(
                "`entered_by` is not an opaque id of an account or app",
                help="give the id of the account that entered it, not a name or address",
            )
        if (self.notice is None) != (self.digest is None):
            raise RequestError("a proof names a notice and the digest of its words, or neither")
        aware(self.recorded, "recorded")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a consent or restriction covers, in terms. None: the part is left out."""

    actions: tuple[str, ...] | None = None
    data: tuple[str, ...] | None = None
    purposes: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that holds of a person from `at`. `seq` numbers theirs, from 1, in order of recording.

    What `about` and `value` mean is in the table of docs/reference/people.md, kind by kind.
    """

    kind: str
    at: datetime
    proof: Proof | None  # None: stripped by erasure
    about: str | None = None
    value: str | None = None
    channel: str | None = None
    policy: str | None = None
    until: datetime | None = None
    scope: Scope = field(default=Scope())
    refers: int | None = None  # the `seq` that a withdrawal or lifting is about
    other: int | None = None  # another person: an organisation's contact
    seq: int = 0

    def __post_init__(self) -> None:
        aware(self.at, "at")
        if self.until is not None:
            aware(self.until, "until")


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason outside the person's will: an order, a claim, an emergency (SPEC 3, `ground`).

    `id` is opaque. It covers the people named with it, or `everyone`; and only the data and recipients named.
    `reference` is the issuer's own number for it, never a person's value.
    """

    id: int
    kind: str
    start: datetime
    until: datetime | None
    once: bool
    data: tuple[str, ...]
    recipients: tuple[str, ...]
    everyone: bool
    reference: str
    approver: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What people were shown when their data were collected. Kept once, never changed."""

    id: str
    policy: str
    version: str
    words: str
    digest: str
    purposes: tuple[str, ...]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    language: str
    made_at: datetime

    def proof(self, entered_by: str, recorded: datetime, via: str | None = None) -> Proof:
        """A proof that these words were shown."""
        return Proof(entered_by, recorded, via, self.id, self.digest)


def aware(moment: datetime, name: str) -> datetime:
    """The moment itself; RequestError when it has no zone, and so names no one instant."""
    if moment.tzinfo is None:
        raise RequestError(f"`{name}` has no time zone", help="give the time with its zone, such as UTC")
    return moment


def words(terms: Iterable[str], part: str) -> tuple[str, ...]:
    """The terms as a tuple; RequestError when one cannot be a term: empty, or with a space inside."""
    if isinstance(terms, str):
        raise RequestError(f"`{part}` is one text where a list of terms belongs")
    listed = tuple(terms)
    for term in listed:
        if not term or term.split() != [term]:
            raise RequestError(f"`{part}` holds something that is not a term", help="terms have no spaces")
    return listed
