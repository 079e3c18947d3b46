"""A condition in plain words: how it reads after "if", and how its opposite does.

Each has its opposite in words of its own, because "it is not so that you have not said no" is no plain word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from troth.language.model import (
    Aggregated,
    Agreement,
    AllOf,
    AnyOf,
    Choice,
    Condition,
    Consent,
    Fact,
    GroundOf,
    Not,
    Notified,
    OwnRecipient,
    Role,
    Unrecognised,
    Version,
    Visible,
)
from troth.language.plain_words import FACTS, GROUNDS, spaced

_Pair = tuple[str, str]  # that it is so, and that it is not

_WITHOUT_PARTS: Mapping[type, _Pair] = MappingProxyType(
    {
        Notified: (
            "you were told of that purpose when we collected the data",
            "you were not told of that purpose when we collected the data",
        ),
        Agreement: (
            "whoever gets the data has signed that they keep them secret",
            "whoever gets the data has not signed that they keep them secret",
        ),
        OwnRecipient: (
            "they go to someone you named yourself, such as your bank",
            "they do not go to someone you named yourself, such as your bank",
        ),
        Visible: ("your settings let those people see it", "your settings do not let those people see it"),
    }
)


def condition_in_words(condition: Condition, version: Version) -> str:
    """What must be so for a condition of this version to hold, to follow "if". `Not` around it gives the opposite."""
    return _pair(condition, version)[0]


def _pair(condition: Condition, version: Version) -> _Pair:
    match condition:
        case Not(part):
            return _pair(part, version)[::-1]
        case AnyOf(parts):
            return _any([_pair(part, version)[0] for part in parts])
        case AllOf(parts):
            return _all([_pair(part, version)[0] for part in parts])
        case Choice(topic):
            return _choice(topic, version)
        case _:
            return _atom(condition)


def _any(parts: list[str]) -> _Pair:
    if not parts:
        return "that is never so", "that is always so"
    return f"at least one of these is so: {_numbered(parts)}", f"none of these is so: {_numbered(parts)}"


def _all(parts: list[str]) -> _Pair:
    if not parts:
        return "that is always so", "that is never so"
    return f"all of these are so: {_numbered(parts)}", f"not all of these are so: {_numbered(parts)}"


def _numbered(parts: Iterable[str]) -> str:
    return "; ".join(f"({number}) {part}" for number, part in enumerate(parts, 1))


def _choice(topic: str, version: Version) -> _Pair:
    """Where silence counts as yes, what matters is a no."""
    offers = (clause.duty.params for clause in version.duties("offer-choice") if clause.duty is not None)
    if any(params.get("topic") == topic and params.get("default") is True for params in offers):
        return f"you have not said no to {spaced(topic)}", f"you have said no to {spaced(topic)}"
    return f"you have said yes to {spaced(topic)}", f"you have not said yes to {spaced(topic)}"


def _atom(condition: Condition) -> _Pair:
    match condition:
        case Fact(name):
            return FACTS[name]
        case Consent(explicit):
            agreed = "clearly agreed to just that" if explicit else "agreed to it"
            return f"you have {agreed}", f"you have not {agreed}"
        case GroundOf(kind):
            return _ground(kind)
        case Aggregated(people):
            return (
                f"what comes out is only about groups of at least {people} people and names nobody",
                f"what comes out is about fewer than {people} people, or names someone",
            )
        case Role(name):
            job = f"done by someone whose job it is ({spaced(name)})"
            return f"it is {job}", f"it is not {job}"
        case Unrecognised(written):
            return (
                f"something is so that nobody can tell: {written}",
                f"something is not so, or cannot be told: {written}",
            )
        case _:
            return _WITHOUT_PARTS[type(condition)]


def _ground(kind: str) -> _Pair:
    """Only a reason on record counts; so its opposite is that there is none, whatever happens in the world."""
    words = GROUNDS.get(kind)
    if words is None:
        return (
            f"there is a reason on record of this kind: {spaced(kind)}",
            f"no reason of this kind is on record: {spaced(kind)}",
        )
    return words, f"nothing on record says that {words}"
