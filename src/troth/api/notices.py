"""Collection notices: what people are shown when their data are collected. Kept once, never changed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import Field

from troth import people
from troth.api.desk import Desk, Reads, Registers, found, reply
from troth.api.documented import answers
from troth.api.wire import AnyWords, Moment, Name, Out, SomeWords, Strict, Word
from troth.app.idempotency import Remembered
from troth.db import Connection
from troth.gate.words import known_terms, known_version
from troth.ledger import Entry
from troth.people import Notice

router = APIRouter(prefix="/v1/notices", tags=["register"])


class NoticeIn(Strict):
    """`purposes`: those the words name; `required`, `optional`: the data that the form asks for."""

    id: Word
    policy: Name
    version: Name
    words: Annotated[str, Field(min_length=1, max_length=20_000, pattern=r"^[^\x00]+$")]
    purposes: SomeWords
    required: AnyWords
    optional: AnyWords
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)] = "en"


class NoticeOut(Out):
    """A notice as it was shown; `digest` is the SHA-256 of its words."""

    id: str
    policy: str
    version: str
    words: str
    digest: str
    purposes: list[str]
    required: list[str]
    optional: list[str]
    language: str
    made: Moment


@router.post("", status_code=201, response_model=None, responses=answers(NoticeOut, 201))
def keep(desk: Registers, body: NoticeIn) -> Response:
    """Keep a notice; the same again changes nothing, other words under its id are a conflict."""

    def do(tx: Connection) -> Remembered:
        return reply(_notice(_kept(tx, desk, body)), 201)

    return desk.act(do)


@router.get("/{notice}", response_model=None, responses=answers(NoticeOut))
def one(desk: Reads, notice: Annotated[Word, Path()]) -> Response:
    """A notice as it was shown."""
    with desk.read() as tx:
        return found(_notice(people.get_notice(tx, notice)))


def _kept(tx: Connection, desk: Desk, body: NoticeIn) -> Notice:
    versions = [version for policy in desk.troth.engine.policies for version in policy.versions]
    known_version(versions, body.policy, body.version)
    known_terms(versions, data=(*body.required, *body.optional), purposes=body.purposes)
    now = desk.troth.clock()
    kept = people.keep_notice(
        tx,
        body.id,
        policy=body.policy,
        version=body.version,
        text=body.words,
        purposes=body.purposes,
        required=body.required,
        optional=body.optional,
        language=body.language,
        at=now,
    )
    details = {"notice": kept.id, "digest": kept.digest, "policy": kept.policy, "version": kept.version}
    desk.troth.ledger.append(tx, Entry("notice-kept", now, None, details | {"actor": desk.caller.id}))
    return kept


def _notice(notice: Notice) -> dict[str, Any]:
    plain = ("id", "policy", "version", "words", "digest", "language")
    told: dict[str, Any] = {name: getattr(notice, name) for name in plain}
    told |= {name: list(getattr(notice, name)) for name in ("purposes", "required", "optional")}
    return told | {"made": notice.made_at}
