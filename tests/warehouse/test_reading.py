"""A mapping says what each column tells; what is wrong in it is said with its place, and what is left out hides."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.engine.build import engine, policy
from troth.engine.select import Question
from troth.errors import SettingsError
from troth.warehouse.reading import load_mapping, read_mapping
from troth.warehouse.writing import Asked, predicate_sql, select_sql, told

TABLE: dict[str, Any] = {
    "table": "shop.people",
    "key": "id",
    "columns": {"mail": "email"},
    "version": {"is": "1"},
    "restricted": False,
}
AT = datetime(2014, 3, 1, tzinfo=UTC)


def where(when: Any, **mapped: Any) -> str:
    """The WHERE for a may with that condition, where these are mapped."""
    made = engine(policy({"may": "use", "data": "email", "for": "delivery", "when": when}))
    question = Question("use", ("email",), "delivery", "lantern.example", AT)
    return told(
        predicate_sql(made, read_mapping({**TABLE, **mapped}), question, Asked("sqlite")), "sqlite", pretty=False
    )


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ([], "mapping"),
        ({**TABLE, "tabel": "x"}, "tabel"),
        ({**TABLE, "table": "a.b.c.d"}, "table"),
        ({**TABLE, "key": 3}, "key"),
        ({**TABLE, "facts": {"rich": "is_rich"}}, "rich"),
        ({**TABLE, "times": "sundial"}, "times"),
        ({**TABLE, "restricted": {"sql": "select ("}}, "restricted"),
        ({**TABLE, "choices": {"table": "said", "person": "p", "topic": "t"}}, "choices"),
        ({**TABLE, "consents": [{"actions": "use", "data": "email", "for": "delivery"}]}, r"consents\[0\]"),
        ({**TABLE, "consents": "all"}, "consents"),
    ],
)
def test_what_is_wrong_has_its_place(raw: Any, place: str) -> None:
    with pytest.raises(SettingsError, match=place):
        read_mapping(raw)


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_mapping(tmp_path / "none.yaml")


@pytest.mark.parametrize("key", ["version", "restricted"])
def test_what_is_not_mapped_hides_all(key: str) -> None:
    made = engine(policy({"may": "use", "data": "email", "for": "delivery"}))
    question = Question("use", ("email",), "delivery", "lantern.example", AT)
    left = {name: value for name, value in TABLE.items() if name != key}
    assert told(predicate_sql(made, read_mapping(left), question), "postgres") == "FALSE"
    assert told(predicate_sql(made, read_mapping(TABLE), question), "postgres") == "TRUE"


def test_a_condition_hides_what_is_not_known_of_it() -> None:
    assert where("adult") == "FALSE"
    assert where("adult", facts={"adult": "is_adult"}) == '"is_adult"'
    assert where({"not": "adult"}, facts={"adult": "is_adult"}) == 'NOT "is_adult"'
    assert where({"not": "adult"}) == "FALSE"


def test_a_choice_may_be_one_of_a_channel() -> None:
    mapped = {"choices": {"offers": {"channels": {"email": "by_mail"}, "any": "at_all"}}}
    assert where({"choice": "offers"}, **mapped) == '"at_all"'
    assert where({"choice": "offers"}) == "FALSE"


def test_a_consent_in_columns_holds_from_when_it_was_given() -> None:
    given = {"actions": "use", "data": "contact", "for": "purposes", "given": "said_at", "withdrawn": "ended_at"}
    found = where("consent", times="text", consents=[given])
    assert found == (
        '"said_at" <= \'2014-03-01 00:00:00\' AND ("ended_at" IS NULL OR "ended_at" > \'2014-03-01 00:00:00\')'
    )
    assert where("explicit-consent", consents=[given]) == "FALSE"


def test_names_and_values_are_quoted() -> None:
    made = engine(policy({"may": "use", "data": "email", "for": "delivery"}))
    question = Question("use", ("email",), "delivery", "lantern.example", AT)
    odd = {**TABLE, "table": 'a"b', "key": "or 1=1", "version": "v; drop"}
    assert select_sql(made, read_mapping(odd), question).split("\n") == [
        *("SELECT", '  "or 1=1",', '  "mail"', 'FROM "a""b"', "WHERE", "  \"v; drop\" = '1'"),
    ]
