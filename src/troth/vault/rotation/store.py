"""What rotation reads and writes of the vault's tables, a batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, func, select, update

from troth.db import Connection
from troth.vault.store import LASTING, KeyRow, index_key, item, item_chunk, lookup, person_key


class Piece(NamedTuple):
    """A piece of a file, sealed under an older key."""

    item: int
    chunk: int
    number: int
    sealed: bytes
    last: bool


_KEY = (person_key.c.person, person_key.c.number, person_key.c.master, person_key.c.wrapped)


def keys_not_under(tx: Connection, master: str, after: tuple[int, int], limit: int) -> list[KeyRow]:
    """The next keys, by person and number, wrapped under another master key; nobody else changes them in `tx`."""
    c = person_key.c
    beyond = (c.person > after[0]) | ((c.person == after[0]) & (c.number > after[1]))
    query = select(*_KEY).where(c.master != master, c.person >= after[0], beyond)
    query = query.order_by(c.person, c.number).limit(limit).with_for_update(key_share=True)
    return [KeyRow._make(row) for row in tx.execute(query)]


def set_wrapped(tx: Connection, keys: Sequence[KeyRow]) -> None:
    c = person_key.c
    where = and_(c.person == bindparam("p"), c.number == bindparam("n"))
    change = update(person_key).where(where).values(master=bindparam("m"), wrapped=bindparam("w"))
    tx.execute(change, [dict(zip("pnmw", key, strict=True)) for key in keys])


def set_index_wrapped(tx: Connection, number: int, master: str, wrapped: bytes) -> None:
    tx.execute(update(index_key).where(index_key.c.number == number).values(master=master, wrapped=wrapped))


def keys_under(tx: Connection, master: str) -> int:
    """How many keys, of persons and of indexes, are wrapped under the master key."""
    persons, indexes = (
        select(func.count()).where(table.c.master == master).scalar_subquery() for table in (person_key, index_key)
    )
    return int(tx.execute(select(persons + indexes)).scalar_one())


def items_under_older(tx: Connection, person: int, number: int, limit: int) -> list[int]:
    query = select(item.c.id).where(item.c.person == person, item.c.number < number)
    return list(tx.execute(query.order_by(item.c.id).limit(limit)).scalars())


def pieces_under_older(tx: Connection, person: int, number: int, limit: int) -> list[Piece]:
    c, later = item_chunk.c, item_chunk.alias()
    follows = (later.c.person == c.person) & (later.c.item == c.item) & (later.c.chunk == c.chunk + 1)
    query = select(c.item, c.chunk, c.number, c.sealed, later.c.chunk.is_(None)).outerjoin(later, follows)
    query = query.where(c.person == person, c.number < number).order_by(c.item, c.chunk).limit(limit)
    return [Piece._make(row) for row in tx.execute(query)]


def set_piece(tx: Connection, person: int, piece: Piece) -> None:
    c = item_chunk.c
    where = and_(c.person == person, c.item == piece.item, c.chunk == piece.chunk)
    tx.execute(update(item_chunk).where(where).values(number=piece.number, sealed=piece.sealed))


def drop_older_keys(tx: Connection, person: int, number: int) -> None:
    """The foreign keys see to it that nothing sealed under them is left in the vault."""
    tx.execute(delete(person_key).where(person_key.c.person == person, person_key.c.number < number))


def lookups_under_older(tx: Connection, number: int, limit: int) -> list[tuple[int, int, str]]:
    """Look-ups made with older index keys: person, item, kind."""
    c = lookup.c
    query = select(c.person, c.item, c.kind).where(c.number < number).limit(limit)
    return [(person, item_id, kind) for person, item_id, kind in tx.execute(query)]


def set_lookup(tx: Connection, place: tuple[int, int, str], number: int, digest: bytes) -> None:
    person, item_id, kind = place
    where = and_(lookup.c.person == person, lookup.c.item == item_id, lookup.c.kind == kind)
    tx.execute(update(lookup).where(where).values(number=number, digest=digest))


def hold_index_keys(tx: Connection) -> None:
    """Waits for everybody who is adding look-ups, and keeps others out until the end of `tx`."""
    tx.execute(select(index_key.c.number).with_for_update()).all()


def drop_older_index_keys(tx: Connection, number: int) -> None:
    """But for the lasting one."""
    tx.execute(delete(index_key).where(index_key.c.number < number, index_key.c.number != LASTING))
