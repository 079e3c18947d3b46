"""Making and finding people. A store has one realm, `live` or `demo`; drill people may be in either."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from troth.db import Connection, new_id
from troth.errors import Conflict, NotFound, RequestError
from troth.people import store
from troth.people.model import KINDS, REALMS, Kind, Person, Realm, aware


def make_person(
    tx: Connection,
    *,
    at: datetime,
    kind: Kind = "individual",
    realm: Realm = "live",
    person: int | None = None,
) -> Person:
    """A new person; `person` is their id where one is drawn already. Raises as `make_people`."""
    return make_people(tx, 1, at=at, kind=kind, realm=realm, ids=None if person is None else [person])[0]


def make_people(
    tx: Connection,
    count: int,
    *,
    at: datetime,
    kind: Kind = "individual",
    realm: Realm = "live",
    ids: list[int] | None = None,
) -> list[Person]:
    """`count` new people in one batch. Raises Conflict when the realm is not the store's."""
    if kind not in KINDS:
        raise RequestError(f"no such kind of person: give one of {', '.join(KINDS)}")
    aware(at, "at")
    settle_realm(tx, realm)
    made = [Person(person, kind, realm, at) for person in ids or (new_id() for _ in range(count))]
    store.insert_people(tx, made)
    return made


def settle_realm(tx: Connection, realm: Realm) -> None:
    """Makes `realm` the store's if it had none; drills settle nothing. Raises Conflict if it has another."""
    if realm not in REALMS:
        raise RequestError(f"no such realm: give one of {', '.join(REALMS)}")
    if realm == "drill":
        return
    kept = store.claim_realm(tx, realm)
    if kept != realm:
        raise Conflict(
            f"this store is of the realm {kept}: it takes no person of the realm {realm}",
            help="use a store of its own for each realm",
        )


def realm_of(tx: Connection) -> Realm:
    """The realm of this store; `live` while nothing has settled it."""
    return store.select_realm(tx) or "live"


def get_person(tx: Connection, person: int) -> Person:
    """The person, also when erased. Raises NotFound."""
    found = store.select_person(tx, person)
    if found is None:
        raise no_person()
    return found


def hold_person(tx: Connection, person: int) -> None:
    """Waits for who is changing the person, and keeps others from it until the end of `tx`. Raises NotFound."""
    if not store.hold(tx, person):
        raise no_person()


def list_people(
    tx: Connection, *, after: int = 0, limit: int = 100, realms: tuple[Realm, ...] = ("live", "demo")
) -> list[Person]:
    """People by id, after `after`, without those erased; without drill people unless `realms` says so."""
    return store.select_people(tx, realms, after, limit)


def listed(tx: Connection, found: Iterable[int]) -> list[int]:
    """Those of the people found who may be in a list, by id: drill people are in none."""
    return [person for person in sorted(found) if get_person(tx, person).realm != "drill"]


def revision(tx: Connection, person: int) -> int:
    """How many events the person has had: equal revisions, equal facts. Raises NotFound, also once erased."""
    found = store.select_revision(tx, person)
    if found is None:
        raise no_person()
    return found[0]


def no_person() -> NotFound:
    return NotFound("no such person", help="the person was never made here, or has been erased")
