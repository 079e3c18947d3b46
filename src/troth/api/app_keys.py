"""Keys of the company's own apps, whose signed tokens sign people in to the privacy centre."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import Field

from troth.api.desk import Reads, Registers, found, reply
from troth.api.documented import answers
from troth.api.wire import Line, Moment, Out, Strict
from troth.app.idempotency import Remembered
from troth.cases import vouching
from troth.db import Connection
from troth.people import vouchers
from troth.people.vouchers import Voucher

router = APIRouter(prefix="/v1/app-keys", tags=["register"])
Id = Annotated[str, Path(pattern=r"^k-[0-9a-f]{16}$")]
Pem = Annotated[str, Field(min_length=1, max_length=20_000)]


class AppKeyIn(Strict):
    """`keys`: the app's public keys, as a JWKS or one JWK (RFC 7517), or in PEM: ES256, EdDSA or RS256."""

    name: Line
    keys: dict[str, Any] | Pem


class AppKeyOut(Out):
    id: str
    name: str
    keys: list[dict[str, Any]]
    made: Moment
    entered_by: str


class AppKeysOut(Out):
    items: list[AppKeyOut]


@router.post("", status_code=201, response_model=None, responses=answers(AppKeyOut, 201))
def enter(desk: Registers, body: AppKeyIn) -> Response:
    """Let an app sign people in: `POST /me/token` with a token that it signed opens a session for the person."""

    def do(tx: Connection) -> Remembered:
        troth = desk.troth
        made = vouching.enter_app_key(tx, troth.ledger, desk.caller, body.name, body.keys, at=troth.clock())
        return reply(_key(made), 201)

    return desk.act(do)


@router.get("", response_model=None, responses=answers(AppKeysOut))
def listed(desk: Reads) -> Response:
    """The keys that count now."""
    with desk.read() as tx:
        return found({"items": [_key(each) for each in vouchers.listed(tx, "app-key")]})


@router.delete("/{key}", status_code=204, response_model=None, responses=answers(None, 204, text="It counts no more"))
def end(desk: Registers, key: Id) -> Response:
    """From now on no token of this key opens anything."""

    def do(tx: Connection) -> Remembered:
        vouching.end_voucher(tx, desk.troth.ledger, desk.caller, "app-key", key, at=desk.troth.clock())
        return Remembered(204, b"", "")

    return desk.act(do)


def _key(made: Voucher) -> dict[str, Any]:
    told = {"id": made.id, "name": made.name, "keys": made.about["keys"]}
    return told | {"made": made.made_at, "entered-by": made.entered_by}
