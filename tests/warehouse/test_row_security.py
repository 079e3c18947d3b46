"""A table under row security shows just the people of whom `ask` permits it, to a role that cannot go round it."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.agreement import generate
from tests.postgres import PostgresServer
from tests.warehouse.databases import InPostgres, ids
from tests.warehouse.tables import Filled, filled, in_columns, plainly
from tests.warehouse.test_predicate import cited, expected, readable
from troth.engine import Engine, Interval, Request, RequestError, compile_policies
from troth.errors import SettingsError
from troth.language import Action, from_documents
from troth.warehouse.reading import read_mapping
from troth.warehouse.row_security import row_security

NOW = datetime.now(UTC)


class Secured(InPostgres):
    """The tables in a database of their own, with a reader who is under the policies."""

    def __init__(self, url: str) -> None:
        super().__init__(url, kind="TABLE")
        if not self.ask("SELECT 1 FROM pg_roles WHERE rolname = 'reader'"):
            self.connection.execute("CREATE ROLE reader NOSUPERUSER NOBYPASSRLS")
        self.connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")

    def secure(self, statements: str) -> None:
        self.connection.execute(
            "DO $$ DECLARE p record; BEGIN FOR p IN SELECT * FROM pg_policies LOOP "
            "EXECUTE format('DROP POLICY %I ON %I', p.policyname, p.tablename); END LOOP; END $$"
        )
        self.connection.execute(statements)

    def shown(self, **settings: str | None) -> set[int]:
        """Whom the reader sees who says this of what they do."""
        with self.connection.transaction():
            for name, value in settings.items():
                self.connection.execute("SELECT set_config(%s, %s, true)", (f"troth.{name}", value or ""))
            self.connection.execute("SET LOCAL ROLE reader")
            return ids(self.ask("SELECT id FROM people"))


@pytest.fixture(scope="module")
def table(postgres_server: PostgresServer) -> Iterator[Secured]:
    name = f"secured_{secrets.token_hex(4)}"
    found = Secured(postgres_server.create(name))
    yield found
    found.close()
    postgres_server.drop(name)


def said(question: Request) -> dict[str, str | None]:
    """What a session that asks this says."""
    agreement = None if question.recipient is None else question.recipient.agreement
    held = agreement.holds(question.at) if isinstance(agreement, Interval) else agreement
    return {
        "action": question.action,
        "purpose": question.purpose,
        "recipient": question.to,
        "with": question.other,
        "channel": question.channel,
        "roles": None if question.roles is None else ",".join(question.roles) or "none",
        "agreement": None if held is None else ("yes" if held else "no"),
    }


def questions(people: list[Request]) -> Iterator[Request]:
    """What reading may be asked for, now."""
    for asked in people:
        if asked.action != Action.COLLECT:
            yield replace(asked, at=NOW, output=None)


def secured(table: Secured, engine: Engine, question: Request, people: list[Request]) -> bool:
    """Puts the people's table under the policy for the data of the question. False: it cannot be."""
    columns = cited(engine, question)
    if columns is None:
        return False
    rows = filled(people).rows | {"people": [(*r[: -len(columns)], *columns) for r in filled(people).rows["people"]]}
    table.fill(Filled(rows))
    held = {"datum": question.data[0], **{str(n): datum for n, datum in enumerate(question.data)}}
    try:
        table.secure(row_security(engine, read_mapping(in_columns(held)), question.property, NOW))
    except SettingsError:
        return False
    return True


@pytest.mark.parametrize("seed", [1, 4, 5, 9])
def test_the_table_shows_whom_ask_permits(table: Secured, seed: int) -> None:
    rng = random.Random(seed)
    documents = generate.policies(rng)
    engine = compile_policies(from_documents(documents))
    people = [plainly(each) for each in readable(engine, list(generate.requests(rng, documents, 30)))]
    asked = [(question, expected(engine, question, people)) for question in readable_now(engine, people)]
    asked.sort(key=lambda each: -sum(each[1].values()))
    for question, one_by_one in asked[:3]:
        if secured(table, engine, question, people):
            shown = table.shown(**said(question))
            assert shown & set(one_by_one) == {n for n, permitted in one_by_one.items() if permitted}, question
    assert sum(asked[0][1].values()) > 0


def readable_now(engine: Engine, people: list[Request]) -> list[Request]:
    """The questions that get an answer."""
    found = []
    for question in questions(people):
        with suppress(RequestError):
            engine.ask(question)
            found.append(question)
    return found
