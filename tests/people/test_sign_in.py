"""Links that sign in once, and sessions that end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people.moments import THEN
from troth.db import Database
from troth.people import make_person
from troth.people.sign_in import (
    FRESH,
    LINK_LIFE,
    end_session,
    end_sessions,
    find_session,
    forget_sign_ins,
    make_decoy,
    make_link,
    start_session,
    take_link,
)
from troth.people.sign_in.session import IDLE, WHOLE
from troth.people.sign_in.store import links, sessions

INSTANT = timedelta(microseconds=1)


def person(database: Database) -> int:
    with database.write() as tx:
        return make_person(tx, at=THEN).id


def test_a_link_opens_once(database: Database) -> None:
    ann = person(database)
    with database.write() as tx:
        token = make_link(tx, ann, at=THEN)
        assert take_link(tx, token, at=THEN) == ann
        assert take_link(tx, token, at=THEN) is None


@pytest.mark.parametrize(("late", "opens"), [(-INSTANT, True), (timedelta(), False)])
def test_a_link_lives_for_a_quarter_of_an_hour(database: Database, late: timedelta, opens: bool) -> None:
    ann = person(database)
    with database.write() as tx:
        token = make_link(tx, ann, at=THEN)
        assert (take_link(tx, token, at=THEN + LINK_LIFE + late) == ann) is opens


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 5000, "\u2603" * 43])
def test_what_was_never_given_out_opens_nothing(database: Database, token: str) -> None:
    with database.write() as tx:
        make_decoy(tx, "A" * 43, at=THEN)
        assert take_link(tx, token, at=THEN) is None


def test_no_secret_is_kept(database: Database) -> None:
    ann = person(database)
    with database.write() as tx:
        secrets = [make_link(tx, ann, at=THEN), start_session(tx, ann, at=THEN)]
        rows = [*tx.execute(links.select()), *tx.execute(sessions.select())]
    assert len(rows) == 2
    assert not any(secret in repr(rows) for secret in secrets)


def test_a_session_goes_on_while_it_is_used_and_ends_all_the_same(database: Database) -> None:
    ann, at = person(database), THEN
    with database.write() as tx:
        cookie = start_session(tx, ann, at=THEN)
        while (session := find_session(tx, cookie, at=at)) is not None:
            assert session.person == ann
            session.note(tx, at)
            at += IDLE - INSTANT
    assert THEN + WHOLE <= at < THEN + WHOLE + IDLE


def test_a_session_that_is_not_used_ends(database: Database) -> None:
    ann = person(database)
    with database.write() as tx:
        cookie = start_session(tx, ann, at=THEN)
        assert find_session(tx, cookie, at=THEN + IDLE - INSTANT) is not None
        assert find_session(tx, cookie, at=THEN + IDLE) is None
        assert find_session(tx, cookie + "x", at=THEN) is None


def test_a_session_is_fresh_for_a_while_however_much_it_is_used(database: Database) -> None:
    ann = person(database)
    with database.write() as tx:
        cookie = start_session(tx, ann, at=THEN)
        session = find_session(tx, cookie, at=THEN)
        assert session is not None
        session.note(tx, THEN + FRESH - INSTANT)
        later = find_session(tx, cookie, at=THEN + FRESH)
    assert later is not None
    assert (session.is_fresh(THEN + FRESH - INSTANT), later.is_fresh(THEN + FRESH)) == (True, False)


def test_signing_out_ends_one_session_or_all(database: Database) -> None:
    ann, bob = person(database), person(database)
    with database.write() as tx:
        first, second, other = (start_session(tx, who, at=THEN) for who in (ann, ann, bob))
        token = make_link(tx, ann, at=THEN)
        end_session(tx, first)
        assert [find_session(tx, cookie, at=THEN) is not None for cookie in (first, second)] == [False, True]
        assert end_sessions(tx, ann) == 2
        assert [find_session(tx, cookie, at=THEN) is not None for cookie in (second, other)] == [False, True]
        assert take_link(tx, token, at=THEN) is None


def test_what_has_run_out_is_forgotten(database: Database) -> None:
    ann = person(database)
    with database.write() as tx:
        make_link(tx, ann, at=THEN)
        start_session(tx, ann, at=THEN)
        make_link(tx, ann, at=THEN + timedelta(days=2))
        assert [row.made_at for row in tx.execute(links.select())] == [THEN + timedelta(days=2)]
        assert list(tx.execute(sessions.select())) == []


def test_they_go_with_the_person(database: Database) -> None:
    ann = person(database)
    with database.write() as tx:
        make_link(tx, ann, at=THEN)
        start_session(tx, ann, at=THEN)
        assert forget_sign_ins(tx, ann) == 2
