"""When an item's time is over: by the version it was given under, and by later ones where they end it sooner."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.gate.house import warm
from troth.lifetimes import Marks, Schedule
from troth.people import Event, Proof, Scope
from troth.vault import Collection, ItemFacts
from troth.vault.model import Kind

OLD = datetime(2013, 6, 1, tzinfo=UTC)
NEW = datetime(2014, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def item(category: str, at: datetime = OLD, source: str = "person", purposes: tuple[str, ...] = ()) -> ItemFacts:
    version = "2012-12" if at < datetime(2014, 1, 15, tzinfo=UTC) else "2014-01"
    return ItemFacts(1, 2, category, Kind.TEXT, 3, Collection("lantern-market", version, source, at, purposes=purposes))


def event(kind: str, at: datetime, about: str, value: str | None = None, data: tuple[str, ...] | None = None) -> Event:
    return Event(kind, at, Proof("a-test", at), about=about, value=value, scope=Scope(data=data))


def end(of: ItemFacts, *events: Event, at: datetime = NEW) -> tuple[datetime, str, str] | None:
    found = Schedule(warm()).ends_at(of, Marks.of(events, at, {}), at)
    return None if found is None else (found.at, found.version, found.clause)


def closed(at: datetime) -> Event:
    return event("fact", at, "account-open", "false")


def test_nothing_ends_while_no_clock_has_started() -> None:
    assert end(item("email")) is None


def test_an_item_keeps_the_promise_of_its_version_until_a_later_one_shortens_it() -> None:
    told = closed(OLD + DAY)
    assert end(item("email"), told, at=OLD + 2 * DAY) == (OLD + 181 * DAY, "2012-12", "Q37")
    assert end(item("email"), told, at=NEW) == (OLD + 91 * DAY, "2014-01", "Q37")
    assert end(item("email", NEW), closed(NEW + DAY), at=NEW + 2 * DAY) == (NEW + 91 * DAY, "2014-01", "Q37")


@pytest.mark.parametrize(("opened", "ends"), [(0, None), (2, None), (-2, 91)])
def test_an_account_that_is_open_again_has_no_clock(opened: int, ends: int | None) -> None:
    """At one instant closed and opened is neither."""
    again = event("fact", NEW + (1 + opened) * DAY, "account-open", "true")
    found = end(item("email", NEW), closed(NEW + DAY), again, at=NEW + 9 * DAY)
    assert (found and found[0]) == (None if ends is None else NEW + ends * DAY)


def test_a_fact_of_the_future_starts_nothing() -> None:
    assert end(item("email", NEW), closed(NEW + DAY), at=NEW) is None


def test_what_was_collected_ends_by_itself_the_earliest_end_counting() -> None:
    assert end(item("gender", NEW)) == (NEW + 730 * DAY, "2014-01", "Q37-unnamed")


def test_a_purpose_is_done_when_all_are_and_only_for_what_was_there() -> None:
    both = item("enquiry", NEW, purposes=("enquiry-answering", "support"))
    first = event("purpose-done", NEW + DAY, "enquiry-answering")
    second = event("purpose-done", NEW + 3 * DAY, "support")
    assert end(both, first, at=NEW + 9 * DAY) is None
    assert end(both, first, second, at=NEW + 9 * DAY) == (NEW + 368 * DAY, "2014-01", "Q37-answered")
    later = item("enquiry", NEW + 2 * DAY, purposes=("enquiry-answering",))
    assert end(later, first, at=NEW + 9 * DAY) is None


def test_data_of_no_named_purpose_end_when_they_are_named() -> None:
    plain = item("enquiry", NEW)
    assert end(plain, event("purpose-done", NEW + DAY, "support"), at=NEW + 9 * DAY) is None
    named = event("purpose-done", NEW + DAY, "support", data=("content",))
    assert end(plain, named, at=NEW + 9 * DAY) == (NEW + 366 * DAY, "2014-01", "Q37-answered")


def test_a_source_that_ended_ends_what_came_from_it() -> None:
    told = event("source-ended", NEW + DAY, "partner")
    assert end(item("parcel-recipient", NEW, "brand-partner"), told, at=NEW + 9 * DAY) == (
        NEW + 31 * DAY,
        "2014-01",
        "Q37-others",
    )
    assert end(item("parcel-recipient", NEW), told, at=NEW + 9 * DAY) is None


def test_of_a_version_that_is_not_here_nothing_can_be_told() -> None:
    facts = ItemFacts(1, 2, "email", Kind.TEXT, 3, Collection("other", "1", "person", OLD))
    schedule = Schedule(warm())
    assert not schedule.knows(facts)
    assert schedule.ends_at(facts, Marks.of([closed(OLD)], NEW, {}), NEW) is None
