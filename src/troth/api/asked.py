"""A pure question as SPEC 10 writes it, for the documentation: `troth.engine.read_request` is what reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from troth.api.wire import Strict

Terms = list[str]
Given = Annotated[datetime, Field(examples=["2014-03-01T10:00:00Z"])]
ActionName = Literal["collect", "use", "disclose", "publish", "link"]


class DatumFacts(Strict):
    """What the datum carries."""

    version: str | None = None
    source: str | None = None
    notified: Terms | None = None
    visibility: Literal["public", "contacts", "private"] | None = None


class ChoiceFact(Strict):
    topic: str
    channel: str | None = None
    value: Literal["yes", "no"]
    at: Given


class ConsentFact(Strict):
    actions: list[ActionName]
    data: Terms
    for_: Annotated[Terms, Field(alias="for")]
    to: Terms | None = None
    explicit: bool | None = None
    given: Given
    withdrawn: Given | None = None


class RestrictionFact(Strict):
    data: Terms | None = None
    for_: Annotated[Terms | None, Field(alias="for")] = None
    from_: Annotated[Given | None, Field(alias="from")] = None
    until: Given | None = None


class DecisionFact(Strict):
    version: str
    answer: Literal["agreed", "declined"]
    at: Given


class PersonFactsIn(Strict):
    """What is known of the person; what is left out is unknown."""

    registered: bool | None = None
    customer: bool | None = None
    account_open: bool | None = None
    verified: bool | None = None
    adult: bool | None = None
    known_minor: bool | None = None
    choices: list[ChoiceFact] | None = None
    gpc: Given | None = None
    consents: list[ConsentFact] | None = None
    restrictions: list[RestrictionFact] | None = None
    own_recipients: Terms | None = None
    notified: dict[str, Given] | None = None
    decisions: list[DecisionFact] | None = None


class Interval(Strict):
    from_: Annotated[Given | None, Field(alias="from")] = None
    until: Given | None = None


class RecipientFactsIn(Strict):
    agreement: Interval | None = None


class Covers(Strict):
    person: bool | None = None
    data: Terms | None = None
    to: Terms | None = None


class GroundFacts(Strict):
    kind: str
    from_: Annotated[Given | None, Field(alias="from")] = None
    until: Given | None = None
    once: bool | None = None
    used: bool | None = None
    covers: Covers | None = None


class OutputFacts(Strict):
    aggregated: int | None = None
    direct_identifiers: bool | None = None


class Shared(Strict):
    """What is given with a question: where, when, and the facts. What is left out is unknown."""

    in_: Annotated[str, Field(alias="in")]
    at: Given
    channel: str | None = None
    roles: Terms | None = None
    datum: DatumFacts | None = None
    person: PersonFactsIn | None = None
    recipient: RecipientFactsIn | None = None
    ground: GroundFacts | None = None
    output: OutputFacts | None = None


class Question(Shared):
    """A question with its facts (SPEC 10): the same question gets the same answer anywhere."""

    action: ActionName
    data: Annotated[Terms, Field(min_length=1)]
    for_: Annotated[str, Field(alias="for")]
    to: str | None = None
    with_: Annotated[str | None, Field(alias="with")] = None


class CellIn(Strict):
    """One question over facts that are given beside it: an action on one datum, for a purpose, to or with something."""

    action: ActionName
    data: str
    for_: Annotated[str, Field(alias="for")]
    to: str | None = None
    with_: Annotated[str | None, Field(alias="with")] = None
