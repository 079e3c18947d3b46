"""Consent receipts with the fields of ISO/IEC TS 27560:2023 (6.3, 6.4) and terms of the W3C DPV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from troth.db import Connection
from troth.errors import NotFound
from troth.people import store
from troth.people.model import Event, Notice
from troth.people.record import events
from troth.people.ref import person_ref
from troth.terms import Terms, Tree

SCHEMA = "ISO/IEC TS 27560:2023"
_PROCESSING = {
    "collect": "dpv:Collect",
    "use": "dpv:Use",
    "disclose": "dpv:Disclose",
    "publish": "dpv:Disseminate",
    "link": "dpv:Combine",
}
_TYPES = {"explicit": "dpv:ExplicitlyExpressedConsent", "implied": "dpv:ImpliedConsent"}


@dataclass(frozen=True, slots=True)
class ReceiptFrame:
    """What every receipt of a policy says alike.

    `controller` is the policy's (SPEC 2); `withdrawal` says how to withdraw, `retention` how long the data
    are kept, `storage` and `jurisdiction` where; `names` gives those behind the recipient terms.
    """

    controller: Mapping[str, str]
    terms: Terms
    withdrawal: str
    retention: str
    storage: tuple[str, ...]
    jurisdiction: str
    rights: tuple[str, ...] = ()
    names: Mapping[str, str] | None = None


def consent_receipt(tx: Connection, person: int, consent: int, frame: ReceiptFrame, *, at: datetime) -> dict[str, Any]:
    """The receipt of the consent of that `seq`, with its state at a time. Raises NotFound."""
    given = next((e for e in events(tx, person, kinds=("consent",)) if e.seq == consent), None)
    if given is None:
        raise NotFound("the person has no such consent")
    ended = [e for e in events(tx, person, kinds=("withdrawal",)) if e.refers == consent and e.at <= at]
    withdrawn = min(ended, key=lambda event: event.at, default=None)
    shown = given.proof and given.proof.notice
    notice = store.select_notice(tx, shown) if shown else None
    return receipt(person, given, withdrawn, notice, frame, at=at)


def receipt(
    person: int,
    given: Event,
    withdrawn: Event | None,
    notice: Notice | None,
    frame: ReceiptFrame,
    *,
    at: datetime,
) -> dict[str, Any]:
    """The receipt as a JSON object. It holds categories and ids, never a value of the person."""
    record = f"{person_ref(person)}-c{given.seq}"
    return {
        "receipt_metadata": {
            "schema_version": SCHEMA,
            "receipt_id": record if withdrawn is None else f"{record}-w{withdrawn.seq}",
        },
        "record_metadata": {
            "schema_version": SCHEMA,
            "record_id": record,
            "pii_principal_id": person_ref(person),
        },
        "pii_processing": {
            "privacy_notice": _notice(given, notice),
            "language": notice.language if notice else None,
            "purposes": [_purpose(purpose, given, notice, frame) for purpose in given.scope.purposes or ()],
        },
        "party_identification": _parties(given, frame),
        "event": _history(person, given, withdrawn, at),
    }


def _notice(given: Event, notice: Notice | None) -> dict[str, str | None]:
    """Which words were shown (6.3.4.1): their id, digest, and the policy's version."""
    proof = given.proof
    return {
        "id": proof.notice if proof else None,
        "sha256": proof.digest if proof else None,
        "policy": notice.policy if notice else given.policy,
        "version": notice.version if notice else given.about,
    }


def _purpose(purpose: str, given: Event, notice: Notice | None, frame: ReceiptFrame) -> dict[str, Any]:
    scope, terms = given.scope, frame.terms
    return {
        "purpose": purpose,
        "purpose_type": _dpv(terms.purposes, purpose),
        "lawful_basis": "dpv:Consent",
        "pii_information": [_datum(datum, notice, terms.data) for datum in scope.data or ()],
        "pii_controllers": ["controller"],
        "processing_method": [_PROCESSING[action] for action in scope.actions or ()],
        "storage_locations": list(frame.storage),
        "retention_period": frame.retention,
        "jurisdiction": frame.jurisdiction,
        "recipient_third_parties": list(scope.recipients or ()),
        "withdrawal_method": frame.withdrawal,
        "privacy_rights": list(frame.rights),
    }


def _datum(datum: str, notice: Notice | None, tree: Tree) -> dict[str, Any]:
    asked_freely = notice is not None and any(tree.covers(term, datum) for term in notice.optional)
    return {
        "pii_type": datum,
        "pii_category": _dpv(tree, datum),
        "pii_optional": asked_freely,
        "sensitive_pii_category": tree.covers("sensitive", datum),
        "special_pii_category": tree.covers("special-category", datum),
    }


def _parties(given: Event, frame: ReceiptFrame) -> list[dict[str, Any]]:
    """The controller (6.3.6) and, by their terms, those who may receive the data."""
    controller = frame.controller
    parties: list[dict[str, Any]] = [
        {
            "party_id": "controller",
            "party_name": controller.get("name"),
            "party_role": "dpv:DataController",
            "party_type": "controller",
            "party_address": controller.get("address"),
            "party_contact": controller.get("email") or controller.get("phone"),
        }
    ]
    for recipient in given.scope.recipients or ():
        role = _dpv(frame.terms.recipients, recipient) or "dpv:Recipient"
        name = (frame.names or {}).get(recipient, recipient)
        parties.append({"party_id": recipient, "party_name": name, "party_role": role, "party_type": "recipient"})
    return parties


def _history(person: int, given: Event, withdrawn: Event | None, at: datetime) -> list[dict[str, Any]]:
    """Each change of the consent's state (6.3.7), oldest first."""
    subject, kind = person_ref(person), _TYPES[given.value or "implied"]
    until = given.until.isoformat() if given.until else None
    states = [(given.at, subject, "dpv:ConsentGiven")]
    if withdrawn is not None:
        states.append((withdrawn.at, subject, "dpv:ConsentWithdrawn"))
    elif given.until is not None and given.until <= at:
        states.append((given.until, "controller", "dpv:ConsentExpired"))
    return [
        {
            "event_time": moment.isoformat(),
            "validity_duration": until,
            "entity_id": entity,
            "event_type": kind,
            "event_state": state,
        }
        for moment, entity, state in states
    ]


def _dpv(tree: Tree, name: str) -> str | None:
    """The DPV id of a term, or else of the nearest term above that has one."""
    level = [name]
    while level:
        known = [tree.terms[each] for each in level if each in tree]
        for term in known:
            if term.dpv:
                return term.dpv
        level = [parent for term in known for parent in term.parents]
    return None
