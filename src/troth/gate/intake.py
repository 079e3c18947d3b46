"""Collecting: what is asked of the engine for it, what else must hold, and how the values are put away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from troth.db import Connection
from troth.engine import Datum, Request
from troth.errors import BeyondNotice, RequestError, TooCoarse, TrothError
from troth.gate.model import OWN_SOURCES, Caller, Intake
from troth.gate.store import Met, meet
from troth.language import Version
from troth.people import Notice, get_notice, get_person, record
from troth.people.facts import PersonRecord, record_at
from troth.people.person import no_person
from troth.vault import Collection, New, Vault
from troth.vault.givers import add_giver
from troth.vault.store import KeyRow
from troth.vault.vault import Several

# Attributes of a person: one is current, so a new one takes the place of the old. All else happens, and adds up.
ATTRIBUTES = ("identity", "contact", "credential", "demographic", "organisation-data", "preference")
INDEXED = ("email", "phone", "account-id")  # what a person can be looked up by


@dataclass(frozen=True, slots=True)
class Ready:
    """An intake with its facts, as a request; and the notice that was shown."""

    what: Intake
    at: datetime
    request: Request
    notice: Notice | None
    version: Version | None
    drill: bool  # of a drill person, whose entries are in no list
    key: KeyRow | None = None


def prepare(
    tx: Connection,
    version: Version | None,
    caller: Caller,
    what: Intake,
    at: datetime,
    *,
    alone: bool,
    known: tuple[Met, PersonRecord] | None = None,
    notices: Mapping[str, Notice] | None = None,
) -> Ready:
    """Raises NotFound for a person or notice that is not there, RequestError when nothing says what for.

    `alone`: of two such intakes at once the second sees what the first has put. `known`, `notices`: the person, and
    notices, that this transaction has read already.
    """
    notice = (notices or {}).get(what.notice or "") or (get_notice(tx, what.notice) if what.notice else None)
    purpose = what.purpose or (notice.purposes[0] if notice and notice.purposes else None)
    if purpose is None or not what.values:
        raise RequestError(
            "collecting needs values and a purpose, or a notice that names purposes",
            help="say what the data are for, or name the notice that was shown",
        )
    met, told = known or _met(tx, what.person, alone=alone)
    if what.given_by is not None:
        _known_giver(tx, what, what.given_by, told.realm)
    request = Request(
        action="collect",
        data=tuple(what.values),
        purpose=purpose,
        property=what.property,
        at=at,
        roles=tuple(sorted(caller.roles)),
        datum=Datum(None, what.source, notice.purposes if notice else (), None),
        person=told.at(at, version.policy if version else ""),
    )
    return Ready(what, at, request, notice, version, told.realm == "drill", None if met is None else met.key)


def _known_giver(tx: Connection, what: Intake, given_by: int, realm: str) -> None:
    """Who told us is somebody else, and here. Raises RequestError, NotFound."""
    if given_by == what.person or what.source in OWN_SOURCES:
        raise RequestError(
            "what somebody told us of another is neither from that person nor from their device",
            help="leave `source` out, or give the term for it, such as third-party",
        )
    giver = get_person(tx, given_by)
    if giver.erased_at is not None or giver.realm != realm:
        raise no_person()


def _met(tx: Connection, person: int, *, alone: bool) -> tuple[Met | None, PersonRecord]:
    met = meet(tx, person, alone=alone)
    return met, record(tx, person) if met is None else record_at(tx, person, met.revision, met.realm)


def beyond(ready: Ready, version: Version | None) -> TrothError | None:
    """The refusal of a datum too coarse to be judged (SPEC 5), or one the notice did not speak of; or None."""
    if version is None:
        return None
    for term in ready.what.values:
        if hidden := coarse_terms(version).get(term):
            return TooCoarse(
                f"{term} is too coarse: it may hold {', '.join(hidden)}, of which a clause forbids something",
                help="say which datum it is",
            )
    return _beyond_notice(ready, version)


def _beyond_notice(ready: Ready, version: Version) -> TrothError | None:
    """The notice lists the data it asks for, required and optional; nothing else is taken under it (PDPO DPP1(3))."""
    notice = ready.notice
    if notice is None:
        return None
    listed = (*notice.required, *notice.optional)
    tree = version.terms.data
    more = [term for term in ready.what.values if not any(tree.covers(above, term) for above in listed)]
    if not listed or not more:
        return None
    return BeyondNotice(f"the notice {notice.id} does not ask for {', '.join(more)}", help="show a notice that does")


@lru_cache(maxsize=256)
def coarse_terms(version: Version) -> Mapping[str, tuple[str, ...]]:
    """Terms that stand above one that a never names, with those."""
    tree = version.terms.data
    hidden: dict[str, set[str]] = {}
    for clause in version.clauses:
        if clause.modality == "never" and clause.scope is not None:
            for term in clause.scope.data or ():
                for above in tree.ancestors(term) - {term}:
                    hidden.setdefault(above, set()).add(term)
    return {above: tuple(sorted(terms)) for above, terms in hidden.items()}


def store(tx: Connection, vault: Vault, version: Version, ready: Ready) -> dict[str, int]:
    """Puts the values away under the version in force; gives the item's id for each term."""
    what = ready.what
    collection = vault.record_collection(tx, what.person, _collection(version, ready))
    if what.given_by is not None:
        add_giver(tx, what.person, collection, what.given_by)
    replaced = replaces(version, what)  # the person is held: nobody else replaces the same now
    for held in vault.items(tx, what.person) if replaced else ():
        if held.category in replaced:
            vault.delete_item(tx, what.person, held.id)
    new = [new_of(version, term, value) for term, value in what.values.items()]
    items = vault.put_all(tx, what.person, new, collection=collection, key=ready.key)
    return dict(zip(what.values, items, strict=True))


def several(ready: Ready) -> Several:
    """The same as `store` puts away, for `Vault.put_many`."""
    version, what = ready.version, ready.what
    assert version is not None
    assert ready.key is not None
    new = [new_of(version, term, value) for term, value in what.values.items()]
    return Several(what.person, ready.key, _collection(version, ready), new)


def _collection(version: Version, ready: Ready) -> Collection:
    what, notice = ready.what, ready.notice
    return Collection(
        policy=version.policy,
        version=version.version,
        source=what.source,
        at=ready.at,
        notice=what.notice,
        property=what.property,
        purposes=notice.purposes if notice else (),
    )


def replaces(version: Version, what: Intake) -> list[str]:
    """The terms whose values held so far go."""
    if what.replace is None:
        return [term for term in what.values if _under(version, term, ATTRIBUTES)]
    return list(what.values) if what.replace else []


def new_of(version: Version, term: str, value: object) -> New:
    """The value as the vault is given it."""
    return New(term, value, credential=_under(version, term, ("credential",)), index=_indexed(version, term))


@lru_cache(maxsize=4096)
def _indexed(version: Version, term: str) -> str | None:
    return next((kind for kind in INDEXED if version.terms.data.covers(kind, term)), None)


@lru_cache(maxsize=4096)
def _under(version: Version, term: str, groups: tuple[str, ...]) -> bool:
    return any(version.terms.data.covers(group, term) for group in groups)
