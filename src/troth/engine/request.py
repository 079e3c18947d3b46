"""A request as JSON made into a Request (SPEC 5, 10). Its shape only: which terms are known, the engine says.

Everything from `datum` on may be left out, and null is the same as left out, with two exceptions: `gpc: null`
says that no signal was sent, and `agreement: null` that there is no agreement.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from troth.engine.fields import (
    Raw,
    as_time,
    below,
    mapping,
    one_of,
    optional_bool,
    optional_count,
    optional_list,
    optional_text,
    optional_texts,
    optional_time,
    text,
    texts,
    time,
    wrong,
)
from troth.engine.model import (
    ACTIONS,
    NOBODY_KNOWN,
    NOTHING,
    NOTHING_KNOWN,
    ChoiceRecord,
    ConsentRecord,
    Datum,
    Decision,
    Ground,
    Interval,
    Output,
    PersonFacts,
    RecipientFacts,
    Request,
    Restriction,
    Signal,
)
from troth.engine.told import told
from troth.language import FACTS, Action

_YES_NO: tuple[Any, ...] = ("yes", "no")
_AGREED: tuple[Any, ...] = ("agreed", "declined")
_VISIBILITIES: tuple[Any, ...] = ("public", "contacts", "private")

_REQUEST = frozenset(("action", "data", "for", "to", "with", "in", "at", "channel", "roles", "datum")) | {
    "person",
    "recipient",
    "ground",
    "output",
}
_DATUM = frozenset(("version", "source", "notified", "visibility"))
_PERSON = frozenset(FACTS) | {
    "choices",
    "gpc",
    "consents",
    "restrictions",
    "own-recipients",
    "notified",
    "decisions",
}
_CHOICE = frozenset(("topic", "channel", "value", "at"))
_CONSENT = frozenset(("actions", "data", "for", "to", "explicit", "given", "withdrawn"))
_RESTRICTION = frozenset(("data", "for", "from", "until"))
_DECISION = frozenset(("version", "answer", "at"))
_RECIPIENT = frozenset(("agreement",))
_INTERVAL = frozenset(("from", "until"))
_GROUND = frozenset(("kind", "from", "until", "once", "used", "covers"))
_COVERS = frozenset(("person", "data", "to"))
_OUTPUT = frozenset(("aggregated", "direct-identifiers"))


def read_request(raw: object) -> Request:
    """The request of that JSON object; RequestError, with the path of the field, if it is not one."""
    return told(raw) or field_by_field(raw)


def field_by_field(raw: object) -> Request:
    """As `read_request`, slowly: it finds the field that is wrong."""
    fields = mapping(raw, _REQUEST, "")
    action = one_of(fields, "action", "", ACTIONS)
    data = texts(fields, "data", "")
    if not data:
        wrong("data", "must name at least one category")
    return Request(
        action,
        data,
        text(fields, "for", ""),
        text(fields, "in", ""),
        time(fields, "at", ""),
        _needed(fields, "to", action, Action.DISCLOSE),
        _needed(fields, "with", action, Action.LINK),
        optional_text(fields, "channel", ""),
        optional_texts(fields, "roles", ""),
        _datum(fields.get("datum")),
        _person(fields.get("person")),
        _recipient(fields.get("recipient")),
        _ground(fields.get("ground")),
        _output(fields.get("output")),
    )


def _needed(fields: Raw, name: str, action: str, needs: Action) -> str | None:
    value = optional_text(fields, name, "")
    if value is None and action == needs:
        wrong(name, f"is needed to {needs.value}")
    return value


def _datum(raw: object) -> Datum:
    if raw is None:
        return NOTHING_KNOWN
    fields = mapping(raw, _DATUM, "datum")
    return Datum(
        optional_text(fields, "version", "datum"),
        optional_text(fields, "source", "datum"),
        optional_texts(fields, "notified", "datum"),
        None if fields.get("visibility") is None else one_of(fields, "visibility", "datum", _VISIBILITIES),
    )


def _person(raw: object) -> PersonFacts:
    if raw is None:
        return NOBODY_KNOWN
    fields = mapping(raw, _PERSON, "person")
    return PersonFacts(
        optional_bool(fields, "registered", "person"),
        optional_bool(fields, "customer", "person"),
        optional_bool(fields, "account-open", "person"),
        optional_bool(fields, "verified", "person"),
        optional_bool(fields, "adult", "person"),
        optional_bool(fields, "known-minor", "person"),
        optional_list(fields, "choices", "person", _choice),
        Signal(optional_time(fields, "gpc", "person")) if "gpc" in fields else None,
        optional_list(fields, "consents", "person", _consent),
        optional_list(fields, "restrictions", "person", _restriction) or (),
        optional_texts(fields, "own-recipients", "person"),
        _notified(fields.get("notified")),
        optional_list(fields, "decisions", "person", _decision) or (),
    )


def _choice(raw: object, path: str) -> ChoiceRecord:
    fields = mapping(raw, _CHOICE, path)
    return ChoiceRecord(
        text(fields, "topic", path),
        one_of(fields, "value", path, _YES_NO),
        time(fields, "at", path),
        optional_text(fields, "channel", path),
    )


def _consent(raw: object, path: str) -> ConsentRecord:
    fields = mapping(raw, _CONSENT, path)
    actions = texts(fields, "actions", path)
    for place, action in enumerate(actions):
        if action not in ACTIONS:
            wrong(f"{path}.actions[{place}]", f"must be one of {', '.join(ACTIONS)}")
    return ConsentRecord(
        actions,
        texts(fields, "data", path),
        texts(fields, "for", path),
        time(fields, "given", path),
        optional_texts(fields, "to", path),
        optional_bool(fields, "explicit", path) or False,
        optional_time(fields, "withdrawn", path),
    )


def _restriction(raw: object, path: str) -> Restriction:
    fields = mapping(raw, _RESTRICTION, path)
    return Restriction(
        optional_texts(fields, "data", path),
        optional_texts(fields, "for", path),
        optional_time(fields, "from", path),
        optional_time(fields, "until", path),
    )


def _decision(raw: object, path: str) -> Decision:
    fields = mapping(raw, _DECISION, path)
    return Decision(
        text(fields, "version", path),
        one_of(fields, "answer", path, _AGREED),
        time(fields, "at", path),
    )


def _notified(raw: object) -> dict[str, datetime] | Any:
    if raw is None:
        return NOTHING
    if not isinstance(raw, dict):
        wrong("person.notified", "must be an object of version: time")
    return {_version_name(name): as_time(value, "person.notified") for name, value in raw.items()}


def _version_name(name: object) -> str:
    return name if isinstance(name, str) else wrong("person.notified", "must be an object of version: time")


def _recipient(raw: object) -> RecipientFacts | None:
    if raw is None:
        return None
    fields = mapping(raw, _RECIPIENT, "recipient")
    if "agreement" not in fields:
        return RecipientFacts()
    if fields["agreement"] is None:
        return RecipientFacts(False)
    path = "recipient.agreement"
    agreed = mapping(fields["agreement"], _INTERVAL, path)
    return RecipientFacts(Interval(optional_time(agreed, "from", path), optional_time(agreed, "until", path)))


def _ground(raw: object) -> Ground | None:
    if raw is None:
        return None
    fields = mapping(raw, _GROUND, "ground")
    covered = fields.get("covers")
    covers = {} if covered is None else mapping(covered, _COVERS, below("ground", "covers"))
    return Ground(
        text(fields, "kind", "ground"),
        optional_time(fields, "from", "ground"),
        optional_time(fields, "until", "ground"),
        optional_bool(fields, "once", "ground") or False,
        optional_bool(fields, "used", "ground") or False,
        optional_bool(covers, "person", "ground.covers") or False,
        optional_texts(covers, "data", "ground.covers") or (),
        optional_texts(covers, "to", "ground.covers") or (),
    )


def _output(raw: object) -> Output | None:
    if raw is None:
        return None
    fields = mapping(raw, _OUTPUT, "output")
    return Output(
        optional_count(fields, "aggregated", "output"),
        optional_bool(fields, "direct-identifiers", "output"),
    )
