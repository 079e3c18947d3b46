"""The register of recipients, and the agreements that bind them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import Field

from troth import parties
from troth.api.desk import After, Desk, Limit, Reads, Registers, found, reply
from troth.api.documented import answers
from troth.api.wire import Line, Moment, Out, Strict, Word, Words, cursor, page, place_of
from troth.app.idempotency import Remembered
from troth.db import Connection
from troth.errors import NotFound
from troth.gate.words import known_terms
from troth.ledger import Entry
from troth.parties import Agreement, Entered, Recipient

router = APIRouter(prefix="/v1/recipients", tags=["register"])
Id = Annotated[str, Path(max_length=64, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Reference = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Url = Annotated[str, Field(max_length=1000, pattern=r"^https://[^\s\x00-\x1f\x7f]+$")]
Mailbox = Annotated[str, Field(max_length=200, pattern=r"^[a-z-]+@[A-Za-z0-9.-]+$")]


class RecipientIn(Strict):
    """`kind`: its term; `fields`, `purposes`: what it may get, and for what. `contact`: a role's mailbox."""

    name: Line
    kind: Word
    fields: Words
    purposes: Words
    endpoint: Url | None = None
    policy_link: Url | None = None
    contact: Mailbox | None = None


class AgreementIn(Strict):
    """`digest`: the SHA-256 of the agreement's text, in hexadecimal."""

    reference: Reference
    from_: Annotated[Moment, Field(alias="from")]
    until: Moment | None = None
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class EndIn(Strict):
    """`at`: when it ended; left out, now."""

    at: Moment | None = None


class AgreementOut(Out):
    reference: str
    from_: Annotated[Moment, Field(alias="from")]
    until: Moment | None
    digest: str


class RecipientOut(Out):
    """A recipient as it stands now, with the agreement in force."""

    id: str
    name: str
    kind: str
    fields: list[str]
    purposes: list[str]
    endpoint: str | None
    policy_link: str | None
    contact: str | None
    agreement: AgreementOut | None


class RecipientsOut(Out):
    items: list[RecipientOut]
    next: str | None


class AgreementsOut(Out):
    items: list[AgreementOut]
    next: str | None


@router.get("", response_model=None, responses=answers(RecipientsOut))
def listed(desk: Reads, after: After = None, limit: Limit = 100) -> Response:
    """The recipients on the register."""
    place = place_of(after, (str,)) or ("",)
    with desk.read() as tx:
        there = parties.list_recipients(tx, desk.troth.clock(), after=place[0].replace("\0", ""), limit=limit)
    following = cursor(there[-1].id) if len(there) == limit else None
    return found(page([_recipient(each) for each in there], following))


@router.get("/{recipient}", response_model=None, responses=answers(RecipientOut))
def one(desk: Reads, recipient: Id) -> Response:
    """A recipient as it stands."""
    with desk.read() as tx:
        return found(_recipient(_there(tx, desk, recipient)))


@router.put("/{recipient}", response_model=None, responses=answers(RecipientOut))
def put(desk: Registers, recipient: Id, body: RecipientIn) -> Response:
    """Enter a recipient, or what it is from now on."""
    entered = Recipient(
        recipient,
        body.name,
        body.kind,
        tuple(body.fields),
        tuple(body.purposes),
        body.endpoint,
        body.policy_link,
        body.contact,
    )

    def do(tx: Connection) -> None:
        versions = [version for policy in desk.troth.engine.policies for version in policy.versions]
        known_terms(versions, data=body.fields, purposes=body.purposes, recipients=(body.kind,))
        parties.put_recipient(tx, entered, at=desk.troth.clock(), entered=_entered(desk))

    return _changed(desk, recipient, "register", {"data": body.fields}, do)


@router.delete("/{recipient}", status_code=204, response_model=None, responses=answers(None, 204, text="It is off"))
def remove(desk: Registers, recipient: Id) -> Response:
    """From now on nothing goes to it."""

    def do(tx: Connection) -> Remembered:
        parties.remove_recipient(tx, recipient, at=desk.troth.clock(), entered=_entered(desk))
        _entry(tx, desk, "unregister", {"recipient": recipient})
        return Remembered(204, b"", media="")

    return desk.act(do)


@router.get("/{recipient}/agreements", response_model=None, responses=answers(AgreementsOut))
def agreements(desk: Reads, recipient: Id) -> Response:
    """All agreements of a recipient, past ones too, oldest first."""
    with desk.read() as tx:
        _there(tx, desk, recipient)
        return found(page([_agreement(each) for each in parties.agreements(tx, recipient)], None))


@router.post("/{recipient}/agreements", response_model=None, responses=answers(RecipientOut))
def agree(desk: Registers, recipient: Id, body: AgreementIn) -> Response:
    """Enter an agreement."""
    made = Agreement(body.reference, body.from_, body.until, body.digest)
    details = {"reference": body.reference}

    def do(tx: Connection) -> None:
        parties.add_agreement(tx, recipient, made, entered=_entered(desk))

    return _changed(desk, recipient, "agreement", details, do)


@router.post("/{recipient}/agreements/{reference}/end", response_model=None, responses=answers(RecipientOut))
def end(desk: Registers, recipient: Id, reference: Annotated[Reference, Path()], body: EndIn) -> Response:
    """End an agreement before its time; of several ends the first counts."""
    at = body.at or desk.troth.clock()

    def do(tx: Connection) -> None:
        parties.end_agreement(tx, recipient, reference, at=at, entered=_entered(desk))

    return _changed(desk, recipient, "agreement-end", {"reference": reference}, do)


def _changed(desk: Desk, recipient: str, act: str, details: dict[str, Any], change: Any) -> Response:
    """Makes the change, records it, and answers with the recipient as it then stands."""

    def do(tx: Connection) -> Remembered:
        change(tx)
        _entry(tx, desk, act, {"recipient": recipient, **details})
        return reply(_recipient(_there(tx, desk, recipient)))

    return desk.act(do)


def _entry(tx: Connection, desk: Desk, act: str, details: dict[str, Any]) -> None:
    desk.troth.ledger.append(tx, Entry(act, desk.troth.clock(), None, details | {"actor": desk.caller.id}))


def _entered(desk: Desk) -> Entered:
    return Entered(desk.caller.id, desk.troth.clock())


def _there(tx: Connection, desk: Desk, recipient: str) -> Recipient:
    there = parties.get_recipient(tx, recipient, desk.troth.clock())
    if there is None:
        raise NotFound("no such recipient on the register", help="enter it before data go to it")
    return there


def _recipient(recipient: Recipient) -> dict[str, Any]:
    plain = {name: getattr(recipient, name) for name in ("id", "name", "kind", "endpoint", "contact")}
    scope = {"fields": list(recipient.fields), "purposes": list(recipient.purposes)}
    agreed = _agreement(recipient.agreement) if recipient.agreement else None
    return plain | scope | {"policy-link": recipient.policy_link, "agreement": agreed}


def _agreement(agreed: Agreement) -> dict[str, Any]:
    return {"reference": agreed.reference, "from": agreed.start, "until": agreed.until, "digest": agreed.digest}
