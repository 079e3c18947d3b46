"""Requests as the rows of a company's tables: each is a person with one datum; and the mapping that reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tests.warehouse.truths import stands
from troth.engine import CompiledVersion, ConsentRecord, Request, Restriction
from troth.engine.model import ACTIONS
from troth.language import FACTS, GROUND_KINDS

KINDS = (*GROUND_KINDS, "club-dispute")
PEOPLE = {
    "id": "INTEGER",
    "datum": "TEXT",
    **{fact.replace("-", "_"): "BOOLEAN" for fact in FACTS},
    "version": "TEXT",
    "source": "TEXT",
    "named": "TEXT",
    "seen_by": "TEXT",
    "own": "TEXT",
    "choices_known": "BOOLEAN",
    "consents_known": "BOOLEAN",
    "gpc_seen": "BOOLEAN",
    "gpc_since": "TIME",
    "consenting": "BOOLEAN",
    "explicitly": "BOOLEAN",
    "limited": "BOOLEAN",
    **{f"ground_{kind.replace('-', '_')}": "BOOLEAN" for kind in KINDS},
}
OTHERS = {
    "choices": {"person": "INTEGER", "topic": "TEXT", "value": "TEXT", "at_": "TIME", "channel": "TEXT"},
    "consents": {
        "person": "INTEGER",
        "actions": "TEXT",
        "data": "TEXT",
        "for_": "TEXT",
        "to_": "TEXT",
        "explicit": "BOOLEAN",
        "given": "TIME",
        "withdrawn": "TIME",
    },
    "restrictions": {"person": "INTEGER", "data": "TEXT", "for_": "TEXT", "from_": "TIME", "until_": "TIME"},
    "told": {"person": "INTEGER", "version": "TEXT", "at_": "TIME"},
    "decided": {"person": "INTEGER", "version": "TEXT", "answer": "TEXT", "at_": "TIME"},
}
TABLES = {"people": PEOPLE, **OTHERS}


def mapping(times: str) -> dict[str, Any]:
    """What the tables tell."""
    by = {"person": "person"}
    return {
        "table": "people",
        "key": "id",
        "times": times,
        "columns": {"datum": "data"},
        "facts": {fact: fact.replace("-", "_") for fact in FACTS},
        "version": "version",
        "source": "source",
        "notice": "named",
        "visible": "seen_by",
        "own-recipients": "own",
        "grounds": {kind: f"ground_{kind.replace('-', '_')}" for kind in KINDS},
        "gpc": {"seen": "gpc_seen", "since": "gpc_since"},
        "choices": {
            "table": "choices",
            "known": "choices_known",
            "channel": "channel",
            **by,
            "topic": "topic",
            "value": "value",
            "at": "at_",
        },
        "consents": {
            "table": "consents",
            "known": "consents_known",
            "explicit": "explicit",
            "given": "given",
            **by,
            "actions": "actions",
            "data": "data",
            "for": "for_",
            "to": "to_",
            "withdrawn": "withdrawn",
        },
        "restricted": {
            **by,
            "table": "restrictions",
            "data": "data",
            "for": "for_",
            "from": "from_",
            "until": "until_",
        },
        "told": {**by, "table": "told", "version": "version", "at": "at_"},
        "decided": {**by, "table": "decided", "version": "version", "answer": "answer", "at": "at_"},
    }


def in_columns(columns: dict[str, str]) -> dict[str, Any]:
    """The mapping with the one consent of `plainly` in columns, and the restriction that covers all."""
    given = {"actions": list(ACTIONS), "data": "data", "for": ["marketing", "delivery"], "to": ["processor"]}
    consent = {**given, "stands": "consenting", "explicit": "explicitly"}
    return mapping("timestamp") | {"columns": columns, "consents": [consent], "restricted": "limited"}


def plainly(request: Request) -> Request:
    """The request with at most one consent, of one scope, and a restriction only of everything."""
    person, start = request.person, datetime(2014, 1, 1, tzinfo=UTC)
    consents = person.consents
    if consents:
        explicit = any(given.explicit for given in consents)
        one = ConsentRecord(ACTIONS, ("data",), ("marketing", "delivery"), start, ("processor",), explicit)
        consents = (one,)
    restrictions = (Restriction(),) if len(person.restrictions) > 1 else ()
    return replace(request, person=replace(person, consents=consents, restrictions=restrictions))


@dataclass(frozen=True, slots=True)
class Filled:
    """Rows by table."""

    rows: dict[str, list[tuple[Any, ...]]]


def filled(people: Sequence[Request]) -> Filled:
    """The rows of some requests, numbered as they come."""
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
    for number, request in enumerate(people):
        rows["people"].append(_person(number, request))
        for name, made in _records(request):
            rows[name].append((number, *made))
    return Filled(rows)


def _person(number: int, request: Request) -> tuple[Any, ...]:
    person, datum = request.person, request.datum
    return (
        number,
        "a value",
        *(getattr(person, fact.replace("-", "_")) for fact in FACTS),
        datum.version,
        datum.source,
        _words(datum.notified),
        datum.visibility,
        _words(person.own_recipients),
        person.choices is not None,
        person.consents is not None,
        None if person.gpc is None else person.gpc.since is not None,
        None if person.gpc is None else person.gpc.since,
        None if person.consents is None else bool(person.consents),
        bool(person.consents) and all(given.explicit for given in person.consents or ()),
        bool(person.restrictions),
        *(None for _ in KINDS),
    )


def grounds(request: Request, versions: Sequence[CompiledVersion]) -> tuple[bool, ...] | None:
    """Of each kind whether one is cited that stands and covers; None where versions see that differently."""
    seen = {tuple(_stands(request, version, kind) for kind in KINDS) for version in versions}
    return seen.pop() if len(seen) == 1 else None


def _stands(request: Request, version: CompiledVersion, kind: str) -> bool:
    terms = version.source.terms
    recipients = None if request.to is None else terms.recipients.ancestors(request.to)
    return stands(request, (kind,), terms.data.ancestors(request.data[0]), recipients)


def _records(request: Request) -> Iterator[tuple[str, tuple[Any, ...]]]:
    person = request.person
    for choice in person.choices or ():
        yield "choices", (choice.topic, choice.value, choice.at, choice.channel)
    for given in person.consents or ():
        scope = map(_words, (given.actions, given.data, given.purposes, given.recipients))
        yield "consents", (*scope, given.explicit, given.given, given.withdrawn)
    for limit in person.restrictions:
        yield "restrictions", (_words(limit.data), _words(limit.purposes), limit.start, limit.until)
    for version, at in person.notified.items():
        yield "told", (version, at)
    for decision in person.decisions:
        yield "decided", (decision.version, decision.answer, decision.at)


def _words(terms: Sequence[str] | None) -> str | None:
    return None if terms is None else " ".join(terms)


def as_text(value: Any) -> Any:
    """A time as SQLite keeps it."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if isinstance(value, datetime) else value
