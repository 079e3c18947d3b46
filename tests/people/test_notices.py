"""Collection notices never change."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.people.moments import DAY, THEN
from troth.db import Database
from troth.errors import Conflict, NotFound, RequestError
from troth.people import events, get_notice, keep_notice, record_notice
from troth.people.model import Proof

SIGN_UP: dict[str, Any] = {
    "policy": "lantern-market",
    "version": "2014-01",
    "text": "We ask for your e-mail address so that parcels find you.",
    "purposes": ["delivery"],
    "required": ["email"],
    "optional": ["phone"],
}


def test_a_notice_is_found_with_its_digest(database: Database) -> None:
    with database.write() as tx:
        kept = keep_notice(tx, "sign-up-1", **SIGN_UP, at=THEN)
        assert get_notice(tx, "sign-up-1") == kept
    assert kept.digest == hashlib.sha256(SIGN_UP["text"].encode()).hexdigest()


def test_the_same_notice_may_be_kept_again(database: Database) -> None:
    with database.write() as tx:
        first = keep_notice(tx, "sign-up-1", **SIGN_UP, at=THEN)
        assert keep_notice(tx, "sign-up-1", **SIGN_UP, at=THEN + DAY) == first


@pytest.mark.parametrize("other", [{"text": "Other words."}, {"purposes": ["marketing"]}, {"version": "2"}])
def test_a_notice_never_changes(database: Database, other: dict[str, Any]) -> None:
    with database.write() as tx:
        keep_notice(tx, "sign-up-1", **SIGN_UP, at=THEN)
        with pytest.raises(Conflict):
            keep_notice(tx, "sign-up-1", **{**SIGN_UP, **other}, at=THEN)


def test_a_person_is_recorded_to_have_been_shown_the_words(database: Database, person: int) -> None:
    with database.write() as tx:
        notice = keep_notice(tx, "sign-up-1", **SIGN_UP, at=THEN)
        record_notice(tx, person, at=THEN, proof=notice.proof("app:shop", THEN, "web"))
        (shown,) = events(tx, person, kinds=["notice"])
    assert shown.proof == Proof("app:shop", THEN, "web", "sign-up-1", notice.digest)


def test_a_notice_shown_must_be_named(database: Database, person: int, proof: Proof) -> None:
    with database.write() as tx:
        with pytest.raises(RequestError):
            record_notice(tx, person, at=THEN, proof=proof)
        with pytest.raises(NotFound):
            get_notice(tx, "sign-up-1")
