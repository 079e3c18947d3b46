"""Attestations: who answers for what no machine can see."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from troth.api.desk import Desk, Reads, Registers, found, reply
from troth.api.documented import answers
from troth.api.wire import Moment, Name, Out, Strict
from troth.app.idempotency import Remembered
from troth.controls.attestations import Standing, attest, duty_of, standing, standings
from troth.db import Connection
from troth.language import Version

router = APIRouter(prefix="/v1/attestations", tags=["register"])


class AttestationIn(Strict):
    """`at`: when it was seen to; left out, now. `evidence`: the SHA-256 of a file that shows it."""

    policy: Name
    clause: Name
    at: Moment | None = None
    evidence: Annotated[str | None, Field(pattern=r"^[0-9a-f]{64}$")] = None


class StandingOut(Out):
    """What is to be answered for, by whom (a role), and how it stands. `by`: the account that answered last."""

    policy: str
    version: str
    clause: str
    what: str
    owner: str
    in_date: bool
    by: str | None
    at: Moment | None
    until: Moment | None
    evidence: str | None


class StandingsOut(Out):
    items: list[StandingOut]


@router.post("", status_code=201, response_model=None, responses=answers(StandingOut, 201))
def enter(desk: Registers, body: AttestationIn) -> Response:
    """Answer for a clause. The key must act in the role of the clause's owner."""

    def do(tx: Connection) -> Remembered:
        duty = duty_of(reversed(_versions(desk, body.policy)), body.clause)
        now = desk.troth.clock()
        attest(tx, desk.troth.ledger, duty, desk.caller, now=now, at=body.at, evidence=body.evidence)
        return reply(_standing(standing(tx, duty, now)), 201)

    return desk.act(do)


@router.get("", response_model=None, responses=answers(StandingsOut))
def every(desk: Reads) -> Response:
    """All that is to be answered for under the versions in force, and how it stands."""
    with desk.read() as tx:
        return found(
            {
                "items": [
                    _standing(each)
                    for each in standings(tx, desk.troth.engine.in_force(desk.troth.clock()), desk.troth.clock())
                ]
            }
        )


def _versions(desk: Desk, policy: str) -> list[Version]:
    return [version for each in desk.troth.engine.policies if each.id == policy for version in each.versions]


def _standing(stands: Standing) -> dict[str, Any]:
    duty, newest = stands.attested, stands.newest
    return {
        "policy": duty.version.policy,
        "version": duty.version.version,
        "clause": duty.clause.id,
        "what": duty.what,
        "owner": duty.owner,
        "in-date": stands.in_date,
        "by": newest.by if newest else None,
        "at": newest.at if newest else None,
        "until": stands.until,
        "evidence": newest.evidence if newest else None,
    }
