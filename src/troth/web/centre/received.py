"""Who received it: each disclosure, and whether the list is the one that was signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from troth.app import Troth
from troth.db import Connection
from troth.errors import NotFound, ProofInvalid, SealBroken
from troth.gate import reconcile
from troth.ledger import check_proof_file, id_of
from troth.parties import Disclosure, disclosures, get_recipient
from troth.people import cite_ground
from troth.web.centre.words import data_words, ground_words, purpose_words, recipient_words

AT_ONCE = 50  # lines a page
_PAGE = 200
State = Literal["stands", "waits", "parts"]


@dataclass(frozen=True, slots=True)
class Line:
    """One disclosure in words. `state`: how it stands in the signed record, once that was looked at."""

    id: int
    name: str
    kind: str
    data: str
    purpose: str
    ground: str
    at: datetime
    entry: str
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """How the lines stand, by disclosure, and against which signed head. `unlisted`: entries that the list lacks."""

    states: dict[int, State]
    unlisted: int
    size: int
    root: str

    @property
    def sound(self) -> bool:
        return not self.unlisted and "parts" not in self.states.values()

    def count(self, state: State) -> int:
        return sum(each == state for each in self.states.values())


@dataclass(frozen=True, slots=True)
class Receivers:
    """A page of lines, the newest first. `following`: how many come before the next page."""

    lines: tuple[Line, ...]
    count: int
    first: int
    following: int | None
    verified: Verified | None


def receivers(tx: Connection, person: int, first: int, verified: Verified | None = None) -> Receivers:
    """The page that begins with that line."""
    every = list(all_of(tx, person))
    states = verified.states if verified else {}
    lines = tuple(_line(tx, each, states.get(each.id)) for each in every[first : first + AT_ONCE])
    following = first + AT_ONCE if first + AT_ONCE < len(every) else None
    return Receivers(lines, len(every), first, following, verified)


def all_of(tx: Connection, person: int) -> Iterator[Disclosure]:
    """The newest first."""
    page = disclosures(tx, person, limit=_PAGE)
    while page:
        yield from page
        page = disclosures(tx, person, before=(page[-1].at, page[-1].id), limit=_PAGE)


def verify(troth: Troth, person: int) -> Verified:
    """Holds each line against the ledger: its entry says the same, and is proven to stand under the signed head."""
    troth.ledger.integrate()  # what happened a moment ago gets its place too
    with troth.database.read() as tx:
        every, partings = list(all_of(tx, person)), reconcile(tx, troth.ledger, person)
    apart = {parting.disclosure for parting in partings}
    states = {each.id: "parts" if each.id in apart else _proven(troth, each) for each in every}
    head = troth.ledger.checkpoint()
    unlisted = sum(parting.kind == "unlisted" for parting in partings)
    return Verified(states, unlisted, head.size, head.root.hex())


def _proven(troth: Troth, line: Disclosure) -> State:
    try:
        check_proof_file(troth.ledger.proof_file(id_of(line.entry or "")), troth.ledger.vkey)
    except NotFound:
        return "waits"
    except (ProofInvalid, SealBroken):
        return "parts"
    return "stands"


def _line(tx: Connection, made: Disclosure, state: State | None) -> Line:
    recipient = get_recipient(tx, made.recipient, made.at)
    return Line(
        made.id,
        recipient.name if recipient else made.recipient,
        recipient_words([recipient.kind]) if recipient else "",
        data_words(sorted(made.fields)),
        purpose_words([made.purpose]),
        _ground(tx, made),
        made.at,
        made.entry or "",
        state,
    )


def _ground(tx: Connection, made: Disclosure) -> str:
    if made.ground is None:
        return ""
    return ground_words(cite_ground(tx, made.ground, made.person).ground.kind)
