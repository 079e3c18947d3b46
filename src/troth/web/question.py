"""A filled-in form made into a request (SPEC 10), and back. What the form leaves open stays unknown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from troth.engine.fields import wrong
from troth.errors import RequestError
from troth.language import FACTS
from troth.web.visit import Form

Raw = dict[str, Any]
Fields = dict[str, str | list[str]]

ENTRY = "entry:"  # before the id of a recipient on the register, so that it is not taken for a term
TRUTHS: Mapping[str, bool] = {"yes": True, "no": False}
EARLIER = timedelta(days=1)  # choices, consents and grounds of the form began so long before the request


def raw_request(form: Form, now: datetime) -> Raw:
    """The request that the form puts together. RequestError names the field that is wrong, never its value."""
    if not form.every("data") or not form.get("for"):
        raise RequestError("it is not said which data, or what for", help="choose both")
    at = _time(form.get("at"), now)
    to = form.get("to")
    raw: Raw = {"action": form.get("action"), "data": form.every("data"), "for": form.get("for")}
    raw |= {name: form.get(name) for name in ("with", "in") if form.get(name)}
    raw |= {"to": to} if to else {}
    raw["at"] = at.isoformat()
    told = {"datum": _datum(form), "person": _person(form, at), "recipient": _recipient(form)}
    told |= {"ground": _ground(form, at), "output": _output(form)}
    raw |= {name: facts for name, facts in told.items() if facts}
    if role := form.get("role"):
        raw["roles"] = [] if role == "none" else [role.removeprefix("role:")]
    return raw


def written_request(text: str) -> Raw:
    """A request written as JSON. RequestError when it is no JSON object; its values are not repeated."""
    try:
        raw = json.loads(text)
        json.dumps(raw, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise RequestError(f"the request is not JSON: {place}", help="mend that place") from None
    except (ValueError, RecursionError):  # half a character, a number of a thousand digits, braces without end
        raise RequestError("the request is JSON that no request needs", help="write it plainly") from None
    if not isinstance(raw, dict):
        raise RequestError("the request is not a JSON object", help="write it in braces: {…}")
    return raw


def fields_of(raw: Raw) -> Fields:
    """What the form shows of a request. Facts that its questions cannot ask for are left out."""
    fields: Fields = {name: _text(raw.get(name)) for name in ("action", "for", "to", "with", "in")}
    fields["data"] = [term for term in _list(raw.get("data")) if isinstance(term, str)]
    fields["at"] = _text(raw.get("at"))[:19]
    person, datum = _mapping(raw.get("person")), _mapping(raw.get("datum"))
    fields |= {f"fact-{fact}": _truth(person, fact) for fact in FACTS}
    fields |= {name: _text(datum.get(name)) for name in ("source", "visibility", "version")}
    for choice in _list(person.get("choices")):
        told = _mapping(choice)
        fields[f"choice-{_text(told.get('topic'))}"] = _text(told.get("value"))
    return fields


def shown(form: Form) -> Fields:
    """What was filled in, to be shown again."""
    fields: Fields = {name: value for name, value in reversed(form.fields) if name != "data"}
    fields["data"] = form.every("data")
    return fields


def _time(text: str, now: datetime) -> datetime:
    if not text:
        return now.astimezone(UTC)
    try:
        at = datetime.fromisoformat(text)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        return (at - EARLIER) + EARLIER  # there is no day before the first
    except (ValueError, OverflowError):
        wrong("at", "must be a time such as 2014-03-01T10:00:00")


def _datum(form: Form) -> Raw:
    datum: Raw = {name: form.get(name) for name in ("version", "source", "visibility") if form.get(name)}
    if (told := TRUTHS.get(form.get("notified"))) is not None:
        datum["notified"] = [form.get("for")] if told else []
    return datum


def _person(form: Form, at: datetime) -> Raw:
    before = (at - EARLIER).isoformat()
    person: Raw = {fact: truth for fact in FACTS if (truth := TRUTHS.get(form.get(f"fact-{fact}"))) is not None}
    if topics := _topics(form):
        said = [(topic, value) for topic, value in topics.items() if value in TRUTHS]
        person["choices"] = [{"topic": topic, "value": value, "at": before} for topic, value in said]
    if (signal := TRUTHS.get(form.get("gpc"))) is not None:
        person["gpc"] = at.isoformat() if signal else None
    if consent := form.get("consent"):
        person["consents"] = [] if consent == "none" else [_consent(form, before, explicit=consent == "explicit")]
    if (own := TRUTHS.get(form.get("own-recipient"))) is not None:
        person["own-recipients"] = [form.get("to")] if own and form.get("to") else []
    if form.get("restricted") == "yes":
        person["restrictions"] = [{"from": before}]
    return person


def _topics(form: Form) -> dict[str, str]:
    """What was answered to the questions about choices, by topic."""
    asked = ((name.removeprefix("choice-"), value) for name, value in form.fields if name.startswith("choice-"))
    return {topic: value for topic, value in asked if value}


def _consent(form: Form, given: str, *, explicit: bool) -> Raw:
    to = form.get("to")
    consent = {"actions": [form.get("action")], "data": form.every("data"), "for": [form.get("for")], "given": given}
    return consent | {"explicit": explicit} | ({"to": [to]} if to else {})


def _recipient(form: Form) -> Raw:
    agreed = TRUTHS.get(form.get("agreement"))
    if agreed is None:
        return {}
    return {"agreement": {"from": datetime.min.replace(tzinfo=UTC).isoformat()} if agreed else None}


def _ground(form: Form, at: datetime) -> Raw:
    kind, to = form.get("ground"), form.get("to")
    if not kind:
        return {}
    covers = {"person": True, "data": form.every("data"), "to": [to] if to else []}
    return {"kind": kind, "from": (at - EARLIER).isoformat(), "covers": covers}


def _output(form: Form) -> Raw:
    output: Raw = {}
    if people := form.get("people"):
        if not (people.isascii() and people.isdigit() and len(people) < 10):
            wrong("people", "must be a whole number")
        output["aggregated"] = int(people)
    if (named := TRUTHS.get(form.get("named"))) is not None:
        output["direct-identifiers"] = named
    return output


def _truth(told: Mapping[str, Any], fact: str) -> str:
    return next((word for word, truth in TRUTHS.items() if told.get(fact) is truth), "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
