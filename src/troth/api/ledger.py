"""The ledger's proofs, in the forms that others' verifiers read: C2SP checkpoints and tlog-proof files."""

from __future__ import annotations

import base64
from typing import Annotated

from fastapi import APIRouter, Query, Response

from troth.api.desk import Reads, found
from troth.api.documented import answers
from troth.api.wire import Out
from troth.ledger import id_of

router = APIRouter(prefix="/v1/ledger", tags=["ledger"])
Size = Annotated[int, Query(ge=0, lt=2**62)]


class ConsistencyOut(Out):
    """Hashes (base64) that show the tree of `new` entries to extend that of `old` (RFC 9162, 2.1.4)."""

    old: int
    new: int
    hashes: list[str]


class KeyOut(Out):
    """The key that verifies checkpoints and proofs (C2SP signed-note)."""

    vkey: str


@router.get("/checkpoint", response_model=None, responses=answers(None, text="A signed note (C2SP tlog-checkpoint)"))
def checkpoint(desk: Reads) -> Response:
    """The newest signed head of the tree."""
    return Response(desk.troth.ledger.checkpoint().note, media_type="text/plain")


@router.get("/key", response_model=None, responses=answers(KeyOut))
def key(desk: Reads) -> Response:
    """The key that verifies checkpoints."""
    return found({"vkey": desk.troth.ledger.vkey})


@router.get("/proof/{entry}", response_model=None, responses=answers(None, text="A proof (C2SP tlog-proof)"))
def proof(desk: Reads, entry: str, opened: bool = False) -> Response:
    """That an entry is in the tree. `opened`: it shows the entry too, and is for the person's eyes."""
    if opened:
        desk.account.need("people")
    return Response(desk.troth.ledger.proof_file(id_of(entry), opened=opened), media_type="text/plain")


@router.get("/consistency", response_model=None, responses=answers(ConsistencyOut))
def consistency(desk: Reads, old: Size, new: Size) -> Response:
    """That the tree of `new` entries extends the tree of `old`."""
    hashes = desk.troth.ledger.prove_consistency(old, new)
    return found({"old": old, "new": new, "hashes": [base64.b64encode(each).decode() for each in hashes]})
