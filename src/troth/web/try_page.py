"""Try a request: ask what would be permitted, with facts of your own or with those of a person in the store."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

from starlette.responses import Response

from troth import people
from troth.engine import Request, read_request
from troth.errors import NotFound, RequestError, TrothError
from troth.gate import Act
from troth.language import Action
from troth.parties import Recipient, get_recipient, list_recipients
from troth.web import examples as trials
from troth.web.house import House
from troth.web.offers import offers
from troth.web.question import ENTRY, Fields, Raw, fields_of, raw_request, shown, written_request
from troth.web.verdict import Verdict, as_json, verdict
from troth.web.visit import Form, Visit

MOST_RECIPIENTS = 500


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it: the verdict, or what is wrong with the request. `request` is its JSON."""

    verdict: Verdict | None = None
    request: str = ""
    live: bool = False
    fault: TrothError | None = None


def show(house: House, visit: Visit) -> Response:
    """The empty form."""
    return _page(house, visit, {"data": []}, Tried())


def answer(house: House, visit: Visit) -> Response:
    """The form with the answer above it; 422 when the request cannot be answered, 404 for a person not there."""
    form = visit.form
    fields, tried = shown(form), Tried()
    try:
        if form.get("who") == "person":
            tried = _live(house, visit)
        else:
            raw = written_request(form.get("request")) if form.get("request") else _asked(house, form)
            fields = fields_of(raw) if form.get("request") else fields
            tried = Tried(request=as_json(raw))
            tried = replace(tried, verdict=_pure(house, raw))
    except (RequestError, NotFound) as error:
        return _page(house, visit, fields, replace(tried, fault=error), error.status)
    return _page(house, visit, fields, tried)


def _asked(house: House, form: Form) -> Raw:
    """The form's request. A recipient on the register brings its kind, and the agreement it has at that time."""
    now = house.troth.clock()
    raw = raw_request(form, now)
    to = form.get("to")
    if to.startswith(ENTRY):
        recipient = _registered(house, to.removeprefix(ENTRY), datetime.fromisoformat(raw["at"]))
        filled = Form(tuple((name, recipient.kind if name == "to" else value) for name, value in form.fields))
        raw = raw_request(filled, now) | {"recipient": _agreement(recipient)}
    return raw


def _registered(house: House, named: str, at: datetime) -> Recipient:
    with house.troth.database.read() as tx:
        found = get_recipient(tx, named, at)
    if found is None:
        raise NotFound("the recipient is not on the register at that time", help="choose another, or its kind")
    return found


def _agreement(recipient: Recipient) -> Raw:
    agreed = recipient.agreement
    if agreed is None:
        return {"agreement": None}
    until = agreed.until.isoformat() if agreed.until else None
    return {"agreement": {"from": agreed.start.isoformat(), "until": until}}


def _pure(house: House, raw: Raw) -> Verdict:
    engine = house.troth.engine
    request = read_request(raw)
    return verdict(engine, request, engine.ask(request))


def _live(house: House, visit: Visit) -> Tried:
    """With the facts of this moment. Nothing happens, and nothing is recorded."""
    assert visit.account is not None
    form, troth = visit.form, house.troth
    raw = raw_request(form, troth.clock())
    act = _act(form, raw)
    request = _as_asked(house, act)
    answered = troth.gate.ask(visit.account.caller, act)
    return Tried(verdict(troth.engine, request, answered), live=True)


def _act(form: Form, raw: Raw) -> Act:
    if raw["action"] not in [action.value for action in Action]:
        raise RequestError("this is nothing that can be done with data", help="choose what is to be done")
    to = form.get("to")
    if raw["action"] == Action.DISCLOSE and not to.startswith(ENTRY):
        raise RequestError("data go to a recipient on the register", help="choose one of the register, not a kind")
    return Act(
        Action(raw["action"]),
        people.parse_person_ref(form.get("person")),
        tuple(raw["data"]),
        raw["for"],
        property=raw.get("in", ""),
        to=to.removeprefix(ENTRY) or None,
        other=raw.get("with"),
    )


def _as_asked(house: House, act: Act) -> Request:
    """The act as a question, for its words. What it names is checked by the gate."""
    at = house.troth.clock()
    place = act.property or house.troth.gate.property
    to = act.to
    if to is not None and act.action is not Action.PUBLISH:
        to = _registered(house, to, at).kind
    return Request(act.action.value, act.data, act.purpose, place, at, to, act.other)


def _page(house: House, visit: Visit, fields: Fields, tried: Tried, status: int = 200) -> Response:
    troth = house.troth
    folders = tuple(troth.settings.path(folder) for folder in troth.settings.policies)
    examples = trials.examples(troth.engine, folders, house.in_force())
    with troth.database.read() as tx:
        register = list_recipients(tx, troth.clock(), limit=MOST_RECIPIENTS)
    return house.page(
        "try.html",
        visit,
        status=status,
        fields=fields,
        tried=tried,
        offers=offers(troth.engine),
        register=[each for each in register if each.active],
        entry=ENTRY,
        now=troth.clock(),
        examples=[(each.words, json.dumps(each.request)) for each in examples],
    )
