"""Puts the document together, in the transaction of the case that asked for it.

Each table is read by one statement, and none by more than the person's own rows: how many others there are makes no
difference. What is sealed under the person's key is opened; values of theirs by the gate, which leaves an entry.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec

from troth import people
from troth.cases.dossier import asking, messages, store, telling
from troth.cases.dossier.items import Shelf
from troth.cases.dossier.model import (
    ACCESS,
    PORTABLE,
    Access,
    AccountElsewhere,
    Controller,
    Portable,
    Recorded,
    Session,
    SignedIn,
    SignInLink,
    ToldOfOther,
)
from troth.cases.dossier.places import THEIRS, places, withheld
from troth.cases.dossier.record import record
from troth.cases.dossier.things import Hold, Lookup
from troth.cases.parts import Parts
from troth.db import Connection
from troth.gate import OWN_SOURCES, Caller, Owned, open_own
from troth.language import Version
from troth.lifetimes.store import ended_for
from troth.people import Event, person_ref
from troth.people.ref import ref
from troth.vault.givers import told_by

_ENCODER: Final = msgspec.json.Encoder()


class _Head(msgspec.Struct):
    """The one field that tells what a document is."""

    format: str


def access(parts: Parts, tx: Connection, caller: Caller, person: int) -> Access:
    """Everything that is held of the person, for themself: it is known who asks. It leaves an entry.

    Raises NotFound, KeyErased once they are erased, SealBroken when something was altered.
    """
    at = parts.clock()
    whose, events = people.get_person(tx, person), people.events(tx, person)
    done = record(tx, parts.vault, person)
    owned = _owned(parts, tx, caller, person, at)
    items = _shelf(parts, tx, person, events, at).items(owned)
    known = places(tx, person)
    return Access(
        format=ACCESS,
        made=at,
        person=person_ref(person),
        kind=whose.kind,
        since=whose.made_at,
        controller=controller(parts.version(at)),
        items=items,
        told_of_others=_told(tx, person),
        holds=_holds(parts, tx, person),
        lookups=tuple(Lookup(ref("i", row["item"]), row["kind"]) for row in store.rows(tx, "lookup", person)),
        **telling.said(events),
        receipts=telling.receipts(tx, parts, person, events, at),
        grounds=telling.grounds(tx, person),
        disclosures=telling.disclosures(tx, person),
        publications=asking.publications(tx, person),
        recipients_told=asking.recipients_told(tx, parts, person),
        cases=asking.asked_cases(tx, parts, person),
        packages=asking.packages(tx, person),
        **_messages(parts, tx, person),
        **_coming_in(tx, person, done),
        record=done,
        withheld=withheld(items, known),
        places=known,
    )


def portable(parts: Parts, tx: Connection, caller: Caller, person: int) -> Portable:
    """What the person gave, or their devices did. It leaves an entry. Raises as `access`."""
    at = parts.clock()
    owned = _owned(parts, tx, caller, person, at)
    shelf = _shelf(parts, tx, person, people.events(tx, person), at)
    items = shelf.items(owned, OWN_SOURCES)  # GDPR Art. 20
    return Portable(PORTABLE, at, person_ref(person), controller(parts.version(at)), items, withheld(items))


def written(document: Access | Portable) -> bytes:
    """The document as JSON."""
    return _ENCODER.encode(document)


def read(content: bytes) -> Access | Portable:
    """What `written` wrote."""
    if msgspec.json.decode(content, type=_Head).format == PORTABLE:
        return msgspec.json.decode(content, type=Portable)
    return msgspec.json.decode(content, type=Access)


def controller(version: Version | None) -> Controller:
    """Who holds the data, as the policy in force says."""
    if version is None:
        return Controller(None, None)
    named = {name: version.controller.get(name) for name in ("name", "address", "email", "phone", "country")}
    return Controller(version.policy, version.version, **named)


# -- inside --


def _owned(parts: Parts, tx: Connection, caller: Caller, person: int, at: datetime) -> Owned:
    return open_own(tx, parts.vault, parts.ledger, caller, person, None, parts.version(at), at)


def _shelf(parts: Parts, tx: Connection, person: int, events: list[Event], at: datetime) -> Shelf:
    return Shelf.of(parts.engine(), at, parts.lifetimes.holds(tx, person), events, ended_for(tx, person), parts.place())


def _told(tx: Connection, person: int) -> tuple[ToldOfOther, ...]:
    return tuple(ToldOfOther(ref("i", told.item), told.category, told.at, THEIRS) for told in told_by(tx, person))


def _holds(parts: Parts, tx: Connection, person: int) -> tuple[Hold, ...]:
    return tuple(
        Hold(
            ref("h", each.id),
            each.kind,
            each.data,
            each.reference,
            each.reason,
            each.start,
            each.entered_by,
            each.until,
            each.ended,
            each.end_reason,
        )
        for each in parts.lifetimes.holds(tx, person)
    )


def _messages(parts: Parts, tx: Connection, person: int) -> dict[str, Any]:
    return {
        "letters": messages.letters(tx, parts, person),
        "mailings": messages.mailings(tx, person),
        "notices": messages.notices(tx, person),
        "bounces": messages.bounces(tx, person),
        "stop_letters": messages.stop_letters(tx, parts, person),
        "stop_links": messages.stop_links(tx, person),
    }


def _coming_in(tx: Connection, person: int, done: tuple[Recorded, ...]) -> dict[str, Any]:
    links = sorted((row["made_at"], row["ends_at"]) for row in store.rows(tx, "sign_in_link", person))
    sessions = sorted(store.rows(tx, "person_session", person), key=lambda row: row["since"])
    elsewhere = store.rows(tx, "sign_in_subject", person)
    return {
        "sign_ins": tuple(SignedIn(each.at, each.entry) for each in done if each.act == "sign-in"),
        "sign_in_links": tuple(SignInLink(*times) for times in links),
        "sessions": tuple(map(_session, sessions)),
        "accounts_elsewhere": tuple(AccountElsewhere(row["made_at"], row["entered_by"]) for row in elsewhere),
    }


def _session(row: store.Row) -> Session:
    actor = None if row.get("actor") is None else person_ref(row["actor"])
    return Session(row["since"], row["seen"], row.get("proved"), row.get("way"), actor)
