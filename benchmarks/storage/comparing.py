"""The table, on each database: the same values in plain text with indices, sealed by pgcrypto, and here."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from benchmarks.databases import DIALECTS, programs_with_pgcrypto, scratch
from benchmarks.report import Cell, Found, Options
from benchmarks.store.acts import used_entries
from benchmarks.store.deployment import EARNED, ORDERED, Beside, deployed
from benchmarks.store.plain import Plain, plain
from tests.postgres import PostgresServer, running_server

_ACTS = ((ORDERED, "order-fulfilment"), (EARNED, "commission-accounting"), (("enquiry",), "enquiry-answering"))
_COLUMNS = ("what", "bytes a datum", "× the data", "× plain")
PEOPLE = 1_000


def compare(options: Options, dialects: Sequence[str] = DIALECTS) -> list[Found]:
    """A table a database."""
    with ExitStack() as held:
        folder = held.enter_context(scratch())
        programs = programs_with_pgcrypto()
        server = held.enter_context(running_server(programs)) if "postgresql" in dialects else None
        return [_table(options, dialect, folder / dialect, server, programs) for dialect in dialects]


def _table(options: Options, dialect: str, folder: Path, server: PostgresServer | None, programs: Path | None) -> Found:
    folder.mkdir()
    remote = server is not None and dialect == "postgresql"
    urls = [server.create(name) if server and remote else "" for name in ("ours", "bare", "sealed")]
    bare = plain(dialect, folder, urls[1])
    troth = deployed(folder / "troth", dialect, urls[0])
    beside = Beside(troth, bare, [])
    number = options.size(PEOPLE, 10)
    ours, theirs = _grown(beside, number)
    rows: list[tuple[Cell, ...]] = [("plain text with indices", theirs, theirs / 100, 1.0)]
    if remote and programs is not None:
        sealed = _sealed(plain(dialect, folder, urls[2], sealed=True), number)
        rows.append(("sealed by pgcrypto, an audit row an act", sealed, sealed / 100, sealed / theirs))
    rows.append(("troth: keys, terms, ledger and proofs included", ours, ours / 100, ours / theirs))
    rows.append(("an entry of the ledger, with its place in the tree", _an_entry(beside, options), None, None))
    troth.close()
    bare.close()
    return Found(f"{dialect}: storage of values of 100 bytes", _COLUMNS, tuple(rows), _notes(number, remote, programs))


def _notes(number: int, remote: bool, programs: Path | None) -> tuple[str, ...]:
    values = sum(len(terms) for terms, _ in _ACTS)
    notes = [
        f"{number:,} people of {values} values in {len(_ACTS)} acts; nothing indexed for look-up; all in the tree",
        "measured when the room of what is gone (as of the ledger's queue) is free again: PostgreSQL's after VACUUM",
    ]
    if remote and programs is None:
        notes.append("no PostgreSQL with pgcrypto is installed here, so that retrofit is left out")
    return tuple(notes)


def _grown(beside: Beside, number: int) -> tuple[float, float]:
    """Bytes a datum, here and in plain text."""
    _sweep(beside)
    empty = beside.size(), beside.plain.size()
    with beside.troth.database.write() as tx:
        beside.people = people = [beside.troth.tell.person(tx, beside.troth.caller).id for _ in range(number)]
    for terms, purpose in _ACTS:
        beside.add(people, terms, purpose, 100)
    beside.troth.ledger.integrate()
    data = number * sum(len(terms) for terms, _ in _ACTS)
    _sweep(beside)
    full = beside.size(), beside.plain.size()
    ours, theirs = ((now - before) / data for now, before in zip(full, empty, strict=True))
    return ours, theirs


def _sealed(sealed: Plain, number: int) -> float:
    """Bytes a datum of the retrofit."""
    empty, data = sealed.size(), 0
    with sealed.together():
        for person in range(number):
            for terms, purpose in _ACTS:
                for term in terms:
                    sealed.write(person, term, b"." * 100)
                    data += 1
                sealed.audit(person, f"collect {', '.join(terms)} for {purpose}")
    found = (sealed.size() - empty) / data
    sealed.close()
    return found


def _an_entry(beside: Beside, options: Options) -> float:
    """Bytes that an entry about a use takes, once it is in the tree."""
    number = options.size(20_000, 200)
    entries = list(islice(used_entries(beside), number))
    before = beside.size()
    for start in range(0, number, 1_000):
        with beside.troth.database.write() as tx:
            beside.troth.ledger.append_many(tx, entries[start : start + 1_000])
        beside.troth.ledger.integrate()
    _sweep(beside)
    return (beside.size() - before) / number


def _sweep(beside: Beside) -> None:
    """What PostgreSQL does by itself after a while: the room of rows that are gone, as of the queue, is free again.

    On SQLite free pages are not counted; the plain tables have no rows that are gone.
    """
    if beside.plain.dialect == "postgresql":
        with beside.troth.database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")
