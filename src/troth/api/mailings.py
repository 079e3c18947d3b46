"""Mailings: made, looked at, sent, stopped. Whom one goes to is decided person by person, when it is sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from troth.api.desk import After, Desk, Limit, Uses, found, reading, reply
from troth.api.documented import answers
from troth.api.wire import Moment, Name, Out, Strict, Word, cursor, page, place_of
from troth.app.idempotency import Remembered
from troth.db import Connection
from troth.notices import Mailing, Plan, Text, mailing_ref, parse_mailing_ref

router = APIRouter(prefix="/v1/mailings", tags=["mailings"])
Sees = Annotated[Desk, reading("use")]
MailingRef = Annotated[str, Field(pattern=r"^m[0-9a-z]{13}$", examples=["m0123456789abc"])]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35, examples=["zh-Hant"])]
Kind = Literal["marketing", "service"]
Channel = Literal["email", "sms", "post"]
_SUBJECT = Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
_LONG = r"^[^\x00]*$"


class MessageIn(Strict):
    """What is said, in one language. `html`: the same once more, for mail."""

    subject: Annotated[str, _SUBJECT]
    body: Annotated[str, Field(min_length=1, max_length=200_000, pattern=_LONG)]
    html: Annotated[str | None, Field(max_length=1_000_000, pattern=_LONG)] = None


class MailingIn(Strict):
    """`texts`: by language, the first for everyone whose language is not there. `topic` left out: the purpose's own.

    What the policy makes marketing cannot be sent as service. `in`: the property.
    """

    kind: Kind
    for_: Annotated[Word, Field(alias="for")]
    topic: Word | None = None
    channel: Channel = "email"
    in_: Annotated[Name | None, Field(alias="in")] = None
    texts: Annotated[dict[Language, MessageIn], Field(min_length=1, max_length=20)]


class MailingOut(Out):
    """`digest`: the SHA-256 of what it says. `counts`: how many people are in which state, once it was started."""

    mailing: str
    kind: Kind
    for_: Annotated[str, Field(alias="for")]
    topic: str | None
    channel: Channel
    in_: Annotated[str | None, Field(alias="in")]
    languages: list[str]
    digest: str
    state: Literal["draft", "starting", "sending", "done", "stopped"]
    made: Moment
    ended: Moment | None
    counts: dict[str, int]


class MailingsOut(Out):
    items: list[MailingOut]
    next: str | None


class PreviewOut(Out):
    """What a person would get, with a link that stops nothing; and how many people, as things stand now.

    `stopped` and `permitted`: how many people each clause stops or permits; `reasons`: how many are refused why.
    """

    subject: str
    body: str
    html: str | None
    headers: dict[str, str]
    count: int
    among: int
    stopped: dict[str, int]
    permitted: dict[str, int]
    reasons: dict[str, int]


@router.post("", status_code=201, response_model=None, responses=answers(MailingOut, 201))
def make(desk: Uses, body: MailingIn) -> Response:
    """Make a mailing; nothing is sent yet."""
    texts = {language: Text(text.subject, text.body, text.html) for language, text in body.texts.items()}
    plan = Plan(body.kind, body.for_, texts, body.topic, body.channel, body.in_ or "")

    def do(tx: Connection) -> Remembered:
        return reply(_told(tx, desk, desk.troth.mailings.make(tx, desk.caller, plan)), 201)

    return desk.act(do)


@router.get("", response_model=None, responses=answers(MailingsOut))
def every(desk: Sees, after: After = None, limit: Limit = 50) -> Response:
    """All mailings, newest first."""
    place = place_of(after, (str, int))
    before = (datetime.fromisoformat(place[0]), place[1]) if place else None
    with desk.read() as tx:
        listed = desk.troth.mailings.listed(tx, before=before, limit=limit)
        items = [_told(tx, desk, each) for each in listed]
    following = cursor(listed[-1].made_at.isoformat(), listed[-1].id) if len(listed) == limit else None
    return found(page(items, following))


@router.get("/{mailing}", response_model=None, responses=answers(MailingOut))
def one(desk: Sees, mailing: Annotated[MailingRef, Path()]) -> Response:
    """A mailing, and how far it is."""
    with desk.read() as tx:
        return found(_told(tx, desk, desk.troth.mailings.get(tx, parse_mailing_ref(mailing))))


@router.get("/{mailing}/preview", response_model=None, responses=answers(PreviewOut))
def preview(
    desk: Sees, mailing: Annotated[MailingRef, Path()], language: Annotated[Language, Query()] = "en"
) -> Response:
    """What a person would get, and how many would."""
    mailings = desk.troth.mailings
    with desk.read() as tx:
        kept = mailings.get(tx, parse_mailing_ref(mailing))
    message, told = mailings.preview(kept, language), mailings.reach(kept, False).told
    shown: dict[str, Any] = {"subject": message.words.subject, "body": message.words.body, "html": message.html}
    counted = {name: told[name] for name in ("count", "among", "stopped", "permitted", "reasons")}
    return found(shown | {"headers": dict(message.headers)} | counted)


@router.post("/{mailing}/send", response_model=None, responses=answers(MailingOut))
def send(desk: Uses, mailing: Annotated[MailingRef, Path()]) -> Response:
    """Have it sent, from now on by itself. For each person the policy and their choice decide in that moment."""

    def do(tx: Connection) -> Remembered:
        mailings, number = desk.troth.mailings, parse_mailing_ref(mailing)
        mailings.send(tx, desk.caller, mailings.get(tx, number))
        return reply(_told(tx, desk, mailings.get(tx, number)))

    return desk.act(do)


@router.post("/{mailing}/stop", response_model=None, responses=answers(MailingOut))
def stop(desk: Uses, mailing: Annotated[MailingRef, Path()]) -> Response:
    """Stop it: who has not got it yet gets it no more."""

    def do(tx: Connection) -> Remembered:
        mailings, number = desk.troth.mailings, parse_mailing_ref(mailing)
        mailings.stop(tx, desk.caller, mailings.get(tx, number))
        return reply(_told(tx, desk, mailings.get(tx, number)))

    return desk.act(do)


def _told(tx: Connection, desk: Desk, mailing: Mailing) -> dict[str, Any]:
    plan = mailing.plan
    told: dict[str, Any] = {
        "mailing": mailing_ref(mailing.id),
        "kind": plan.kind,
        "for": plan.purpose,
        "topic": mailing.topic,
    }
    told |= {"channel": plan.channel, "in": plan.place or None, "languages": list(plan.texts), "digest": plan.digest}
    counts = dict(desk.troth.mailings.progress(tx, mailing).counts)
    return told | {"state": mailing.state, "made": mailing.made_at, "ended": mailing.ended_at, "counts": counts}
