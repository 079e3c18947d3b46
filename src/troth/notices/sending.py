"""Telling everyone: messages queued, handed over, marked; and the list for those who get a letter.

1. In one transaction a batch of people who are still to be told is taken, and a message queued for each.
2. Each message is handed to the mail server.
3. When the server has taken it, one transaction marks it sent and records that the person was told.

Killed between 2 and 3, the message goes out again at the next start with the same Message-ID, which mail programs use
to show it once: so at least once to the mailbox, and once to the reader. Killed anywhere else, nothing is sent twice.

A notice is what a duty does: no clause can refuse it (SPEC 5). The address is opened for that alone, and each telling
is in the ledger.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from troth.db import Connection, Database
from troth.gate import Caller, Telling
from troth.ledger import Entry, Ledger
from troth.notices import store
from troth.notices.announcing import WAYS, Announcement
from troth.notices.guard import LIVE, concerned
from troth.notices.wording import words_to_send
from troth.notices.words import Words
from troth.people.model import Realm
from troth.vault import Vault

BATCH = 200


class Undelivered(Exception):
    """The message was not taken, for now: the person has not been told.

    `gone`: the server says that there is no such address; then no later try will be taken either.
    """

    def __init__(self, *, gone: bool = False) -> None:
        super().__init__()
        self.gone = gone


@dataclass(frozen=True, slots=True)
class Message:
    """One notice to one address. `id` is the random part of its Message-ID.

    `html`: the same words once more, for programs that show them so. `headers`: further ones. `bounces`: where the
    message comes back to when it cannot be delivered; None: to its sender.
    """

    id: str
    address: str = field(repr=False)
    words: Words
    html: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    bounces: str | None = None


Deliver = Callable[[Message], None]  # returns when the message is in the hands of the server; raises Undelivered


@dataclass(frozen=True, slots=True)
class Batch:
    """What was done so far: people told, and people whose message was not taken."""

    told: int
    undelivered: int


@dataclass(frozen=True, slots=True)
class Sender:
    """What sending needs of a deployment. `among`: tells these people alone. `place`: as `Troth.address`."""

    database: Database
    vault: Vault
    tell: Telling
    ledger: Ledger
    clock: Callable[[], datetime]
    caller: Caller
    among: Collection[int] | None = None
    realms: tuple[Realm, ...] = LIVE
    place: str | None = None


def send_all(sender: Sender, told_of: Announcement, deliver: Deliver) -> Iterator[Batch]:
    """Tells by mail everyone who left an address; yields after each message. Can be stopped and started at any time.

    Raises Conflict as `words_to_send`.
    """
    with sender.database.read() as tx:
        words = words_to_send(tx, told_of, sender.place, among=sender.among, realms=sender.realms)
    told, undelivered, after = 0, 0, 0
    waiting = _queued(sender, told_of)
    while True:
        for row in waiting:
            if _send(sender, told_of, row, words, deliver):
                told += 1
            else:
                undelivered += 1
            yield Batch(told, undelivered)
        with sender.database.write() as tx:
            people = concerned(tx, told_of, among=sender.among, realms=sender.realms, after=after, limit=BATCH)
            if not people:
                return
            after = people[-1]
            waiting = _queue(tx, sender, told_of, people, words)


def _queued(sender: Sender, told_of: Announcement) -> list[store.Queued]:
    """What an earlier run left."""
    with sender.database.read() as tx:
        found = store.select_queued(tx, told_of, "email")
        open_ = set(
            concerned(tx, told_of, among=[q.person for q in found], realms=sender.realms, limit=len(found) or 1)
        )
    return [q for q in found if q.person in open_ and (sender.among is None or q.person in sender.among)]


def _queue(
    tx: Connection, sender: Sender, told_of: Announcement, people: list[int], words: Words
) -> list[store.Queued]:
    before = store.select_queued_people(tx, told_of, people)
    new = [
        store.Queued(p, secrets.token_hex(16)) for p in people if p not in before and _address(tx, sender, told_of, p)
    ]
    store.queue(tx, told_of, "email", words.digest, new, sender.clock())
    return new


def _send(sender: Sender, told_of: Announcement, row: store.Queued, words: Words, deliver: Deliver) -> bool:
    with sender.database.read() as tx:
        address = _address(tx, sender, told_of, row.person)
    if address is None:
        return False
    try:
        deliver(Message(row.message, address, words))
    except Undelivered:
        return False
    with sender.database.write() as tx:
        if store.mark_sent(tx, told_of, row.person, sender.clock()):
            sender.tell.notify(tx, sender.caller, row.person, told_of.new.policy, told_of.new.version, by="email")
    return True


def _address(tx: Connection, sender: Sender, told_of: Announcement, person: int, way: str = "email") -> str | None:
    """The newest address; None if there is none, or it is no text."""
    terms = sorted(told_of.new.terms.data.descendants(WAYS[way]))
    held = sender.vault.get(tx, person, terms)
    value = held[-1].value.open() if held else None
    return value if isinstance(value, str) and value.strip() else None


def post_list(sender: Sender, told_of: Announcement) -> Iterator[tuple[int, str]]:
    """Those who are to be told and cannot be by mail, each with the newest postal address.

    That the address was handed out is in the ledger. They count as told once the letters are out and that is recorded
    for each (`record_posted`).
    """
    after = 0
    while True:
        with sender.database.write() as tx:
            people = concerned(tx, told_of, among=sender.among, realms=sender.realms, after=after, limit=BATCH)
            listed = [(person, address) for person in people if (address := _posted(tx, sender, told_of, person))]
            for person, _ in listed:
                sender.ledger.append(tx, _handed_out(sender, told_of, person))
        if not people:
            return
        after = people[-1]
        yield from listed


def _posted(tx: Connection, sender: Sender, told_of: Announcement, person: int) -> str | None:
    """The postal address of who cannot be told by mail."""
    if "email" in told_of.by and _address(tx, sender, told_of, person):
        return None
    return _address(tx, sender, told_of, person, "post")


def _handed_out(sender: Sender, told_of: Announcement, person: int) -> Entry:
    details = {"policy": told_of.new.policy, "version": told_of.new.version, "by": "post", "data": [WAYS["post"]]}
    return Entry("notice-list", sender.clock(), person, details | {"actor": sender.caller.id} | _drill(sender))


def _drill(sender: Sender) -> dict[str, bool]:
    return {"drill": True} if sender.realms == ("drill",) else {}


def record_posted(sender: Sender, told_of: Announcement, people: Collection[int]) -> int:
    """Records that the letters to these people are out; who was told before is left alone. Gives the number."""
    with sender.database.write() as tx:
        open_ = concerned(tx, told_of, among=people, realms=sender.realms, limit=len(people) or 1)
        for person in open_:
            sender.tell.notify(tx, sender.caller, person, told_of.new.policy, told_of.new.version, by="post")
    return len(open_)
