"""Sticky versions through the live store: offers for partners came with 2014-01, to data of 2012-12."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.gate.house import DAY, NOW, OLD, House
from troth.engine import Answer
from troth.gate import Act
from troth.language import Action

TOLD = datetime(2014, 1, 5, tzinfo=UTC)
SOON = timedelta(microseconds=1)


def offered(troth: House, person: int, at: datetime = NOW) -> Answer:
    troth.set(at)
    return troth.gate.ask(troth.caller, Act(Action.USE, person, ("email",), "offers-for-partners"))


@pytest.fixture
def ann(troth: House) -> int:
    """Ann joined under 2012-12."""
    troth.set(OLD)
    return troth.member(notice="sign-up-2012")


def notified(troth: House, person: int, at: datetime = TOLD) -> None:
    troth.set(at)
    troth.told("notify", person, "lantern-market", "2014-01", by="email")


def test_what_the_old_version_permits_too_goes_on(troth: House, ann: int) -> None:
    troth.set(NOW)
    done = troth.gate.use(troth.caller, ann, ["email"], "support")
    assert (done.answer.version, done.held[0].version) == ("2014-01", "2012-12")


def test_before_the_new_version_the_old_one_decides(troth: House, ann: int) -> None:
    assert offered(troth, ann, datetime(2014, 1, 14, tzinfo=UTC)).reason == "forbidden"


def test_new_data_need_no_agreement_to_the_version_they_came_under(troth: House) -> None:
    troth.set(NOW)
    assert offered(troth, troth.member()).permitted


def test_who_was_never_told_is_not_written_to(troth: House, ann: int) -> None:
    assert offered(troth, ann).reason == "unchosen"
    assert offered(troth, ann, NOW + 3650 * DAY).reason == "unchosen"


def test_thirty_days_after_the_notification_the_new_use_begins(troth: House, ann: int) -> None:
    notified(troth, ann)
    window = TOLD + 30 * DAY
    assert offered(troth, ann, window - SOON).reason == "unchosen"
    assert offered(troth, ann, window).permitted
    assert offered(troth, ann, window + DAY).permitted


def test_a_second_notification_does_not_start_the_window_anew(troth: House, ann: int) -> None:
    notified(troth, ann)
    notified(troth, ann, TOLD + 20 * DAY)
    assert offered(troth, ann, TOLD + 30 * DAY).permitted


def test_who_agrees_need_not_wait(troth: House, ann: int) -> None:
    troth.set(NOW)
    troth.told("decide", ann, "lantern-market", "2014-01", "agreed")
    assert offered(troth, ann).permitted


def test_who_declines_is_left_alone_for_good_unless_they_agree_later(troth: House, ann: int) -> None:
    notified(troth, ann)
    troth.told("decide", ann, "lantern-market", "2014-01", "declined")
    assert offered(troth, ann, NOW + 3650 * DAY).reason == "unchosen"
    troth.told("decide", ann, "lantern-market", "2014-01", "agreed")
    assert offered(troth, ann, NOW + 3651 * DAY).permitted


def test_declining_stops_the_new_use_alone(troth: House, ann: int) -> None:
    troth.set(NOW)
    troth.told("decide", ann, "lantern-market", "2014-01", "declined")
    assert troth.gate.use(troth.caller, ann, ["email"], "support").values
    assert troth.gate.use(troth.caller, ann, ["email"], "opinion-surveys").values


def test_agreeing_to_the_version_is_not_choosing_the_topic(troth: House, ann: int) -> None:
    troth.set(NOW)
    troth.told("decide", ann, "lantern-market", "2014-01", "agreed")
    troth.told("choose", ann, "partner-offers", "no")
    assert offered(troth, ann).reason == "unmet"
