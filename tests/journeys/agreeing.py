"""Whether a store and its ledger agree exactly: nothing happened without its entry, and no entry without its act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import text

from tests.gate.house import ANN, House
from troth.db import Connection
from troth.ledger import Recorded, id_text
from troth.parties import disclosures
from troth.people import events

Told = Mapping[str, Any]


def disagreements(troth: House, acknowledged: Iterable[Told]) -> list[str]:
    """What does not fit, in one moment of the store; what was acknowledged must be there."""
    with troth.database.read() as tx:
        alive = {row[0]: row[1] is None for row in tx.execute(text("SELECT id, erased_at FROM person"))}
        found = [fault for person, here in alive.items() for fault in _of_person(troth, tx, person, here)]
        found += _of_house(troth, tx, alive)
        told: dict[int, list[Told]] = {}
        for each in acknowledged:
            told.setdefault(each.get("person", 0), []).append(each)
        for person, lines in told.items():
            found += _acknowledged(troth, tx, person, lines, alive.get(person))
    return found


def _entries(troth: House, tx: Connection, person: int | None) -> list[Recorded]:
    return troth.ledger.entries_of(tx, person, limit=100_000)


def _of_person(troth: House, tx: Connection, person: int, here: bool) -> list[str]:
    if not here:
        return _left_of_erased(tx, person)
    entries = [each for each in _entries(troth, tx, person) if each.entry is not None]
    acts = Counter(each.entry.act for each in entries if each.entry)
    taken = [each.entry.details["data"] for each in entries if each.entry and each.entry.act == "collect"]
    held = Counter(item.category for item in troth.vault.items(tx, person))
    attributes = set(ANN) if any("email" in data for data in taken) else set()
    expected = Counter(dict.fromkeys(attributes, 1)) + Counter({"order": sum(data == ["order"] for data in taken)})
    made = disclosures(tx, person, limit=100_000)
    kinds = Counter(event.kind for event in events(tx, person))
    pairs = [
        ("items and collections", held, expected),
        ("disclosures", len(made), acts["disclose"]),
        ("entries of disclosures", {each.entry for each in made}, _ids(entries, "disclose")),
        ("choices", kinds["choice"], acts["choice"]),
        ("facts", kinds["fact"], acts["fact"]),
        ("people", acts["person"], 1),
        ("look-ups", _count(tx, "lookup", person), 2 * bool(attributes)),
    ]
    return [f"{what}: {one} in the store, {other} in the ledger" for what, one, other in pairs if one != other]


def _ids(entries: Iterable[Recorded], act: str) -> set[str]:
    return {id_text(each.id) for each in entries if each.entry and each.entry.act == act}


def _left_of_erased(tx: Connection, person: int) -> list[str]:
    tables = ("item", "collection", "person_key", "lookup", "disclosure", "ground_person", "item_chunk")
    left = {table: _count(tx, table, person) for table in tables}
    return [f"of an erased person {count} rows in {table}" for table, count in left.items() if count]


def _of_house(troth: House, tx: Connection, alive: Mapping[int, bool]) -> list[str]:
    acts = Counter(each.entry.act for each in _entries(troth, tx, None) if each.entry)
    gone = sum(not here for here in alive.values())
    registered = tx.execute(text("SELECT count(*) FROM ground")).scalar_one()
    pairs = [("erasures", gone, acts["erase"]), ("grounds", registered, acts["ground"])]
    return [f"{what}: {one} in the store, {other} in the ledger" for what, one, other in pairs if one != other]


def _acknowledged(troth: House, tx: Connection, person: int, lines: Iterable[Told], here: bool | None) -> list[str]:
    if person == 0:
        return _integrated(troth, lines)
    if here is None:
        return ["a person was acknowledged and is not there"]
    entries = {id_text(each.id) for each in _entries(troth, tx, person)}
    lost = [f"the entry of a {each['act']}" for each in lines if "entry" in each and each["entry"] not in entries]
    if not here:
        return lost
    items = {item.id for item in troth.vault.items(tx, person)}
    made = {each.id for each in disclosures(tx, person, limit=100_000)}
    seen = {event.seq for event in events(tx, person)}
    for each in lines:
        lost += ["an item" for item in each.get("items", ()) if item not in items]
        lost += ["a disclosure"] if each.get("disclosure") not in {None, *made} else []
        lost += ["an event"] if each.get("event") not in {None, *seen} else []
        lost += ["an erasure"] if each["act"] == "erase" else []
    return [f"acknowledged and lost: {what}" for what in lost]


def _integrated(troth: House, lines: Iterable[Told]) -> list[str]:
    size = troth.ledger.checkpoint().size
    return [f"the tree had {each['size']} leaves, and now {size}" for each in lines if each["size"] > size]


def _count(tx: Connection, table: str, person: int) -> int:
    query = text(f"SELECT count(*) FROM {table} WHERE person = :person")
    return int(tx.execute(query, {"person": person}).scalar_one())
