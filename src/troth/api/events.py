"""What people say and what becomes known of them: recorded as events, listed as they were recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response
from pydantic import Field

from troth import people
from troth.api.desk import After, Desk, Limit, Records, SeesPeople, found, person_at, reply
from troth.api.documented import answers
from troth.api.wire import (
    SEQ_LIMIT,
    AnyWords,
    Flag,
    Moment,
    Name,
    Out,
    PersonRef,
    SomeWords,
    Strict,
    Word,
    Words,
    cursor,
    item_ref,
    page,
    place_of,
)
from troth.app.idempotency import Remembered
from troth.db import Connection
from troth.people import Event, person_ref
from troth.people.visibility import OF_ITEM

router = APIRouter(prefix="/v1/people/{person}", tags=["events"])
Seq = Annotated[int, Path(ge=1, le=SEQ_LIMIT, description="the number of the event")]
KINDS = {
    "events": None,
    "facts": ("fact",),
    "choices": ("choice",),
    "consents": ("consent", "withdrawal"),
    "restrictions": ("restriction", "lifting"),
    "decisions": ("decision",),
    "notifications": ("notification",),
    "signals": ("gpc",),
    "own-recipients": ("own-recipient",),
    "visibility": ("visibility",),
    "contacts": ("own-contact",),
}


class FactIn(Strict):
    """`at`: since when; left out, now. `via`: the way it came in."""

    fact: Literal["registered", "customer", "account-open", "verified", "adult", "known-minor"]
    value: Flag
    at: Moment | None = None
    via: Word | None = None


class ChoiceIn(Strict):
    """A no without a channel stops the topic on every channel, also where a yes was said for one alone; a yes without
    one leaves what was said for one. `notice`: what the person was shown."""

    topic: Word
    value: Literal["yes", "no"]
    channel: Word | None = None
    at: Moment | None = None
    via: Word | None = None
    notice: Word | None = None


class ConsentIn(Strict):
    """`explicit`: given expressly for that; not implied, and not by accepting the policy as a whole."""

    actions: Annotated[
        list[Literal["collect", "use", "disclose", "publish", "link"]], Field(min_length=1, max_length=5)
    ]
    data: SomeWords
    for_: Annotated[SomeWords, Field(alias="for")]
    to: AnyWords
    explicit: Flag
    at: Moment | None = None
    until: Moment | None = None
    via: Word | None = None
    notice: Word | None = None


class WithdrawalIn(Strict):
    via: Word | None = None


class RestrictionIn(Strict):
    """A part that is left out covers all."""

    data: Words | None = None
    for_: Annotated[Words | None, Field(alias="for")] = None
    until: Moment | None = None
    via: Word | None = None


class DecisionIn(Strict):
    policy: Name
    version: Name
    answer: Literal["agreed", "declined"]
    at: Moment | None = None
    via: Word | None = None


class NotificationIn(Strict):
    """The person was told of a version, `by` mail, post or another way."""

    policy: Name
    version: Name
    by: Word
    at: Moment | None = None


class SignalIn(Strict):
    """Global Privacy Control: whether the person's browser sends it."""

    gpc: Flag


class OwnRecipientIn(Strict):
    """The person names a kind of recipient as theirs, or (`named` false) no longer."""

    recipient: Word
    named: Flag = True


class Told(Out):
    """`event`: the number of what was recorded, among the person's events."""

    event: int


class EventOut(Out):
    """An event as it was recorded. `about` and `value` depend on the kind; `refers` is the event it ends."""

    event: int
    kind: str
    at: Moment
    about: str | None
    value: str | None
    channel: str | None
    policy: str | None
    until: Moment | None
    refers: int | None
    contact: PersonRef | None
    actions: list[str] | None
    data: list[str] | None
    purposes: list[str] | None
    recipients: list[str] | None
    recorded: Moment | None
    entered_by: str | None
    via: str | None
    notice: str | None


class EventsOut(Out):
    items: list[EventOut]
    next: str | None


Say = Callable[[Connection, int], int]


def _told(desk: Desk, reference: str, say: Say) -> Response:
    def do(tx: Connection) -> Remembered:
        person = person_at(tx, reference)
        return reply({"event": say(tx, person)}, 201, person)

    return desk.act(do)


_MADE: dict[str, Any] = {"status_code": 201, "response_model": None, "responses": answers(Told, 201)}


@router.post("/facts", **_MADE)
def fact(desk: Records, person: PersonRef, body: FactIn) -> Response:
    """Record one of the six facts (SPEC 3)."""
    tell, who = desk.troth.tell, desk.caller
    return _told(desk, person, lambda tx, p: tell.fact(tx, who, p, body.fact, body.value, at=body.at, via=body.via))


@router.post("/choices", **_MADE)
def choice(desk: Records, person: PersonRef, body: ChoiceIn) -> Response:
    """Record a choice on a topic; it counts from the next decision on."""
    more: Any = {"channel": body.channel, "at": body.at, "via": body.via, "notice": body.notice}
    tell, who = desk.troth.tell, desk.caller
    return _told(desk, person, lambda tx, p: tell.say(tx, who, p, body.topic, body.value, **more))


@router.post("/consents", **_MADE)
def consent(desk: Records, person: PersonRef, body: ConsentIn) -> Response:
    """Record a consent."""
    scope: dict[str, Any] = {"actions": body.actions, "data": body.data, "purposes": body.for_, "recipients": body.to}
    how: Any = {"at": body.at, "until": body.until, "via": body.via, "notice": body.notice}
    tell, who = desk.troth.tell, desk.caller
    return _told(desk, person, lambda tx, p: tell.consent(tx, who, p, explicit=body.explicit, **scope, **how))


@router.post("/consents/{event}/withdraw", **_MADE)
def withdraw(desk: Records, person: PersonRef, event: Seq, body: WithdrawalIn) -> Response:
    """End a consent (GDPR Art. 7(3))."""
    return _told(desk, person, lambda tx, p: desk.troth.tell.withdraw(tx, desk.caller, p, event, via=body.via))


@router.post("/restrictions", **_MADE)
def restrict(desk: Records, person: PersonRef, body: RestrictionIn) -> Response:
    """Record a restriction or objection (GDPR Art. 18, 21)."""
    scope: dict[str, Any] = {"data": body.data, "purposes": body.for_, "until": body.until, "via": body.via}
    return _told(desk, person, lambda tx, p: desk.troth.tell.restrict(tx, desk.caller, p, **scope))


@router.post("/restrictions/{event}/lift", **_MADE)
def lift(desk: Records, person: PersonRef, event: Seq) -> Response:
    """End a restriction."""
    return _told(desk, person, lambda tx, p: desk.troth.tell.lift(tx, desk.caller, p, event))


@router.post("/decisions", **_MADE)
def decide(desk: Records, person: PersonRef, body: DecisionIn) -> Response:
    """Record what the person decided on a new version (SPEC 6)."""
    about = body.policy, body.version, body.answer
    how: Any = {"at": body.at, "via": body.via}
    return _told(desk, person, lambda tx, p: desk.troth.tell.decide(tx, desk.caller, p, *about, **how))


@router.post("/notifications", **_MADE)
def notify(desk: Records, person: PersonRef, body: NotificationIn) -> Response:
    """Record that the person was told of a version."""
    tell = desk.troth.tell
    return _told(
        desk, person, lambda tx, p: tell.notify(tx, desk.caller, p, body.policy, body.version, by=body.by, at=body.at)
    )


@router.post("/signals", **_MADE)
def signal(desk: Records, person: PersonRef, body: SignalIn) -> Response:
    """Record that the person's browser sends Global Privacy Control, or no longer does."""
    return _told(desk, person, lambda tx, p: desk.troth.tell.signal(tx, desk.caller, p, seen=body.gpc))


@router.post("/own-recipients", **_MADE)
def own_recipient(desk: Records, person: PersonRef, body: OwnRecipientIn) -> Response:
    """Record that the person names a kind of recipient as theirs."""
    tell, who = desk.troth.tell, desk.caller
    return _told(desk, person, lambda tx, p: tell.own_recipient(tx, who, p, body.recipient, named=body.named))


def _listing(name: str, kinds: tuple[str, ...] | None) -> None:
    @router.get(f"/{name}", response_model=None, responses=answers(EventsOut), name=f"list_{name}")
    def listed(desk: SeesPeople, person: PersonRef, after: After = None, limit: Limit = 100) -> Response:
        place = place_of(after, (int,)) or (0,)
        with desk.read() as tx:
            events = people.events(tx, person_at(tx, person), kinds=kinds, after=min(place[0], SEQ_LIMIT), limit=limit)
        following = cursor(events[-1].seq) if len(events) == limit else None
        return found(page([_event(each) for each in events], following))


for _name, _kinds in KINDS.items():
    _listing(_name, _kinds)


def _event(event: Event) -> dict[str, Any]:
    plain = ("kind", "at", "about", "value", "channel", "policy", "until", "refers")
    told = {"event": event.seq} | {name: getattr(event, name) for name in plain}
    told["contact"] = person_ref(event.other) if event.other else None
    if event.kind == "visibility" and event.about and event.about.startswith(OF_ITEM):
        told["about"] = item_ref(int(event.about.removeprefix(OF_ITEM)))
    told |= {name: getattr(event.scope, name) for name in ("actions", "data", "purposes", "recipients")}
    proof = event.proof
    told |= {name: getattr(proof, name, None) for name in ("recorded", "via", "notice")}
    return told | {"entered-by": proof.entered_by if proof else None}
