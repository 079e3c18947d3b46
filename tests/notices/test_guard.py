"""A version waits until the people it concerns have been told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.gate.house import EXAMPLE
from tests.notices.coming import AFTER, EFFECTIVE, House, Pile
from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.language import load_policies
from troth.ledger import Entry
from troth.notices import announced, must_be_announced, words_of
from troth.people import parse_person_ref


def test_while_somebody_is_untold_the_older_version_decides(coming: House) -> None:
    coming.member(1)
    coming.set(AFTER)
    assert coming.version() == "2012-12"
    assert coming.troth.engine.start_of(coming.told_of.new) is None


def test_once_all_are_told_in_time_it_comes_into_force_as_it_says(coming: House) -> None:
    coming.member(1)
    coming.set(EFFECTIVE - timedelta(days=9))
    coming.sends(Pile())
    assert coming.version() == "2012-12"
    coming.set(AFTER)
    assert coming.version() == "2014-01"
    assert coming.troth.engine.start_of(coming.told_of.new) == EFFECTIVE


def test_told_late_it_comes_into_force_late(coming: House) -> None:
    coming.member(1)
    coming.set(AFTER)
    coming.sends(Pile())
    assert coming.version() == "2014-01"
    assert coming.troth.engine.start_of(coming.told_of.new) == AFTER
    assert [e.act for e in entries(coming)][-1] == "version"


def test_who_joins_before_it_takes_effect_must_be_told_too(coming: House) -> None:
    coming.member(1)
    coming.sends(Pile())
    coming.set(EFFECTIVE - timedelta(seconds=1))
    coming.member(2)
    coming.set(AFTER)
    assert coming.version() == "2012-12"


def test_nobody_concerned_means_no_waiting(coming: House) -> None:
    coming.member(1, name="Ann Amber")  # left no address: keeps the older terms, and cannot be told
    coming.troth.person()
    coming.set(AFTER)
    assert coming.version() == "2014-01"


def test_who_is_erased_need_not_be_told(coming: House) -> None:
    person = coming.member(1)
    with coming.troth.database.write() as tx:
        coming.troth.tell.erase(tx, coming.troth.caller, parse_person_ref(person))
    coming.set(AFTER)
    assert coming.version() == "2014-01"


def test_what_came_into_force_stays_so_when_it_is_opened_again(coming: House, tmp_path: Path) -> None:
    coming.member(1)
    coming.set(AFTER)
    coming.sends(Pile())
    coming.version()
    with Troth.open(tmp_path / "store", clock=DemoClock(AFTER), **coming.settings) as again:
        assert again.engine.start_of(next(announced(again.engine.policies)).new) == AFTER


def test_a_store_that_was_never_asked_opens_with_the_older_version(coming: House, tmp_path: Path) -> None:
    coming.member(1)
    with Troth.open(tmp_path / "store", clock=DemoClock(AFTER), **coming.settings) as again:
        found = again.engine.version_at(again.gate.property, AFTER)
        assert found is not None
        assert found.version == "2012-12"


def test_the_words_name_what_is_new_and_what_is_gone() -> None:
    (policy,) = load_policies([EXAMPLE])
    words = words_of(*policy.versions)
    assert must_be_announced(*policy.versions) == ("email", "post")
    assert any("that could please" in sentence for sentence in words.new)
    assert any("180" in sentence for sentence in words.old)
    assert all(f"“{sentence}”" in words.body for sentence in (*words.new, *words.old))
    assert "30 days after this message" in words.body


def entries(coming: House) -> list[Entry]:
    with coming.troth.database.read() as tx:
        found = coming.troth.ledger.entries_of(tx, None, limit=1000)
    return [each.entry for each in reversed(found) if each.entry is not None]
