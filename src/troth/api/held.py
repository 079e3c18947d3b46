"""What is there about a person, page by page: items, entries, disclosures, receipts. No value is in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from troth import parties, people
from troth.api.desk import After, Desk, Limit, SeesPeople, found, person_at
from troth.api.documented import answers
from troth.api.wire import ItemRef, Moment, Out, PersonRef, cursor, disclosure_ref, item_ref, page, place_of
from troth.cases import receipt_frame
from troth.errors import RequestError
from troth.ledger import Recorded, id_of, id_text
from troth.parties import Disclosure
from troth.people import ReceiptFrame, ground_ref
from troth.vault import ItemFacts

router = APIRouter(prefix="/v1/people/{person}", tags=["people"])
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class ItemFactsOut(Out):
    """What is held, without the value."""

    item: ItemRef
    category: str
    kind: Literal["text", "json", "file", "credential"]
    policy: str
    version: str
    source: str
    at: Moment
    notice: str | None
    property: str | None
    purposes: list[str]


class ItemsOut(Out):
    items: list[ItemFactsOut]
    next: str | None


class EntryOut(Out):
    """An entry of the ledger. `index`: its number in the tree, once it has one."""

    entry: str
    index: int | None
    act: str | None
    at: Moment | None
    details: dict[str, Any]


class EntriesOut(Out):
    items: list[EntryOut]
    next: str | None


class DisclosureOut(Out):
    """Who received which data of the person, when, and for what."""

    disclosure: str
    recipient: str
    purpose: str
    fields: list[str]
    at: Moment
    ground: str | None
    entry: str | None


class DisclosuresOut(Out):
    items: list[DisclosureOut]
    next: str | None


class ReceiptOut(Out):
    """A consent receipt with the fields of ISO/IEC TS 27560:2023."""

    receipt_metadata: Annotated[dict[str, Any], Field(alias="receipt_metadata")]
    record_metadata: Annotated[dict[str, Any], Field(alias="record_metadata")]
    pii_processing: Annotated[dict[str, Any], Field(alias="pii_processing")]
    party_identification: Annotated[list[dict[str, Any]], Field(alias="party_identification")]
    event: list[dict[str, Any]]


class ReceiptsOut(Out):
    items: list[ReceiptOut]
    next: str | None


@router.get("/items", response_model=None, responses=answers(ItemsOut))
def items(desk: SeesPeople, person: PersonRef, after: After = None, limit: Limit = 100) -> Response:
    """What is held: categories, versions, sources, notices; no values."""
    place = place_of(after, (int,)) or (0,)
    with desk.read() as tx:
        held = desk.troth.vault.items(tx, person_at(tx, person))
    rest = sorted((each for each in held if each.id > place[0]), key=lambda each: each.id)
    following = cursor(rest[limit - 1].id) if len(rest) > limit else None
    return found(page([_item(each) for each in rest[:limit]], following))


@router.get("/entries", response_model=None, responses=answers(EntriesOut))
def entries(desk: SeesPeople, person: PersonRef, after: After = None, limit: Limit = 50) -> Response:
    """The person's entries of the ledger, newest first."""
    place = place_of(after, (str,))
    before = id_of(place[0]) if place else None
    with desk.read() as tx:
        listed = desk.troth.ledger.entries_of(tx, person_at(tx, person), before=before, limit=limit)
    following = cursor(id_text(listed[-1].id)) if len(listed) == limit else None
    return found(page([_entry(each) for each in listed], following))


@router.get("/disclosures", response_model=None, responses=answers(DisclosuresOut))
def disclosures(desk: SeesPeople, person: PersonRef, after: After = None, limit: Limit = 50) -> Response:
    """Who received which of the person's data, newest first (GDPR Art. 15(1)(c))."""
    place = place_of(after, (int, int))
    before = (_moment(place[0]), place[1]) if place else None
    with desk.read() as tx:
        listed = parties.disclosures(tx, person_at(tx, person), before=before, limit=limit)
    last = listed[-1] if len(listed) == limit else None
    following = cursor((last.at - _EPOCH) // _MICROSECOND, last.id) if last else None
    return found(page([_disclosure(each) for each in listed], following))


@router.get("/receipts", response_model=None, responses=answers(ReceiptsOut))
def receipts(desk: SeesPeople, person: PersonRef, after: After = None, limit: Limit = 50) -> Response:
    """A receipt of each consent (ISO/IEC TS 27560:2023)."""
    place, now = place_of(after, (int,)) or (0,), desk.troth.clock()
    with desk.read() as tx:
        number = person_at(tx, person)
        given = people.events(tx, number, kinds=("consent",), after=place[0], limit=limit)
        made = [people.consent_receipt(tx, number, each.seq, _frame(desk, each.policy), at=now) for each in given]
    following = cursor(given[-1].seq) if len(given) == limit else None
    return found(page(made, following))


def _item(held: ItemFacts) -> dict[str, Any]:
    collection = held.collection
    told = {"item": item_ref(held.id), "category": held.category}
    names = ("policy", "version", "source", "at", "notice", "property")
    told |= {name: getattr(collection, name) for name in names}
    return told | {"kind": held.kind.name.lower(), "purposes": list(collection.purposes)}


def _entry(recorded: Recorded) -> dict[str, Any]:
    entry = recorded.entry
    told: dict[str, Any] = {"act": None, "at": None, "details": {}}
    if entry is not None:
        told = {"act": entry.act, "at": entry.at, "details": dict(entry.details)}
    return {"entry": id_text(recorded.id), "index": recorded.index, **told}


def _disclosure(made: Disclosure) -> dict[str, Any]:
    return {
        "disclosure": disclosure_ref(made.id),
        "recipient": made.recipient,
        "purpose": made.purpose,
        "fields": list(made.fields),
        "at": made.at,
        "ground": ground_ref(made.ground) if made.ground else None,
        "entry": made.entry,
    }


def _frame(desk: Desk, policy: str | None) -> ReceiptFrame:
    """What the policy's newest version says that every receipt repeats."""
    source = next((p for p in desk.troth.engine.policies if p.id == policy), None)
    return receipt_frame(source.versions[-1] if source else None)


def _moment(microseconds: int) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        raise RequestError("the cursor is none that an answer gave") from None
