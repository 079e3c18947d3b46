"""Killed in the middle of an act: `python -m troth.controls.halfway`, the URL of a database on its input.

It makes one drill person and commits, says who it was, and then does half of a second act: a person with a key, an
item and a ledger entry, in a transaction that never ends. The keys are its own and die with it.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from troth import people
from troth.db import Connection, Database
from troth.ledger import Entry, Ledger, LogKey
from troth.people import Proof
from troth.vault import Collection, MasterKeys, Vault


def main() -> None:
    database = Database.open(sys.stdin.readline().strip(), pool_size=1)
    now = datetime.now(UTC)
    with database.write() as tx:
        whole = people.make_person(tx, at=now, realm="drill").id
        people.record_choice(tx, whole, "drill", "no", at=now, proof=Proof("drill", now))
    _say(whole)
    with database.write() as tx:
        _say(_half(tx, database, now))
        sys.stdin.readline()  # until we are killed


def _half(tx: Connection, database: Database, now: datetime) -> int:
    vault = Vault(MasterKeys.generate())
    ledger = Ledger(database, vault, LogKey.make("drill.example"))
    half = people.make_person(tx, at=now, realm="drill").id
    vault.open_person(tx, half)
    number = vault.record_collection(tx, half, Collection("drill", "1", "person", now))
    vault.put(tx, half, "data", "drill value" * 1000, collection=number)
    ledger.append(tx, Entry("collect", now, half, {"drill": True}))
    return half


def _say(person: int) -> None:
    sys.stdout.write(f"{person}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
