"""By when a case must be answered."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import EXAMPLES
from troth.cases.clock import due, promises, reminders
from troth.cases.model import CASE_KINDS
from troth.language import Version, load_policies

DAYS = st.integers(0, 36_500).map(lambda days: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days))
RECEIVED = datetime(2014, 1, 31, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def version() -> Version:
    """A policy that promises an answer within 30 days, and to complaints within 14."""
    (policy,) = load_policies([EXAMPLES / "lantern-market"])
    return policy.versions[0]


def test_the_policy_binds_when_it_is_sooner_than_the_law(version: Version) -> None:
    found = due("access", RECEIVED, version, ("HK",))
    assert found.at == RECEIVED + timedelta(days=30)
    assert found.source in {clause.id for clause in promises("access", version)}


def test_the_law_binds_when_it_is_sooner_than_the_policy() -> None:
    found = due("access", RECEIVED, None, ("HK", "DE"))
    assert (found.at, found.source) == (datetime(2014, 2, 28, 10, tzinfo=UTC), "GDPR Art. 12(3)")


def test_an_extension_ends_with_the_two_further_months_of_the_law() -> None:
    assert due("access", RECEIVED, None, ("DE",)).most == datetime(2014, 4, 28, 10, tzinfo=UTC)


def test_where_the_law_knows_no_extension_there_is_none(version: Version) -> None:
    assert due("access", RECEIVED, version, ("HK",)).most is None


def test_waiting_for_the_person_moves_no_day_of_a_law_that_counts_it() -> None:
    assert due("access", RECEIVED, None, ("DE",)).firm is None
    assert due("access", RECEIVED, None, ("DE", "HK")).firm == RECEIVED + timedelta(days=40)
    assert due("erase", RECEIVED, None, ("DE", "HK", "US-CA")).firm == RECEIVED + timedelta(days=45)


def test_of_two_laws_the_one_that_lets_it_be_put_off_less_counts() -> None:
    found = due("access", RECEIVED, None, ("DE", "US-CA"))
    assert found.most == datetime(2014, 4, 28, 10, tzinfo=UTC)


def test_working_days_pass_over_weekends_and_holidays() -> None:
    friday = datetime(2026, 6, 26, 9, tzinfo=UTC)
    # 15 working days, less 3 July 2026, on which Independence Day is kept
    assert due("restrict", friday, None, ("US-CA",)).at == datetime(2026, 7, 20, 9, tzinfo=UTC)


def test_a_weekend_on_which_a_country_works_is_no_weekend() -> None:
    received = datetime(2025, 1, 23, 9, tzinfo=UTC)
    # Sunday 26 January and Saturday 8 February made up for the days of the Spring Festival, 28 January to 4 February
    assert due("erase", received, None, ("CN",)).at == datetime(2025, 2, 19, 9, tzinfo=UTC)


def test_an_objection_to_messages_is_answered_within_ten_working_days() -> None:
    received = datetime(2014, 3, 3, 10, tzinfo=UTC)
    assert due("object", received, None, ("US",)).at == datetime(2014, 3, 17, 10, tzinfo=UTC)
    found = due("object", received, None, ("HK",))  # where a Saturday is a working day
    assert (found.at, found.source) == (datetime(2014, 3, 14, 10, tzinfo=UTC), "UEMO (Cap. 593) s.10(2)")


def test_the_law_of_a_country_binds_in_its_parts() -> None:
    assert due("object", RECEIVED, None, ("US-CA",)).source == "CAN-SPAM 16 CFR 316.5"
    assert due("access", RECEIVED, None, ("DE-BY",)).source == "GDPR Art. 12(3)"


def test_what_is_taken_down_in_california_has_its_law_too() -> None:
    assert due("remove", RECEIVED, None, ("US-CA",)).source == "CCPA 1798.130(a)(2)"


def test_a_complaint_has_the_time_of_its_own_duty(version: Version) -> None:
    assert due("complaint", RECEIVED, version, ("HK",)).at == RECEIVED + timedelta(days=14)


def test_where_nothing_names_a_day_it_is_a_month() -> None:
    assert due("remove", RECEIVED, None, ()).at == RECEIVED + timedelta(days=30)


@given(st.sampled_from(CASE_KINDS), DAYS)
def test_one_more_law_never_gives_more_time(kind: str, received: datetime) -> None:
    alone = due(kind, received, None, ("US-CA",))  # type: ignore[arg-type]
    both = due(kind, received, None, ("US-CA", "CN"))  # type: ignore[arg-type]
    assert both.at <= alone.at
    assert both.at > received


def test_reminders_come_before_the_day_and_when_it_has_passed() -> None:
    day = RECEIVED + timedelta(days=30)
    found, at = [], RECEIVED
    while (following := reminders(day, at)) is not None:
        found.append(day - following)
        at = following
    assert found == [timedelta(days=7), timedelta(days=2), timedelta()]
