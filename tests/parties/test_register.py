"""The register of recipients: state at a time, agreements, and what is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from tests.parties.moments import AGREED, DAY, ENTERED, SWIFT, THEN
from troth.db import Database
from troth.engine.model import Interval, RecipientFacts
from troth.errors import Conflict, NotFound, RequestError
from troth.parties import (
    Entered,
    add_agreement,
    agreement_at,
    agreements,
    end_agreement,
    get_recipient,
    list_recipients,
    put_recipient,
    remove_recipient,
)


@pytest.fixture
def swift(database: Database) -> str:
    with database.write() as tx:
        put_recipient(tx, SWIFT, at=THEN, entered=ENTERED)
    return SWIFT.id


def test_a_recipient_is_what_it_was_at_the_time(database: Database, swift: str) -> None:
    renamed = replace(SWIFT, name="Swifter Parcels Ltd", fields=("postal-address",))
    with database.write() as tx:
        put_recipient(tx, renamed, at=THEN + DAY, entered=ENTERED)
        assert [get_recipient(tx, swift, THEN + day * DAY) for day in (-1, 0, 1)] == [None, SWIFT, renamed]


def test_a_recipient_removed_is_gone_from_then_on(database: Database, swift: str) -> None:
    with database.write() as tx:
        remove_recipient(tx, swift, at=THEN + DAY, entered=ENTERED)
        assert get_recipient(tx, swift, THEN) == SWIFT
        assert get_recipient(tx, swift, THEN + DAY) is None
        assert list_recipients(tx, THEN + DAY) == []
        with pytest.raises(NotFound):
            remove_recipient(tx, swift, at=THEN + DAY, entered=ENTERED)


def test_recipients_are_listed_by_id_with_their_agreements(database: Database, swift: str) -> None:
    other = replace(SWIFT, id="able-printers", kind="mail-house")
    with database.write() as tx:
        put_recipient(tx, other, at=THEN, entered=ENTERED)
        add_agreement(tx, swift, AGREED, entered=ENTERED)
        assert list_recipients(tx, THEN) == [other, replace(SWIFT, agreement=AGREED)]
        assert list_recipients(tx, THEN, after=other.id) == [replace(SWIFT, agreement=AGREED)]


def test_an_agreement_holds_up_to_but_not_at_its_end(database: Database, swift: str) -> None:
    with database.write() as tx:
        add_agreement(tx, swift, AGREED, entered=ENTERED)
        held = [agreement_at(tx, swift, THEN + day * DAY) for day in (-1, 0, 9, 10)]
    assert held == [None, AGREED, AGREED, None]


def test_an_agreement_ended_early_ends_at_the_first_end(database: Database, swift: str) -> None:
    with database.write() as tx:
        add_agreement(tx, swift, AGREED, entered=ENTERED)
        for day in (5, 3):
            end_agreement(tx, swift, "NDA-12", at=THEN + day * DAY, entered=ENTERED)
        assert agreements(tx, swift) == [replace(AGREED, until=THEN + 3 * DAY)]


def test_the_engine_is_told_of_the_agreement_or_that_there_is_none(database: Database, swift: str) -> None:
    with database.write() as tx:
        before = get_recipient(tx, swift, THEN)
        add_agreement(tx, swift, AGREED, entered=ENTERED)
        after = get_recipient(tx, swift, THEN)
    assert before is not None
    assert after is not None
    assert before.facts() == RecipientFacts(False)
    assert after.facts() == RecipientFacts(Interval(AGREED.start, AGREED.until))


def test_an_agreement_is_with_a_known_recipient_once(database: Database, swift: str) -> None:
    with database.write() as tx:
        add_agreement(tx, swift, AGREED, entered=ENTERED)
        with pytest.raises(Conflict):
            add_agreement(tx, swift, AGREED, entered=ENTERED)
        with pytest.raises(NotFound):
            add_agreement(tx, "nobody", AGREED, entered=ENTERED)
        with pytest.raises(NotFound):
            end_agreement(tx, swift, "NDA-13", at=THEN, entered=ENTERED)


@pytest.mark.parametrize(
    "part",
    [
        {"id": "Swift Parcels"},
        {"name": " "},
        {"kind": "a courier"},
        {"endpoint": "http://swift.example/intake"},
        {"endpoint": "https://user:secret@swift.example/"},
        {"policy_link": "swift.example"},
        {"contact": "alex.roe@swift.example"},
    ],
)
def test_a_malformed_recipient_is_refused(database: Database, part: dict[str, Any]) -> None:
    with database.write() as tx, pytest.raises(RequestError) as error:
        put_recipient(tx, replace(SWIFT, **part), at=THEN, entered=ENTERED)
    assert "alex" not in f"{error.value.message} {error.value.help}"


@pytest.mark.parametrize("part", [{"reference": ""}, {"digest": "abc"}, {"until": THEN}])
def test_a_malformed_agreement_is_refused(database: Database, swift: str, part: dict[str, Any]) -> None:
    with database.write() as tx, pytest.raises(RequestError):
        add_agreement(tx, swift, replace(AGREED, **part), entered=ENTERED)


def test_a_change_is_entered_by_an_account_at_a_time(database: Database) -> None:
    with database.write() as tx:
        for entered in (Entered("alex@lantern.example", THEN), Entered("account:7", THEN.replace(tzinfo=None))):
            with pytest.raises(RequestError):
                put_recipient(tx, SWIFT, at=THEN, entered=entered)


def test_changes_at_the_same_moment_are_whole_or_refused(database: Database, swift: str) -> None:
    def rename(number: int) -> None:
        with suppress(Conflict), database.write() as tx:
            put_recipient(tx, replace(SWIFT, name=f"Swift {number}"), at=THEN + DAY, entered=ENTERED)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(rename, range(16)))
    with database.read() as tx:
        found = get_recipient(tx, swift, THEN + DAY)
    assert found is not None
    assert found.name.startswith("Swift ")
