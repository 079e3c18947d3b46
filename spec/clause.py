"""Clauses: their modality, dimensions and conditions, and which requests they match (SPEC 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spec.errors import PolicyError
from spec.terms import Terms, Tree, as_list

if TYPE_CHECKING:
    from spec.question import Question

ACTIONS = ("collect", "use", "disclose", "publish", "link")
SOURCES = ("person", "device")  # with the recipients tree, third-party among them, what `from` may name
DIMENSIONS = {"data": "data", "for": "purposes", "to": "recipients", "with": "data", "from": "recipients"}


@dataclass(frozen=True)
class Clause:
    """One rule. `dimensions` has those it names; `conditions` are its `when` or its `unless`."""

    id: str
    modality: str
    actions: tuple[str, ...]
    dimensions: Mapping[str, tuple[str, ...]]
    conditions: tuple[Any, ...]
    duty: str | None
    params: Mapping[str, Any]


def read_clause(clause: Mapping[str, Any], terms: Terms) -> Clause:
    """SPEC 3: exactly one modality; dimensions and actions are one word or a list. Raises PolicyError."""
    stated = [word for word in ("may", "never", "must", "says") if word in clause]
    if len(stated) != 1:
        raise PolicyError(f"clause {clause['id']}: exactly one of may, never, must, says")
    modality = stated[0]
    decides = modality in ("may", "never")
    actions = tuple(as_list(clause[modality])) if decides else ()
    if set(actions) - set(ACTIONS) or (decides and not actions):
        raise PolicyError(f"clause {clause['id']}: unknown action")
    duty, params = read_duty(clause["must"]) if modality == "must" else (None, {})
    return Clause(
        id=clause["id"],
        modality=modality,
        actions=actions,
        dimensions=read_dimensions(clause, terms) if decides else {},
        conditions=read_conditions(clause, modality),
        duty=duty,
        params=params,
    )


def read_duty(duty: Any) -> tuple[str, Mapping[str, Any]]:
    """SPEC 7: a control's name, alone or with its parameters."""
    if isinstance(duty, str):
        return duty, {}
    ((name, params),) = duty.items()
    return name, params or {}


def read_dimensions(clause: Mapping[str, Any], terms: Terms) -> dict[str, tuple[str, ...]]:
    """SPEC 3: the dimensions that the clause names; every word of theirs must be known."""
    named = {}
    for dimension in (*DIMENSIONS, "in"):
        if clause.get(dimension) is not None:
            named[dimension] = tuple(as_list(clause[dimension]))
    for dimension, name in DIMENSIONS.items():
        for word in named.get(dimension, ()):
            if not (getattr(terms, name).knows(word) or (dimension == "from" and word in SOURCES)):
                raise PolicyError(f"clause {clause['id']}: {dimension}: unknown term {word}")
    return named


def read_conditions(clause: Mapping[str, Any], modality: str) -> tuple[Any, ...]:
    """SPEC 3: `when` belongs to a may, `unless` to a never; each is one condition or a list."""
    own = {"may": "when", "never": "unless"}.get(modality)
    if any(word in clause for word in ("when", "unless") if word != own):
        raise PolicyError(f"clause {clause['id']}: `when` is of a may, `unless` of a never")
    return tuple(as_list(clause.get(own))) if own else ()


def matches(clause: Clause, modality: str, question: "Question") -> bool:
    """SPEC 3: the clause has that modality, names the action, and every dimension it names matches."""
    request = question.request
    if clause.modality != modality or request["action"] not in clause.actions:
        return False
    return is_specific(clause, request["action"]) and all(
        matches_dimension(clause, dimension, words, question)
        for dimension, words in clause.dimensions.items()
    )


def is_specific(clause: Clause, action: str) -> bool:
    """SPEC 3: a may names its data and purposes, a disclosure's recipients, the other data of a link."""
    needed = {"data", "for"} | {"disclose": {"to"}, "link": {"with"}}.get(action, set())
    return clause.modality == "never" or needed <= set(clause.dimensions)


def matches_dimension(clause: Clause, dimension: str, words: tuple[str, ...], question: "Question") -> bool:
    """SPEC 3: any of its words covers the request's; what the request lacks does not match."""
    if dimension == "in":
        return question.request["in"] in words
    if dimension == "from":
        source = question.fact("datum", "source")
        # An unknown source matches every never and no may.
        return clause.modality == "never" if source is None else covers_source(words, source, question.terms)
    asked = question.datum if dimension == "data" else question.request.get(dimension)
    tree: Tree = getattr(question.terms, DIMENSIONS[dimension])
    return asked is not None and any(tree.covers(word, asked) for word in words)


def covers_source(words: tuple[str, ...], source: str, terms: Terms) -> bool:
    """SPEC 3: person and device are words of their own; other sources go by the recipients tree."""
    if source in SOURCES:
        return source in words
    return any(terms.recipients.covers(word, source) for word in words)
