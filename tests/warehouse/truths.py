"""The truth of a predicate's leaves for one request: what the predicate is held against, without any SQL."""

from __future__ import annotations

from troth.engine import PersonFacts, Request
from troth.engine.leaves import (
    Agreed,
    Carried,
    Chosen,
    Consented,
    During,
    From,
    Grounded,
    Grouped,
    Leaf,
    Named,
    OwnOf,
    Restricted,
    SeenBy,
    Terms,
    Told,
    Undecided,
)
from troth.language import Agreement, Fact, Role

AUDIENCES = {"public": ("public", "contacts"), "contacts": ("contacts",), "private": ()}


def truth(leaf: Leaf, request: Request) -> bool | None:
    """Whether it is so; None where the request does not tell."""
    match leaf:
        case Fact(name):
            found: bool | None = getattr(request.person, name.replace("-", "_"))
            return found
        case Chosen():
            return _chosen(leaf, request)
        case Consented():
            return _consented(leaf, request)
        case Grounded():
            return _grounded(leaf, request)
        case Restricted():
            return _restricted(leaf, request)
        case Agreed() | Undecided() | Told():
            return _decided(leaf, request)
        case Role() | Agreement() | Grouped():
            return None  # settled by the question, or unknown
        case _:
            return _of_the_datum(leaf, request)


def _of_the_datum(leaf: Leaf, request: Request) -> bool | None:
    datum, own = request.datum, request.person.own_recipients
    match leaf:
        case Named(purposes):
            return None if datum.notified is None else bool(purposes.intersection(datum.notified))
        case OwnOf(to):
            return None if own is None else to in own
        case SeenBy(audience):
            return None if datum.visibility is None else audience in AUDIENCES[datum.visibility]
        case From(sources, known):
            return None if datum.source not in known else datum.source in sources
        case Carried(versions):
            return datum.version in versions
        case During(start, until):
            return (start is None or start <= request.at) and (until is None or request.at < until)
        case _:
            raise TypeError(type(leaf).__name__)


def _chosen(leaf: Chosen, request: Request) -> bool | None:
    if request.person.choices is None:
        return None
    said = [
        ((r.channel is not None, r.at, r.value == "no"), r)
        for r in request.person.choices
        if r.topic == leaf.topic and r.at <= request.at and r.channel in (None, request.channel)
    ]
    yes = max(said, key=lambda each: each[0])[1].value == "yes" if said else leaf.default
    if not yes or not leaf.stops:
        return yes
    if request.person.gpc is None:
        return None
    since = request.person.gpc.since
    return since is None or since > request.at or any(r.value == "yes" and r.at > since for _, r in said)


def _consented(leaf: Consented, request: Request) -> bool | None:
    if request.person.consents is None:
        return None
    return any(
        leaf.action in given.actions
        and leaf.data.intersection(given.data)
        and leaf.purposes.intersection(given.purposes)
        and (leaf.recipients is None or leaf.recipients.intersection(given.recipients or ()))
        and given.given <= request.at
        and (given.withdrawn is None or request.at < given.withdrawn)
        and (given.explicit or not leaf.explicit)
        for given in request.person.consents
    )


def stands(request: Request, kinds: tuple[str, ...], data: Terms, recipients: Terms | None) -> bool:
    """Whether the request cites a ground of those kinds that stands and covers it."""
    ground = request.ground
    return bool(
        ground is not None
        and ground.kind in kinds
        and ground.person
        and not (ground.once and ground.used)
        and ground.start is not None
        and ground.start <= request.at
        and (ground.until is None or request.at < ground.until)
        and data.intersection(ground.data)
        and (recipients is None or recipients.intersection(ground.recipients))
    )


def _grounded(leaf: Grounded, request: Request) -> bool:
    return stands(request, leaf.kinds, leaf.data, leaf.recipients)


def _restricted(leaf: Restricted, request: Request) -> bool:
    return any(
        (each.start is None or each.start <= request.at)
        and (each.until is None or request.at < each.until)
        and (each.data is None or bool(leaf.data.intersection(each.data)))
        and (each.purposes is None or bool(leaf.purposes.intersection(each.purposes)))
        for each in request.person.restrictions
    )


def _decided(leaf: Agreed | Undecided | Told, request: Request) -> bool:
    person: PersonFacts = request.person
    if isinstance(leaf, Told):
        return any(
            version in leaf.versions and at <= request.at - leaf.window for version, at in person.notified.items()
        )
    made = [d for d in person.decisions if d.version in leaf.versions and d.at <= request.at]
    if isinstance(leaf, Undecided):
        return not made
    return bool(made) and max(made, key=lambda d: (d.at, d.answer == "declined")).answer == "agreed"
