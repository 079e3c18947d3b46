"""The request: its form (SPEC 10), and which of its terms have to be known to whom (SPEC 5)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from spec.clause import ACTIONS, SOURCES
from spec.condition import AUDIENCES, FACTS
from spec.errors import RequestError
from spec.policy import Version
from spec.times import instant

Reader = Callable[[Any, str], Any]


def word(value: Any, place: str) -> str:
    """A string."""
    if not isinstance(value, str):
        raise RequestError(f"{place}: must be a string")
    return value


def truth(value: Any, place: str) -> bool:
    """A boolean."""
    if not isinstance(value, bool):
        raise RequestError(f"{place}: must be true or false")
    return value


def number(value: Any, place: str) -> int:
    """A whole number; true and false are none."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise RequestError(f"{place}: must be a whole number")
    return value


def time(value: Any, place: str) -> datetime:
    """A date or time in ISO 8601, UTC when it names no zone."""
    try:
        return instant(word(value, place))
    except ValueError as error:
        raise RequestError(f"{place}: must be a time such as 2014-03-01T10:00:00Z") from error


def one_of(*known: str) -> Reader:
    """One of a few words."""

    def read(value: Any, place: str) -> str:
        if word(value, place) not in known:
            raise RequestError(f"{place}: must be one of {', '.join(known)}")
        return str(value)

    return read


def many(each: Reader, at_least: int = 0) -> Reader:
    """A list."""

    def read(value: Any, place: str) -> list[Any]:
        if not isinstance(value, list) or len(value) < at_least:
            raise RequestError(f"{place}: must be a list{' of at least one' if at_least else ''}")
        return [each(item, f"{place}[{number}]") for number, item in enumerate(value)]

    return read


def by_name(each: Reader) -> Reader:
    """An object with any names."""

    def read(value: Any, place: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise RequestError(f"{place}: must be an object")
        return {word(name, place): each(item, f"{place}.{name}") for name, item in value.items()}

    return read


def record(required: Mapping[str, Reader], optional: Mapping[str, Reader]) -> Reader:
    """An object with these names and no other. An optional one may be null, and stays so."""
    known = {**required, **optional}

    def read(value: Any, place: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise RequestError(f"{place}: must be an object")
        for name in value:
            if name not in known:
                raise RequestError(f"{place}: has an unknown field")
        for name in required:
            if value.get(name) is None:
                raise RequestError(f"{place}.{name}: is required")
        return {
            name: None if item is None else known[name](item, f"{place}.{name}")
            for name, item in value.items()
        }

    return read


WORDS = many(word)
INTERVAL: dict[str, Reader] = {"from": time, "until": time}
CHOICE = record({"topic": word, "value": one_of("yes", "no"), "at": time}, {"channel": word})
CONSENT = record(
    {"actions": many(one_of(*ACTIONS)), "data": WORDS, "for": WORDS, "given": time},
    {"to": WORDS, "explicit": truth, "withdrawn": time},
)
RESTRICTION = record({}, {"data": WORDS, "for": WORDS, **INTERVAL})
DECISION = record({"version": word, "answer": one_of("agreed", "declined"), "at": time}, {})
DATUM = {"version": word, "source": word, "notified": WORDS, "visibility": one_of(*AUDIENCES)}
PERSON = {
    **dict.fromkeys(FACTS, truth),
    "choices": many(CHOICE),
    "gpc": time,
    "consents": many(CONSENT),
    "restrictions": many(RESTRICTION),
    "own-recipients": WORDS,
    "notified": by_name(time),
    "decisions": many(DECISION),
}
SCOPE = record({}, {"person": truth, "data": WORDS, "to": WORDS})
GROUND = record({"kind": word}, {**INTERVAL, "once": truth, "used": truth, "covers": SCOPE})
REQUEST = record(
    {"action": one_of(*ACTIONS), "data": many(word, at_least=1), "for": word, "in": word, "at": time},
    {
        "to": word,
        "with": word,
        "channel": word,
        "roles": WORDS,
        "datum": record({}, DATUM),
        "person": record({}, PERSON),
        "recipient": record({}, {"agreement": record({}, INTERVAL)}),
        "ground": GROUND,
        "output": record({}, {"aggregated": number, "direct-identifiers": truth}),
    },
)
NEEDED = {"disclose": "to", "link": "with"}


def read_request(request: Mapping[str, Any]) -> dict[str, Any]:
    """SPEC 5 and 10: the request with its times read. Raises RequestError for what is missing or unknown."""
    read: dict[str, Any] = REQUEST(request, "request")
    needed = NEEDED.get(read["action"])
    if needed and read.get(needed) is None:
        raise RequestError(f"request.{needed}: is required to {read['action']}")
    return read


def asked_terms(request: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The request's own terms, each with its tree."""
    yield from (("data", term) for term in request["data"])
    yield "purposes", request["for"]
    if request.get("to") is not None:
        yield "recipients", request["to"]
    if request.get("with") is not None:
        yield "data", request["with"]


def fact_terms(request: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The terms inside the facts, each with its tree."""
    datum, person = request.get("datum") or {}, request.get("person") or {}
    covers = (request.get("ground") or {}).get("covers") or {}
    lists = [("recipients", person.get("own-recipients")), ("purposes", datum.get("notified"))]
    if datum.get("source") not in SOURCES:
        lists.append(("recipients", [datum["source"]] if datum.get("source") is not None else None))
    for each in [*(person.get("consents") or []), *(person.get("restrictions") or []), covers]:
        lists += [("data", each.get("data")), ("purposes", each.get("for")), ("recipients", each.get("to"))]
    return ((tree, term) for tree, terms in lists for term in terms or [])


def unknown_tree(versions: list[Version], terms: Iterator[tuple[str, str]]) -> str | None:
    """The tree in which a term is known to none of the versions, if there is such a term."""
    for tree, term in terms:
        if not any(getattr(version.terms, tree).knows(term) for version in versions):
            return tree
    return None


def terms_known(versions: list[Version], request: Mapping[str, Any]) -> bool:
    """Whether each of the request's own terms is known to one of the versions."""
    return unknown_tree(versions, asked_terms(request)) is None


def check_terms(versions: list[Version], request: Mapping[str, Any]) -> None:
    """SPEC 5: an unknown term of the request is an error."""
    tree = unknown_tree(versions, asked_terms(request))
    if tree:
        raise RequestError(f"request: names a term that is unknown in the tree of {tree}")


def check_fact_terms(versions: list[Version], request: Mapping[str, Any]) -> None:
    """SPEC 5: and so is a term inside a fact that no given version knows."""
    tree = unknown_tree(versions, fact_terms(request))
    if tree:
        raise RequestError(f"request: a fact names a term that is unknown in the tree of {tree}")
