"""Making and finding people, and the realm of a store."""

from __future__ import annotations

import pytest

from tests.people.moments import THEN
from troth.db import Database
from troth.errors import Conflict, NotFound, RequestError
from troth.people import get_person, list_people, make_people, make_person, settle_realm


def test_a_person_is_found_as_made(database: Database) -> None:
    with database.write() as tx:
        made = make_person(tx, at=THEN, kind="organisation")
        assert get_person(tx, made.id) == made


def test_people_are_listed_by_id_without_drill_people(database: Database) -> None:
    with database.write() as tx:
        live = sorted(each.id for each in make_people(tx, 3, at=THEN))
        drill = make_person(tx, at=THEN, realm="drill").id
        assert [each.id for each in list_people(tx)] == live
        assert [each.id for each in list_people(tx, after=live[0], limit=1)] == live[1:2]
        assert [each.id for each in list_people(tx, realms=("drill",))] == [drill]


@pytest.mark.parametrize(("first", "second"), [("live", "demo"), ("demo", "live")])
def test_a_store_never_holds_live_and_demo_people(database: Database, first: str, second: str) -> None:
    with database.write() as tx:
        make_person(tx, at=THEN, realm=first)  # type: ignore[arg-type]
    with pytest.raises(Conflict), database.write() as tx:
        make_person(tx, at=THEN, realm=second)  # type: ignore[arg-type]


def test_a_store_is_settled_before_its_first_person_and_takes_drills(database: Database) -> None:
    with database.write() as tx:
        make_person(tx, at=THEN, realm="drill")
        settle_realm(tx, "demo")
        make_person(tx, at=THEN, realm="drill")
        with pytest.raises(Conflict):
            settle_realm(tx, "live")


def test_what_is_no_kind_or_realm_is_refused(database: Database) -> None:
    with database.write() as tx:
        with pytest.raises(RequestError):
            make_person(tx, at=THEN, kind="robot")  # type: ignore[arg-type]
        with pytest.raises(RequestError):
            make_person(tx, at=THEN, realm="dream")  # type: ignore[arg-type]


def test_nobody_is_not_found(database: Database) -> None:
    with database.read() as tx, pytest.raises(NotFound):
        get_person(tx, 7)
