"""The shape of a request as JSON, read all at once (SPEC 10): what nearly every request goes through.

It takes no request that `troth.engine.request` does not take, and gives the same one. Where it takes none, that says
which field is wrong.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, ValidationError, convert

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
    Moment,
    Output,
    PersonFacts,
    RecipientFacts,
    Request,
    Restriction,
    Signal,
)

_Texts = tuple[str, ...]


class _Shape(Struct, gc=False, forbid_unknown_fields=True, rename="kebab"):
    pass


class _Datum(_Shape):
    version: str | None = None
    source: str | None = None
    notified: _Texts | None = None
    visibility: Literal["public", "contacts", "private"] | None = None


class _Person(_Shape):
    registered: bool | None = None
    customer: bool | None = None
    account_open: bool | None = None
    verified: bool | None = None
    adult: bool | None = None
    known_minor: bool | None = None
    choices: tuple[ChoiceRecord, ...] | None = None
    gpc: Moment | UnsetType | None = UNSET
    consents: tuple[ConsentRecord, ...] | None = None
    restrictions: tuple[Restriction, ...] | None = None
    own_recipients: _Texts | None = None
    notified: dict[str, Moment] | None = None
    decisions: tuple[Decision, ...] | None = None

    def facts(self) -> PersonFacts:
        return PersonFacts(
            self.registered,
            self.customer,
            self.account_open,
            self.verified,
            self.adult,
            self.known_minor,
            self.choices,
            None if self.gpc is UNSET else Signal(self.gpc),
            self.consents,
            self.restrictions or (),
            self.own_recipients,
            NOTHING if self.notified is None else self.notified,
            self.decisions or (),
        )


class _Interval(_Shape, rename={"start": "from"}):
    start: Moment | None = None
    until: Moment | None = None


class _Recipient(_Shape):
    agreement: _Interval | UnsetType | None = UNSET

    def facts(self) -> RecipientFacts:
        agreed = self.agreement
        if agreed is UNSET:
            return RecipientFacts()
        return RecipientFacts(False if agreed is None else Interval(agreed.start, agreed.until))


class _Covers(_Shape, rename={"recipients": "to"}):
    person: bool | None = None
    data: _Texts | None = None
    recipients: _Texts | None = None


class _Ground(_Shape, rename={"start": "from"}):
    kind: str
    start: Moment | None = None
    until: Moment | None = None
    once: bool | None = None
    used: bool | None = None
    covers: _Covers | None = None

    def facts(self) -> Ground:
        covers = self.covers or _Covers()
        return Ground(
            self.kind,
            self.start,
            self.until,
            self.once or False,
            self.used or False,
            covers.person or False,
            covers.data or (),
            covers.recipients or (),
        )


class _Output(_Shape):
    aggregated: int | None = None
    direct_identifiers: bool | None = None


class _Told(_Shape, rename={"purpose": "for", "property": "in", "other": "with"}):
    action: Literal["collect", "use", "disclose", "publish", "link"]
    data: Annotated[_Texts, Meta(min_length=1)]
    purpose: str
    property: str
    at: Moment
    to: str | None = None
    other: str | None = None
    channel: str | None = None
    roles: _Texts | None = None
    datum: _Datum | None = None
    person: _Person | None = None
    recipient: _Recipient | None = None
    ground: _Ground | None = None
    output: _Output | None = None


def told(raw: object) -> Request | None:
    """The request of that JSON object; None where it is not one, or where something in it must be looked at closely."""
    try:
        shape = convert(raw, _Told, dec_hook=_moment)
    except ValidationError:
        return None
    if (shape.to is None and shape.action == "disclose") or (shape.other is None and shape.action == "link"):
        return None
    person, datum, output = shape.person, shape.datum, shape.output
    if person is not None and person.consents and not all(map(_names_actions, person.consents)):
        return None
    return Request(
        shape.action,
        shape.data,
        shape.purpose,
        shape.property,
        shape.at,
        shape.to,
        shape.other,
        shape.channel,
        shape.roles,
        NOTHING_KNOWN if datum is None else Datum(datum.version, datum.source, datum.notified, datum.visibility),
        NOBODY_KNOWN if person is None else person.facts(),
        None if shape.recipient is None else shape.recipient.facts(),
        None if shape.ground is None else shape.ground.facts(),
        None if output is None else Output(output.aggregated, output.direct_identifiers),
    )


_KNOWN_ACTIONS = frozenset(ACTIONS)


def _names_actions(consent: ConsentRecord) -> bool:
    return _KNOWN_ACTIONS.issuperset(consent.actions)


def _moment(_kind: Any, raw: Any) -> datetime:
    """A date or time in ISO 8601; UTC when it names no zone, as in a policy file."""
    moment = datetime.fromisoformat(raw)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
