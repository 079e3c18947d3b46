"""Steps 2 to 4 of the gate: what is there, and the facts, made into requests to the engine.

Items that were collected under different versions, notices or sources are different data to the engine, so an act
on several becomes one request for each group that is alike. All must be permitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from troth.db import Connection
from troth.engine import Datum, Engine, PersonFacts, Request
from troth.errors import NotFound, RequestError
from troth.gate.model import Act, Caller
from troth.gate.seeing import Sight
from troth.gate.store import Met, meet
from troth.language import Action, Version
from troth.parties import Recipient, get_recipient
from troth.people import CitedGround, cite_ground, record
from troth.people.facts import PersonRecord, record_at
from troth.vault import Item, Kind, Vault
from troth.vault.store import KeyRow


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that decides an act: the items it touches, and one request for each group of them that is alike.

    `mirrored`: the data of a link's other side, asked as the data: what is restricted there is not linked either.
    `drill`: the person is a drill person, whose entries are in no list. `sight`: who may see the items.
    """

    items: tuple[Item, ...]
    requests: tuple[Request, ...]
    recipient: Recipient | None
    ground: CitedGround | None
    drill: bool
    mirrored: tuple[Request, ...] = ()
    key: KeyRow | None = None
    sight: Sight | None = None


def gather(
    tx: Connection,
    engine: Engine,
    vault: Vault,
    version: Version | None,
    caller: Caller,
    act: Act,
    at: datetime,
    *,
    acting: bool = False,
    ready: tuple[Met, PersonRecord] | None = None,
) -> Gathered:
    """All that decides the act; `acting`: in a transaction that will record it, so with what seals the record.

    `ready`: the person, if this transaction has met them already, with the items of `covered`.
    Raises NotFound for a person, recipient or ground that is not there, RequestError when no data are named."""
    if not act.data:  # of no requests all are permitted
        raise RequestError("data: must name at least one category", help="say which data the act needs")
    met, known = ready or _met(tx, version, act, acting=acting)
    recipient = _recipient(tx, act, at)
    ground = cite_ground(tx, act.ground, act.person) if act.ground is not None else None
    facts = known.at(at, version.policy if version else "")
    request, drill = _request(caller, act, at, facts, recipient, ground), known.realm == "drill"
    key = None if met is None else met.key
    if version is None:
        return Gathered((), (request,), recipient, ground, drill, key=key)
    if act.action is Action.COLLECT:  # asked only: nothing is there yet; it would come from the person (see Intake)
        return Gathered((), (replace(request, datum=Datum(None, "person", ())),), recipient, ground, drill)
    items = _there(tx, vault, version, act, met)
    sight = Sight(engine, version, known.said(at))
    requests = tuple(requests_of(request, sight, act, items))
    mirrored = tuple(_mirrored(request, sight, act, items)) if act.other is not None else ()
    return Gathered(items, requests, recipient, ground, drill, mirrored, key, sight)


def _met(tx: Connection, version: Version | None, act: Act, *, acting: bool) -> tuple[Met | None, PersonRecord]:
    met = meet(tx, act.person, covered(version, act) if version is not None else ()) if acting else None
    return met, record(tx, act.person) if met is None else record_at(tx, act.person, met.revision, met.realm)


def covered(version: Version, act: Act) -> tuple[str, ...]:
    """All terms of data that the act is about."""
    return _covered(version, _asked(act))


def _asked(act: Act) -> tuple[str, ...]:
    return (*act.data, act.other) if act.other is not None else act.data


@lru_cache(maxsize=4096)
def _covered(version: Version, terms: tuple[str, ...]) -> tuple[str, ...]:
    """The terms, and all below them (SPEC 5: a group is expanded into the data that are there)."""
    return tuple(sorted(frozenset().union(*(version.terms.data.descendants(term) for term in terms))))


def _there(tx: Connection, vault: Vault, version: Version, act: Act, met: Met | None) -> tuple[Item, ...]:
    """The items that the terms stand for, oldest first.

    They come sealed, so that a permit needs no second look. A credential is never among them: it can be verified,
    not read. An act on one item touches no other.
    """
    wanted = covered(version, act)
    held = vault.get(tx, act.person, wanted) if met is None else vault.listed(tx, met.rows)
    found = tuple([item for item in held if item.kind is not Kind.CREDENTIAL and act.item in (None, item.id)])
    if act.item is not None and not found:
        raise NotFound("the person has no such item")
    return found


def requests_of(base: Request, sight: Sight, act: Act, items: Sequence[Item]) -> Iterable[Request]:
    """One request a group of items alike; a term that stands for nothing held is asked as itself."""
    version = sight.version
    tree = version.terms.data
    groups: dict[Datum, dict[str, None]] = {}
    for term in act.data:
        below = tree.descendants(term)
        own = [item for item in items if item.category in below]
        for item in own:
            groups.setdefault(datum_of(item, sight), {})[item.category] = None
        if not own:
            groups.setdefault(Datum(), {})[term] = None
    others = _others(version, act, items)
    for datum, data in groups.items():
        yield from _linked(_about(base, tuple(data), datum), others)


def _about(base: Request, data: tuple[str, ...], datum: Datum) -> Request:
    """The same request about these data: `replace` takes three times as long."""
    return Request(
        base.action,
        data,
        base.purpose,
        base.property,
        base.at,
        base.to,
        base.other,
        base.channel,
        base.roles,
        datum,
        base.person,
        base.recipient,
        base.ground,
        base.output,
    )


def _others(version: Version, act: Act, items: Iterable[Item]) -> list[Item]:
    """The items of a link's other side."""
    if act.other is None:
        return []
    return [item for item in items if version.terms.data.covers(act.other, item.category)]


def _linked(request: Request, others: Sequence[Item]) -> Iterable[Request]:
    """The other side of a link is expanded too. It keeps the terms it came under (SPEC 6), as the data do."""
    if not others:
        yield request
    for category, under in dict.fromkeys((item.category, item.collection.version) for item in others):
        for version in dict.fromkeys((request.datum.version, under)):
            yield replace(request, other=category, datum=replace(request.datum, version=version))


def _mirrored(base: Request, sight: Sight, act: Act, items: Sequence[Item]) -> Iterable[Request]:
    for item in _others(sight.version, act, items):
        yield replace(base, data=(item.category,), other=act.data[0], datum=datum_of(item, sight))


def datum_of(item: Item, sight: Sight) -> Datum:
    """What an item carries, as the engine asks for it. No notice was shown: then it named no purpose."""
    collection = item.collection
    return Datum(collection.version, collection.source, collection.purposes, sight.of(item))


def _recipient(tx: Connection, act: Act, at: datetime) -> Recipient | None:
    """A disclosure goes to a recipient on the register; a publication's audience is a term, not a recipient."""
    if act.to is None or act.action is Action.PUBLISH:
        return None
    recipient = get_recipient(tx, act.to, at)
    if recipient is None:
        raise NotFound("no such recipient on the register", help="register who it is, for what and which data, first")
    return recipient


def _request(
    caller: Caller,
    act: Act,
    at: datetime,
    facts: PersonFacts,
    recipient: Recipient | None,
    ground: CitedGround | None,
) -> Request:
    return Request(
        action=act.action.value,
        data=act.data,
        purpose=act.purpose,
        property=act.property,
        at=at,
        to=recipient.kind if recipient else act.to,
        other=act.other,
        channel=act.channel,
        roles=tuple(sorted(caller.roles)),
        person=facts,
        recipient=recipient.facts() if recipient else None,
        ground=ground.facts() if ground else None,
        output=act.output,
    )
