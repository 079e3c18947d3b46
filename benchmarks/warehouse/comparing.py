"""The tables: writing the SQL, and scanning a table of 200,000 people bare, with the predicate, under row security."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from benchmarks.report import Cell, Found, Options
from benchmarks.rounds import Contestant, latencies, middle, ratio
from tests.postgres import running_server
from troth.engine import Engine, compile_policies
from troth.engine.predicate import Predicate
from troth.engine.select import Question, select
from troth.language import load_policies
from troth.warehouse.model import Mapping
from troth.warehouse.reading import load_mapping
from troth.warehouse.row_security import row_security
from troth.warehouse.writing import Asked, predicate_sql, told

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "lantern-market"
PURPOSES = ("newsletters", "own-offers", "offers-for-partners")
_COLUMNS = """member_id BIGINT, full_name TEXT, email TEXT, street TEXT, terms_version TEXT, has_account BOOLEAN,
has_bought BOOLEAN, is_adult BOOLEAN, wants_newsletter BOOLEAN, wants_offers BOOLEAN, wants_partner_offers BOOLEAN,
is_restricted BOOLEAN, told_of_2014 TIMESTAMPTZ, answer_to_2014 TEXT"""
_ROWS = """SELECT n, 'someone', 'n' || n || '@mail.example', 'Harbour Steps',
CASE WHEN n % 3 = 0 THEN '2012-12' ELSE '2014-01' END, TRUE, n % 2 = 0, n % 11 <> 0, n % 5 < 2, n % 7 < 3,
CASE n % 4 WHEN 0 THEN FALSE WHEN 1 THEN TRUE END, n % 50 = 0,
CASE WHEN n % 6 = 0 THEN CAST('2014-01-01 00:00:00+00' AS TIMESTAMPTZ) END, CASE WHEN n % 9 = 0 THEN 'declined' END"""


def compare(options: Options) -> list[Found]:
    """What the writing takes; then a table a database."""
    engine, mapping = compile_policies(load_policies([EXAMPLE])), load_mapping(EXAMPLE / "warehouse.yaml")
    rows = options.size(200_000, 100)
    tables = [_writing(options, engine, mapping)]
    mapping = replace(mapping, columns={"email": "email"})  # a row shows all its columns: so the same is asked of both
    with _postgres(rows) as connection:
        tables.append(_scans(options, engine, mapping, "postgres", _in_postgres(connection, engine, mapping), rows))
    with _duckdb(rows) as connection:
        tables.append(_scans(options, engine, mapping, "duckdb", _in_duckdb(connection), rows))
    return tables


def question(purpose: str) -> Question:
    now = datetime.now(UTC)
    return Question("use", ("email",), purpose, "lantern.example", now, moving=True)


def _writing(options: Options, engine: Engine, mapping: Mapping) -> Found:
    asked = question("offers-for-partners")

    def residual() -> Predicate:
        return select(engine, asked)

    def written() -> str:
        return told(predicate_sql(engine, mapping, asked), "postgres", pretty=False)

    def secured() -> str:
        return row_security(engine, mapping, "lantern.example", asked.at)

    acts = (("the predicate, as a tree", residual), ("and as SQL", written), ("row security, all clauses", secured))
    contestants = [Contestant(name, act) for name, act in acts]
    times = latencies(contestants, options.rounds, options.size(20, 1))
    found = tuple((each.name, middle(times, each.name) * 1e3) for each in contestants)
    published = "published, not measured here: OPA 17 to 27 ms, Cerbos 6 to 14 ms for a query plan as SQL"
    return Found("Writing a policy of 129 clauses for a table of three terms", ("what", "ms"), found, (published,))


Scan = Callable[[str, str], int]  # a WHERE, or nothing; and the purpose said → how many rows


def _scans(
    options: Options, engine: Engine, mapping: Mapping, dialect: str, scans: dict[str, Scan], rows: int
) -> Found:
    lines: list[tuple[Cell, ...]] = []
    for purpose in PURPOSES:
        where = told(predicate_sql(engine, mapping, question(purpose), Asked(dialect)), dialect, pretty=False)
        seen = {name: scan(where, purpose) for name, scan in scans.items() if name != "bare"}
        assert len(set(seen.values())) == 1, seen  # the same people, by whichever way
        contestants = [Contestant(name, _call(scan, where, purpose)) for name, scan in scans.items()]
        times = latencies(contestants, options.rounds, options.size(3, 1))
        ours = [figure for name in seen for figure in (middle(times, name) * 1e3, ratio(times, name, "bare"))]
        lines.append((purpose, seen["predicate"], middle(times, "bare") * 1e3, *ours))
    heads = [head for name in scans if name != "bare" for head in (f"{name}, ms", "× bare")]
    title = f"{dialect}: count and longest of one text column over {rows:,} people"
    return Found(title, ("purpose", "people", "bare, ms", *heads), tuple(lines), ("bare: the same without a WHERE",))


def _call(scan: Scan, where: str, purpose: str) -> Callable[[], int]:
    return lambda: scan(where, purpose)


_SCAN = "SELECT count(*), max(email) FROM shop.members"


@contextmanager
def _postgres(rows: int) -> Iterator[psycopg.Connection[Any]]:
    with running_server() as server, psycopg.connect(server.create("warehouse"), autocommit=True) as connection:
        for statement in (
            f"CREATE SCHEMA shop; CREATE TABLE shop.members ({_COLUMNS})",
            f"INSERT INTO shop.members {_ROWS} FROM generate_series(1, {rows}) AS n",
            "CREATE ROLE reader NOBYPASSRLS; GRANT USAGE ON SCHEMA shop TO reader",
            "GRANT SELECT ON shop.members TO reader",
        ):
            connection.execute(statement)
        connection.execute("VACUUM ANALYZE shop.members")
        connection.execute("SET max_parallel_workers_per_gather = 0; SET jit = off")
        yield connection


def _in_postgres(connection: psycopg.Connection[Any], engine: Engine, mapping: Mapping) -> dict[str, Scan]:
    def counted(statement: str) -> int:
        found = connection.execute(statement).fetchone()
        return int(found[0]) if found else 0

    def under(_where: str, purpose: str) -> int:
        connection.execute("SELECT set_config('troth.purpose', %s, false)", (purpose,))
        connection.execute("SET ROLE reader")
        found = counted(_SCAN)
        connection.execute("RESET ROLE")
        return found

    statements = row_security(engine, mapping, "lantern.example", datetime.now(UTC))
    connection.execute(statements)  # the owner, a superuser, is not under it
    return {
        "bare": lambda _where, _purpose: counted(_SCAN),
        "predicate": lambda where, _purpose: counted(f"{_SCAN} WHERE {where}"),
        "row security": under,
    }


@contextmanager
def _duckdb(rows: int) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute("SET threads = 1; CREATE SCHEMA shop")
    connection.execute(f"CREATE TABLE shop.members ({_COLUMNS})")
    connection.execute(f"INSERT INTO shop.members {_ROWS} FROM range(1, {rows + 1}) AS r(n)")
    yield connection
    connection.close()


def _in_duckdb(connection: duckdb.DuckDBPyConnection) -> dict[str, Scan]:
    def counted(statement: str) -> int:
        found = connection.execute(statement).fetchone()
        return int(found[0]) if found else 0

    return {
        "bare": lambda _where, _purpose: counted(_SCAN),
        "predicate": lambda where, _purpose: counted(f"{_SCAN} WHERE {where}"),
    }
