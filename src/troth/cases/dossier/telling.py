"""What people said, and what became known of them, as parts of the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from troth import people
from troth.cases.dossier import store
from troth.cases.dossier.model import Disclosure, Ground, Receipt, Said
from troth.cases.parts import Parts
from troth.cases.receipts import receipt_frame
from troth.db import Connection
from troth.people import Event, Notice, ReceiptFrame, ground_ref, person_ref
from troth.people.ref import ref

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "facts": ("fact",),
    "choices": ("choice", "gpc"),
    "consents": ("consent", "withdrawal"),
    "decisions": ("decision",),
    "notifications": ("notification", "notice"),
    "restrictions": ("restriction", "lifting"),
    "named_recipients": ("own-recipient",),
    "visibility": ("visibility",),
}
_SECTION_OF: Final = {kind: section for section, kinds in SECTIONS.items() for kind in kinds}


def said(events: Iterable[Event]) -> dict[str, Any]:
    """Each event in its section; those of other kinds in `events`."""
    found: dict[str, list[Said]] = {section: [] for section in (*SECTIONS, "events")}
    for event in events:
        found[_SECTION_OF.get(event.kind, "events")].append(_said(event))
    return {section: tuple(each) for section, each in found.items()}


def _said(event: Event) -> Said:
    scope, proof = event.scope, event.proof
    other = None if event.other is None else person_ref(event.other)
    return Said(
        event.seq,
        event.kind,
        event.at,
        event.about,
        event.value,
        event.channel,
        event.policy,
        event.until,
        *(scope.actions, scope.data, scope.purposes, scope.recipients),
        event.refers,
        other,
        proof.recorded if proof else None,
        proof.entered_by if proof else None,
        proof.via if proof else None,
        proof.notice if proof else None,
        proof.digest if proof else None,
    )


def receipts(tx: Connection, parts: Parts, person: int, events: Sequence[Event], at: datetime) -> tuple[Receipt, ...]:
    """A receipt for each consent, as it stands now."""
    given = [event for event in events if event.kind == "consent"]
    shown = {event.proof.notice for event in given if event.proof and event.proof.notice}
    notices = {notice: people.get_notice(tx, notice) for notice in sorted(shown)}
    frames: dict[str | None, ReceiptFrame] = {}
    made = []
    for event in given:
        if event.policy not in frames:
            policy = next((each for each in parts.engine().policies if each.id == event.policy), None)
            frames[event.policy] = receipt_frame(policy.versions[-1] if policy else None)
        made.append(_receipt(person, event, events, notices, frames[event.policy], at))
    return tuple(made)


def _receipt(
    person: int, given: Event, events: Sequence[Event], notices: Mapping[str, Notice], frame: ReceiptFrame, at: datetime
) -> Receipt:
    ended = [e for e in events if e.kind == "withdrawal" and e.refers == given.seq and e.at <= at]
    withdrawn = min(ended, key=lambda event: event.at, default=None)
    notice = notices.get(given.proof.notice) if given.proof and given.proof.notice else None
    return Receipt(given.seq, people.receipt(person, given, withdrawn, notice, frame, at=at))


# -- grounds, and who received what --


def grounds(tx: Connection, person: int) -> tuple[Ground, ...]:
    """Those that name the person, and those that cover everyone."""
    named = {row["ground"] for row in store.rows(tx, "ground_person", person)}
    rows = store.named(tx, "ground", "id", named) + store.grounds_of_everyone(tx)
    ids = {row["id"] for row in rows}
    used = {row["ground"]: row["at"] for row in store.named(tx, "ground_use", "ground", ids)}
    ended: dict[int, datetime] = {}
    for row in store.named(tx, "ground_end", "ground", ids):
        ended[row["ground"]] = min(row["at"], ended.get(row["ground"], row["at"]))
    rows.sort(key=lambda row: (row["start"], row["id"]))
    return tuple(_ground(row, ended.get(row["id"]), used.get(row["id"])) for row in rows)


def _ground(row: Mapping[str, Any], ended: datetime | None, used: datetime | None) -> Ground:
    terms = tuple(row["data"].split()), tuple(row["recipients"].split()), row["everyone"]
    first = (ground_ref(row["id"]), row["kind"], row["start"], row["until"], ended, row["once"], used)
    return Ground(*first, *terms, row["reference"], row["approver"])


def disclosures(tx: Connection, person: int) -> tuple[Disclosure, ...]:
    """Newest first, each with the recipient's name as it was then."""
    rows = sorted(store.rows(tx, "disclosure", person), key=lambda row: (row["at"], row["id"]), reverse=True)
    known: dict[str, list[dict[str, Any]]] = {}
    for state in store.named(tx, "recipient_state", "recipient", {row["recipient"] for row in rows}):
        known.setdefault(state["recipient"], []).append(state)
    return tuple(_disclosure(row, _state(known.get(row["recipient"], ()), row["at"])) for row in rows)


def _state(states: Sequence[Mapping[str, Any]], at: datetime) -> Mapping[str, Any]:
    """What the register said of a recipient at a time."""
    then = [state for state in states if state["at"] <= at]
    return max(then, key=lambda state: (state["at"], state["seq"]), default={})


def _disclosure(row: Mapping[str, Any], state: Mapping[str, Any]) -> Disclosure:
    ground = None if row["ground"] is None else ground_ref(row["ground"])
    whom = (row["recipient"], state.get("name"), state.get("kind"))
    return Disclosure(
        ref("d", row["id"]), row["at"], *whom, tuple(row["fields"].split()), row["purpose"], ground, row["entry"]
    )
