"""A rehearsal: the stage inside one transaction that is rolled back, so that whatever is done there was never done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from troth.controls.stage import Stage
from troth.db import Connection, Database
from troth.gate import Gate


class Within(Database):
    """A database all of whose transactions are savepoints of one that is open."""

    def __init__(self, tx: Connection) -> None:
        super().__init__(tx.engine)
        self._tx = tx

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A part of the one transaction, undone by itself when it fails."""
        with self._tx.begin_nested():
            yield self._tx

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The one transaction, with what was written in it."""
        yield self._tx


class _Over(Exception):
    """Ends the transaction without a commit."""


@contextmanager
def undone(database: Database) -> Iterator[Connection]:
    """A transaction that is rolled back in the end, whatever was done in it."""
    with suppress(_Over), database.write() as tx:
        yield tx
        raise _Over


@contextmanager
def rehearsed(stage: Stage) -> Iterator[tuple[Stage, Connection]]:
    """The same stage on a transaction that is rolled back in the end, and that transaction."""
    with undone(stage.database) as tx:
        yield on(stage, Within(tx)), tx


def on(stage: Stage, database: Database) -> Stage:
    """The same stage on another database: a transaction of it, or a copy."""
    ledger = stage.ledger.on(database)
    gate = Gate(database, stage.gate.engine, stage.vault, ledger, stage.gate.clock, stage.gate.property)
    return replace(stage, database=database, ledger=ledger, gate=gate)
