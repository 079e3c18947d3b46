"""A rule in plain words, for the people whose data it is about: short words, "we" and "you"."""

from __future__ import annotations

from collections.abc import Iterator

from troth.language.model import Action, Clause, Scope, Version
from troth.language.plain_conditions import condition_in_words
from troth.language.plain_duties import duty_in_words
from troth.language.plain_words import (
    SAYS,
    VERBS,
    Joint,
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


def scope_in_words(scope: Scope, joint: Joint = "and") -> str:
    """What is done with which data, for what and for whom, to follow "we may"; after "never", `joint` is "or"."""
    verbs = listed([VERBS[action] for action in scope.actions], "or")
    return " ".join([verbs, data_in_words(scope.data, joint), *_dimensions(scope, joint)])


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
    if clause.modality == "may":
        return f"We may {scope_in_words(scope)}{_conditions(clause, version, ', if ', ' and if ')}."
    return f"We never {scope_in_words(scope, 'or')}{_conditions(clause, version, ', unless ', ' or unless ')}."


def _dimensions(scope: Scope, joint: Joint) -> Iterator[str]:
    if scope.sources is not None:
        yield sources_in_words(scope.sources)
    if scope.others is not None:
        yield f"with {data_in_words(scope.others, joint)}"
    if scope.recipients is not None:
        who = recipients_in_words(scope.recipients)
        yield f"so that {who} can see it" if set(scope.actions) == {Action.PUBLISH} else f"to {who}"
    if scope.purposes is not None:
        yield purposes_in_words(scope.purposes)
    if scope.properties is not None:
        yield f"on {listed(scope.properties, 'or')}"


def _conditions(clause: Clause, version: Version, first: str, then: str) -> str:
    if not clause.conditions:
        return ""
    return first + then.join(condition_in_words(condition, version) for condition in clause.conditions)
