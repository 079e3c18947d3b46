"""What drills found of each promise, and when."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from troth.api.desk import After, Limit, Reads, found
from troth.api.documented import answers
from troth.api.wire import Moment, Name, Out, cursor, page, place_of
from troth.controls import Drilled
from troth.proof import Last, Proven, Status, last, proven_versions

router = APIRouter(prefix="/v1/proof", tags=["policies"])


class DrillOut(Out):
    """One drill: what it tried, what it found, and the ledger entries it left."""

    name: str
    passed: bool
    detail: str
    at: Moment
    entries: list[str]


class ProvenOut(Out):
    """A clause and its status. `drills` are left out unless they are asked for."""

    id: str
    status: Status
    control: str | None
    drills: list[DrillOut] | None = None


class RunOut(Out):
    """The newest run over a version: when it was, how many clauses have each status, and each clause."""

    policy: str
    version: str
    at: Moment
    summary: dict[str, int]
    clauses: list[ProvenOut]


class ProofOut(Out):
    items: list[RunOut]
    next: str | None


Policy = Annotated[Name | None, Query(description="only this policy's versions")]
WithDrills = Annotated[bool, Query(description="with each clause's drills")]


@router.get("", response_model=None, responses=answers(ProofOut))
def latest(
    desk: Reads, policy: Policy = None, drills: WithDrills = False, after: After = None, limit: Limit = 50
) -> Response:
    """Of each version that was ever drilled here, what the newest run found."""
    place = place_of(after, (str, str))
    with desk.read() as tx:
        chosen = proven_versions(tx, policy, (place[0], place[1]) if place else None, limit)
        runs = [run for names in chosen if (run := last(tx, *names)) is not None]
    following = cursor(*chosen[-1]) if len(chosen) == limit else None
    return found(page([_run(run, drills=drills) for run in runs], following))


def _run(run: Last, *, drills: bool) -> dict[str, Any]:
    proof = run.proof
    told = {"policy": proof.policy, "version": proof.version, "at": run.at, "summary": dict(proof.summary)}
    return told | {"clauses": [_clause(proven, drills=drills) for proven in proof.clauses]}


def _clause(proven: Proven, *, drills: bool) -> dict[str, Any]:
    told = {"id": proven.clause, "status": proven.status, "control": proven.control}
    return told | ({"drills": [_drill(drill) for drill in proven.drills]} if drills else {})


def _drill(drill: Drilled) -> dict[str, Any]:
    return drill.to_json() | {"at": drill.at, "entries": list(drill.entries)}
