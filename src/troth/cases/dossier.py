"""Everything that is held of a person, as one document (GDPR Art. 15, 20; PDPO s.18).

Without omission: what has a meaning of its own is told in words of its own; of every other table that knows the person
its rows are told as they stand. What is not shown (a key, a secret, a credential) is named with its reason. A test
holds the document against every table that there is.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, Final

from troth import parties, people
from troth.cases import store
from troth.cases.access import Shown
from troth.cases.model import Case
from troth.cases.parts import Parts
from troth.db import Connection
from troth.language import Version
from troth.ledger import EntryId, Recorded, id_text
from troth.lifetimes import Life
from troth.people import Event, consent_receipt
from troth.people.receipt import ReceiptFrame
from troth.people.ref import ref
from troth.vault import Kind, StoredFile

Json = dict[str, Any]
ACCESS, PORT = "troth-access/1", "troth-portable/1"
SMALL: Final = 256 * 1024  # bytes of a file that go into the document; a larger one is fetched by itself
OWN: Final = frozenset({"person", "device"})  # the sources that a person may take along (GDPR Art. 20(1))
PAGE: Final = 500

# Told in words of their own, and so not row by row.
TOLD: Final = frozenset(
    (
        "item",
        "item_chunk",
        "collection",
        "person_event",
        "disclosure",
        "hold",
        "hold_end",
        "person_case",
        "person_case_step",
        "ledger_entry",
        "ledger_pending",
    )
)
# Not shown, and why.
WITHHELD: Final[Mapping[str, str]] = {
    "person_key": "the key that seals your data, itself sealed: of use to nobody but a thief",
    "person_session": "the secrets of your own sign-ins, of which only digests are kept",
    "sign_in_link": "the secrets of links that were sent to you, of which only digests are kept",
    "stop_link": "the secrets of links in messages to you, of which only digests are kept",
    "lookup": "keyed digests by which your address or number is found; they hold nothing that is not above",
    "idempotency": "sealed copies of answers about you that are told above; they are forgotten after a day",
    "case_package": "this document itself, and those before it, sealed until they are fetched",
}


def dossier(parts: Parts, tx: Connection, person: int, shown: Shown, at: datetime) -> Json:
    """The whole document. `shown`: the values of all items, as they were opened for the person."""
    version = parts.version(at)
    lives = parts.lifetimes.lives(tx, person)
    told = _head(ACCESS, parts, tx, person, version, at)
    told["items"] = [_item(life, shown) for life in lives]
    told["said"] = _events(tx, person)
    told["consent-receipts"] = _receipts(parts, tx, person, version, at)
    told["disclosures"] = list(_disclosures(tx, person))
    told["cases"] = [_case(tx, case) for case in store.cases_of(tx, person)]
    told["entries"] = list(_entries(parts, tx, person))
    told["more"] = {name: rows for name in _others() if (rows := _rows(tx, name, person))}
    told["withheld"] = list(_withheld(tx, person, lives))
    return told


def portable(parts: Parts, tx: Connection, person: int, shown: Shown, at: datetime) -> Json:
    """What the person gave, and what their devices gave, for another company to read."""
    lives = [life for life in parts.lifetimes.lives(tx, person) if life.item.collection.source in OWN]
    told = _head(PORT, parts, tx, person, parts.version(at), at)
    told["items"] = [_item(life, shown) for life in lives if life.item.kind is not Kind.CREDENTIAL]
    told["choices"] = [event for event in _events(tx, person) if event["kind"] in ("choice", "gpc")]
    return told


def _head(form: str, parts: Parts, tx: Connection, person: int, version: Version | None, at: datetime) -> Json:
    found = people.get_person(tx, person)
    return {
        "format": form,
        "made": _plain(at),
        "controller": dict(version.controller) if version else {},
        "policy": version.policy if version else None,
        "version": version.version if version else None,
        "person": {"reference": people.person_ref(person), "kind": found.kind, "since": _plain(found.made_at)},
        "ledger-key": parts.ledger.vkey,
    }


# -- items --


def _item(life: Life, shown: Shown) -> Json:
    collected, end = life.item.collection, life.end
    told: Json = {
        "item": ref("i", life.item.id),
        "category": life.item.category,
        "source": collected.source,
        "collected": _plain(collected.at),
        "policy": collected.policy,
        "version": collected.version,
        "notice": collected.notice,
        "purposes": list(collected.purposes),
        "where": collected.property,
        "kept-until": {"at": _plain(end.at), "clause": end.clause, "version": end.version} if end else None,
        "held": [{"kind": hold.kind, "reference": hold.reference, "reason": hold.reason} for hold in life.holds],
    }
    if life.item.kind is Kind.CREDENTIAL:
        return told | {"withheld": "kept so that it can be checked and never read, not even by us"}
    return told | {"value": _value(shown.values[life.item.id])}


def _value(value: Any) -> Any:
    if not isinstance(value, StoredFile):
        return value
    told: Json = {"name": value.name, "type": value.media_type, "size": value.size}
    if value.size > SMALL:
        return told | {"content": "too large for this document: ask for it at the privacy centre"}
    return told | {"base64": base64.b64encode(b"".join(value.chunks())).decode()}


# -- what was said, done and passed on --


def _events(tx: Connection, person: int) -> list[Json]:
    return [_record(event, without=("other",)) for event in people.events(tx, person)]


def _receipts(parts: Parts, tx: Connection, person: int, version: Version | None, at: datetime) -> list[Json]:
    given = people.events(tx, person, kinds=("consent",))
    if not given or version is None:
        return []
    return [consent_receipt(tx, person, event.seq, _frame(parts, event, version), at=at) for event in given]


def _frame(parts: Parts, given: Event, version: Version) -> ReceiptFrame:
    from troth.cases.receipts import receipt_frame

    policy = next((policy for policy in parts.engine().policies if policy.id == given.policy), None)
    return receipt_frame(policy.versions[-1] if policy else version)


def _disclosures(tx: Connection, person: int) -> Iterator[Json]:
    before: tuple[datetime, int] | None = None
    while page := parties.disclosures(tx, person, before=before, limit=PAGE):
        for made in page:
            known = parties.get_recipient(tx, made.recipient, made.at)
            yield {
                "recipient": made.recipient,
                "name": known.name if known else None,
                "data": list(made.fields),
                "purpose": made.purpose,
                "ground": None if made.ground is None else ref("g", made.ground),
                "at": _plain(made.at),
                "entry": made.entry,
            }
        before = (page[-1].at, page[-1].id)


def _case(tx: Connection, case: Case) -> Json:
    told = _record(case, without=("person", "id", "asked", "act_at", "revision"))
    steps = [_record(step, without=("sealed",)) for step in store.steps_of(tx, case)]
    return {"case": ref("c", case.id), **told, "steps": steps}


def _entries(parts: Parts, tx: Connection, person: int) -> Iterator[Json]:
    """Newest first: what the ledger says of them."""
    before: EntryId | None = None
    while page := parts.ledger.entries_of(tx, person, before=before, limit=PAGE):
        yield from (_entry(recorded) for recorded in page)
        before = page[-1].id


def _entry(recorded: Recorded) -> Json:
    entry = recorded.entry
    told: Json = {"entry": id_text(recorded.id)}
    return told if entry is None else told | {"act": entry.act, "at": _plain(entry.at), "details": dict(entry.details)}


# -- the rest --


def _others() -> list[str]:
    return sorted(name for name in store.tables_of_people() if name not in TOLD and name not in WITHHELD)


def _rows(tx: Connection, table: str, person: int) -> list[Json]:
    return [{name: _plain(value) for name, value in row.items()} for row in store.rows_about(tx, table, person)]


def _withheld(tx: Connection, person: int, lives: Sequence[Life]) -> Iterator[Json]:
    counts = store.counts_about(tx, WITHHELD, person)
    yield from ({"what": name, "rows": counts[name], "why": why} for name, why in WITHHELD.items() if counts[name])
    shut = sum(life.item.kind is Kind.CREDENTIAL for life in lives)
    if shut:
        yield {"what": "credentials", "rows": shut, "why": "kept so that they can be checked and never read"}


def _record(noun: Any, *, without: Iterable[str]) -> Json:
    """The fields of a noun that say something."""
    assert is_dataclass(noun)
    left = frozenset(without)
    values = ((field.name, getattr(noun, field.name)) for field in fields(noun) if field.name not in left)
    return {name.replace("_", "-"): _plain(value) for name, value in values if value not in (None, (), "")}


def _plain(value: Any) -> Any:
    """As JSON has it; secrets and sealed bytes by their length alone."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _record(value, without=())
    return value.name.lower() if hasattr(value, "name") else value
