"""The choice on a topic at a time (SPEC 4)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.build import AFTER, AT, BEFORE, EARLIER, USE, ask, engine, policy

MAY = {"may": "use", **USE, "when": {"choice": "news"}}


def offer(default: str = "no", **params: Any) -> dict[str, Any]:
    return {"must": {"offer-choice": {"topic": "news", "default": default, **params}}}


def said(value: str, at: str = BEFORE, channel: str | None = None, topic: str = "news") -> dict[str, Any]:
    return {"topic": topic, "value": value, "at": at, "channel": channel}


def chosen(*duties: dict[str, Any], channel: str | None = None, **person: Any) -> bool | None:
    answer = ask(engine(policy(MAY, *duties)), person=person, channel=channel)
    return True if answer["answer"] == "permit" else None if answer["unknown"] else False


def test_without_a_record_the_default_of_the_duty_holds() -> None:
    assert chosen(offer("yes"), choices=[]) is True
    assert chosen(offer("no"), choices=[]) is False


def test_without_a_duty_the_default_is_no() -> None:
    assert chosen(choices=[]) is False


def test_without_choices_the_choice_is_unknown_whatever_the_default() -> None:
    assert chosen(offer("yes")) is None
    assert chosen(offer("no"), choices=None) is None


def test_a_default_of_several_duties_is_yes_only_if_all_say_yes() -> None:
    assert chosen(offer("yes"), offer("no"), choices=[]) is False
    assert chosen(offer("yes"), offer("yes"), choices=[]) is True


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([said("yes", EARLIER), said("no")], False),
        ([said("no", EARLIER), said("yes")], True),
        ([said("yes"), said("no")], False),
        ([said("no"), said("yes")], False),
        ([said("yes", AT)], True),
        ([said("yes", AFTER)], False),
        ([said("yes", topic="surveys")], False),
        ([said("yes", BEFORE), said("no", "2014-02-01T11:00:00+01:00")], False),
    ],
)
def test_the_newest_record_counts_and_no_beats_yes(records: list[Any], expected: bool) -> None:
    assert chosen(offer("no"), choices=records) is expected


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([said("no"), said("yes", EARLIER, "email")], True),
        ([said("yes"), said("no", EARLIER, "email")], False),
        ([said("yes"), said("no", BEFORE, "phone")], True),
        ([said("no", BEFORE, "phone")], True),
        ([said("no")], False),
    ],
)
def test_a_record_for_the_channel_beats_one_for_none(records: list[Any], expected: bool) -> None:
    assert chosen(offer("yes"), channel="email", choices=records) is expected


def test_without_a_channel_in_the_request_records_for_channels_do_not_count() -> None:
    assert chosen(offer("no"), choices=[said("yes", BEFORE, "email")]) is False


def test_a_signal_says_no_from_its_instant_on() -> None:
    stops = offer("yes", stop=["gpc", "link"])
    assert chosen(stops, choices=[], gpc=AT) is False
    assert chosen(stops, choices=[], gpc=AFTER) is True
    assert chosen(stops, choices=[], gpc=None) is True


def test_a_signal_counts_only_where_the_topic_lists_it() -> None:
    assert chosen(offer("yes", stop=["link"]), choices=[], gpc=BEFORE) is True


def test_a_yes_after_the_signal_lets_the_normal_result_stand() -> None:
    stops = offer("no", stop=["gpc"])
    assert chosen(stops, choices=[said("yes", BEFORE)], gpc=EARLIER) is True
    assert chosen(stops, choices=[said("yes", BEFORE)], gpc=BEFORE) is False
    assert chosen(stops, choices=[said("yes", BEFORE), said("no", AT)], gpc=EARLIER) is False


def test_a_yes_for_another_channel_does_not_answer_the_signal() -> None:
    stops = offer("yes", stop=["gpc"])
    assert chosen(stops, channel="email", choices=[said("yes", BEFORE, "phone")], gpc=EARLIER) is False


def test_not_knowing_the_signal_matters_only_where_the_choice_would_be_yes() -> None:
    stops = offer("no", stop=["gpc"])
    assert chosen(stops, choices=[said("yes")]) is None
    assert chosen(stops, choices=[said("no")]) is False
    assert chosen(offer("yes"), choices=[]) is True


def test_the_stops_of_several_duties_count_together() -> None:
    assert chosen(offer("yes"), offer("yes", stop=["gpc"]), choices=[], gpc=BEFORE) is False
