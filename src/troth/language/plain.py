"""A rule in plain words, for the people whose data it is about: short words, "we" and "you"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import singledispatch

from troth.language.model import (
    Action,
    Aggregated,
    Agreement,
    AllOf,
    AnyOf,
    Choice,
    Clause,
    Condition,
    Consent,
    Fact,
    GroundOf,
    Not,
    Notified,
    OwnRecipient,
    Role,
    Scope,
    Unrecognised,
    Version,
    Visible,
)
from troth.language.plain_duties import duty_in_words
from troth.language.plain_words import (
    FACTS,
    GROUNDS,
    PROPERTIES,
    SAYS,
    VERBS,
    data_in_words,
    listed,
    purposes_in_words,
    recipients_in_words,
    sources_in_words,
)


def in_words(clause: Clause, version: Version) -> str:
    """What a clause of this version means, as one or two sentences for anyone to read."""
    if clause.scope is not None:
        return _rule(clause, clause.scope, version)
    if clause.duty is not None:
        return duty_in_words(clause.duty)
    return SAYS[clause.says or "about"]


def condition_in_words(condition: Condition, version: Version) -> str:
    """What must be so for the condition to hold, to follow "if"."""
    if isinstance(condition, Choice):
        return _choice(condition, version)
    if isinstance(condition, Not):
        return _negated(condition.part, version)
    if isinstance(condition, (AnyOf, AllOf)):
        return _several(condition, version)
    return _holds(condition)


def meanings(clause: Clause, version: Version) -> tuple[tuple[str, str], ...]:
    """The terms a rule names, each with its definition, for a reader who asks "what is that?"."""
    if clause.scope is None:
        return ()
    found = dict.fromkeys(_terms(clause.scope, version))
    return tuple((term, definition) for term, definition in found if definition)


def _terms(scope: Scope, version: Version) -> Iterator[tuple[str, str]]:
    trees = version.terms
    dimensions = (
        (scope.data, trees.data),
        (scope.others, trees.data),
        (scope.purposes, trees.purposes),
        (scope.recipients, trees.recipients),
    )
    for words, tree in dimensions:
        for word in words or ():
            yield word, tree.terms[word].definition


def _rule(clause: Clause, scope: Scope, version: Version) -> str:
    if not scope.actions:
        return "This permits nothing: it does not say which data, what for, or to whom."
    may = clause.modality == "may"
    verbs = listed([VERBS[action] for action in scope.actions], "or")
    parts = [f"We {'may' if may else 'never'} {verbs} {data_in_words(scope.data)}", *_dimensions(scope)]
    return " ".join(parts) + _conditions(clause, version) + "."


def _dimensions(scope: Scope) -> Iterator[str]:
    if scope.sources is not None:
        yield sources_in_words(scope.sources)
    if scope.others is not None:
        yield f"with {data_in_words(scope.others)}"
    if scope.recipients is not None:
        who = recipients_in_words(scope.recipients)
        yield f"so that {who} can see it" if set(scope.actions) == {Action.PUBLISH} else f"to {who}"
    if scope.purposes is not None:
        yield purposes_in_words(scope.purposes)
    if scope.properties is not None:
        yield f"{PROPERTIES} {listed(scope.properties, 'or')}"


def _conditions(clause: Clause, version: Version) -> str:
    if not clause.conditions:
        return ""
    word, joint = (", if ", " and if ") if clause.modality == "may" else (", unless ", " or unless ")
    return word + joint.join(condition_in_words(c, version) for c in clause.conditions)


def _choice(choice: Choice, version: Version) -> str:
    if _by_default(choice.topic, version):
        return f"you have not said no to {_topic(choice.topic)}"
    return f"you have said yes to {_topic(choice.topic)}"


def _by_default(topic: str, version: Version) -> bool:
    """Whether the choice is yes while the person has said nothing."""
    offers = (c.duty.params for c in version.duties("offer-choice") if c.duty is not None)
    return any(params.get("topic") == topic and params.get("default") is True for params in offers)


def _topic(topic: str) -> str:
    return topic.replace("-", " ")


def _negated(part: Condition, version: Version) -> str:
    if isinstance(part, Fact):
        return FACTS[part.name][1]
    if isinstance(part, Choice):
        yes = _by_default(part.topic, version)
        return f"you have {'said no' if yes else 'not said yes'} to {_topic(part.topic)}"
    if isinstance(part, Not):
        return condition_in_words(part.part, version)
    return f"it is not so that {condition_in_words(part, version)}"


def _several(condition: AnyOf | AllOf, version: Version) -> str:
    parts = [condition_in_words(part, version) for part in condition.parts]
    if not parts:
        return "that is never so" if isinstance(condition, AnyOf) else "that is always so"
    if len(parts) == 1:
        return parts[0]
    if isinstance(condition, AnyOf):
        return f"at least one of these is so: {_numbered(parts)}"
    return f"all of these are so: {_numbered(parts)}"


def _numbered(parts: Iterable[str]) -> str:
    return "; ".join(f"({number}) {part}" for number, part in enumerate(parts, 1))


@singledispatch
def _holds(condition: Condition) -> str:
    raise TypeError(f"no words for {condition}")


@_holds.register
def _(condition: Fact) -> str:
    return FACTS[condition.name][0]


@_holds.register
def _(condition: Consent) -> str:
    return "you have clearly agreed to just that" if condition.explicit else "you have agreed to it"


@_holds.register
def _(condition: GroundOf) -> str:
    return GROUNDS.get(condition.kind) or f"there is a reason on record of this kind: {_topic(condition.kind)}"


@_holds.register
def _(condition: Aggregated) -> str:
    return f"what comes out is only about groups of at least {condition.people} people and names nobody"


@_holds.register
def _(condition: Role) -> str:
    return f"it is done by someone whose job it is ({_topic(condition.name)})"


@_holds.register
def _(condition: Unrecognised) -> str:
    return f"something is so that nobody can tell: {condition.written}"


@_holds.register(Notified)
def _(_condition: Notified) -> str:
    return "you were told of that purpose when we collected the data"


@_holds.register(Agreement)
def _(_condition: Agreement) -> str:
    return "whoever gets the data has signed that they keep them secret"


@_holds.register(OwnRecipient)
def _(_condition: OwnRecipient) -> str:
    return "they go to someone you named yourself, such as your bank"


@_holds.register(Visible)
def _(_condition: Visible) -> str:
    return "your settings let those people see it"
