"""What is written as SQL finds just the people of whom `ask` permits it, on each database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from tests.agreement import generate
from tests.agreement.policy_documents import Document
from tests.agreement.strategies import agreement, asked
from tests.engine.test_select import as_row, question_of
from tests.warehouse.databases import Asked as Database
from tests.warehouse.databases import ids, opened
from tests.warehouse.tables import Filled, as_text, filled, grounds, mapping
from troth.engine import Engine, Request, RequestError, compile_policies, read_request
from troth.errors import SettingsError
from troth.language import Action, from_documents
from troth.warehouse.reading import read_mapping
from troth.warehouse.writing import Asked, predicate_sql, told

DATABASES = ("sqlite", "duckdb", "postgres")


@pytest.fixture(scope="module", params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    with opened(request.param, Path(tmp_path_factory.mktemp("parquet")), url) as found:
        yield found


def readable(engine: Engine, raws: list[Document]) -> list[Request]:
    """The requests that get an answer."""
    found = []
    for raw in raws:
        try:
            request = as_row(read_request(raw))
            engine.ask(request)
        except RequestError:
            continue
        found.append(request)
    return found


def expected(engine: Engine, question: Request, people: list[Request]) -> dict[int, bool]:
    """By the person's number, what `ask` says when this is asked of them; without those that it cannot tell."""
    answers = {}
    for number, person in enumerate(people):
        if question.action != Action.COLLECT and person.datum.version is None:
            answers[number] = False  # a row that does not tell what it carries
            continue
        datum = replace(person.datum, version=None) if question.action == Action.COLLECT else person.datum
        asked_so = replace(question, person=person.person, datum=datum)
        try:
            answers[number] = engine.ask(asked_so).permitted
        except RequestError:
            continue
    return answers


def cited(engine: Engine, question: Request) -> tuple[bool, ...] | None:
    """Which grounds the question cites; None where it cannot be said in a column."""
    versions = [v for policy in engine.compiled for v in policy.versions]
    found = {grounds(replace(question, data=(datum,)), versions) for datum in question.data}
    return found.pop() if len(found) == 1 else None


def agree(database: Database, documents: list[Document], raws: list[Document]) -> tuple[int, int]:
    """Asks each question of all people at once and one by one; how many were shown, and hidden."""
    engine = compile_policies(from_documents(documents))
    people = readable(engine, raws)
    made, mapped = filled(people), read_mapping(mapping(database.times))
    shown, hidden, written = 0, 0, None
    database.fill(made)
    for question in people:
        columns = cited(engine, question)
        if columns is None:
            continue
        if columns != written:
            written = columns
            database.fill(Filled({"people": [(*row[: -len(columns)], *columns) for row in made.rows["people"]]}))
        one_by_one = expected(engine, question, people)
        for moving in (False, True):
            asking = replace(question_of(question, moving=moving), source=None)
            where = predicate_sql(engine, mapped, asking, Asked(database.dialect, bind="at" if moving else None))
            found = ids(database.ask(bound(told(where, database.dialect), database, question)))
            assert found & set(one_by_one) == {n for n, permitted in one_by_one.items() if permitted}, told(
                where, database.dialect
            )
            shown, hidden = shown + len(found), hidden + len(people) - len(found)
    return shown, hidden


def bound(where: str, database: Database, question: Request) -> str:
    """The whole statement, with the time put where it is to be bound."""
    at = question.at.isoformat(" ") if database.times == "timestamp" else as_text(question.at)
    for mark in (":at", "$at", "%(at)s"):
        where = where.replace(mark, f"'{at}'")
    return f"SELECT id FROM people WHERE {where}"


@settings(agreement, max_examples=20)
@given(asked(most=3))
def test_sql_finds_whom_ask_permits(database: Any, example: tuple[list[Document], list[Document]]) -> None:
    agree(database, *example)


@pytest.mark.parametrize("seed", range(6))
def test_sql_agrees_on_seeded_people(database: Database, seed: int) -> None:
    rng = random.Random(seed)
    documents = generate.policies(rng)
    shown, hidden = agree(database, documents, list(generate.requests(rng, documents, 25)))
    assert hidden > shown > 0


def test_a_current_time_is_asked_of_the_database(database: Database) -> None:
    rng = random.Random(3)
    documents = generate.policies(rng)
    engine = compile_policies(from_documents(documents))
    people = readable(engine, list(generate.requests(rng, documents, 20)))
    database.fill(filled(people))
    mapped = read_mapping(mapping(database.times))
    for question in people:
        where = predicate_sql(engine, mapped, question_of(question, moving=True), Asked(database.dialect))
        database.ask(f"SELECT id FROM people WHERE {told(where, database.dialect)}")


def test_a_dialect_that_nobody_speaks_is_named() -> None:
    engine = compile_policies([])
    with pytest.raises(SettingsError, match="dialect"):
        Asked("cobol").clock(read_mapping(mapping("text")), None)
    assert engine.policies == ()
