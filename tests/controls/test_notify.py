"""notify: the drills, and the faults that would bring a change into force without a word."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.controls.asking import red, run, small_stage
from troth.controls import Stage
from troth.controls import notify as drilled
from troth.controls.notify import CONTROL
from troth.gate import Telling
from troth.notices import Words, announcing, guard, sending, store

WAITS = "a version that somebody was not told of is not in force"
ONCE, KILLED = "nobody is told twice", "killed before it was noted, it goes out again as the same message"


def test_the_example_tells_people_in_time(stage: Stage) -> None:
    found = run(CONTROL, stage, "Q40")
    assert red(found) == {}
    assert len(found) == 7


@pytest.mark.parametrize(("by", "count"), [("[email]", 6), ("[post]", 3)])
def test_each_way_has_its_drills(tmp_path: Path, by: str, count: int) -> None:
    duty = f"must: {{notify: {{on: policy-update, by: {by}, before: effective}}}}"
    with small_stage(tmp_path, duty) as stage:
        found = run(CONTROL, stage, "c1", policy="small")
    assert (len(found), red(found)) == (count, {})


def test_word_of_other_things_is_not_called_kept(stage: Stage) -> None:
    assert run(CONTROL, stage, "Q23-notice") == []


def test_a_version_that_never_waits_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_untold", lambda *_: [])
    assert {WAITS, KILLED} <= set(red(run(CONTROL, stage, "Q40")))


def test_a_change_taken_for_none_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    announcing.must_be_announced.cache_clear()
    monkeypatch.setattr(announcing, "_asks", lambda *_: False)
    assert list(red(run(CONTROL, stage, "Q40"))) == ["a change must be announced"]


def test_a_version_that_waits_for_ever_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_untold", lambda *_: [1])
    assert WAITS in red(run(CONTROL, stage, "Q40"))


def test_everybody_counted_as_told_once_queued_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_send", lambda *_: True)
    found = red(run(CONTROL, stage, "Q40"))
    assert {"the notice arrives, and names what is new and what is gone", ONCE} <= set(found)


def test_a_refused_message_taken_for_told_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "Undelivered", ZeroDivisionError)
    kept = drilled.mail_server

    def careless(place: str, sender: str) -> Any:
        return _Careless(kept(place, sender))

    monkeypatch.setattr(drilled, "mail_server", careless)
    assert list(red(run(CONTROL, stage, "Q40"))) == ["a message that the server does not take has told nobody"]


class _Careless:
    """Hands over, and never looks at what came of it."""

    def __init__(self, inside: Any) -> None:
        self._inside = inside

    def __enter__(self) -> Any:
        deliver = self._inside.__enter__()

        def hand_over(message: Any) -> None:
            with suppress(Exception):
                deliver(message)

        return hand_over

    def __exit__(self, *error: Any) -> Any:
        return self._inside.__exit__(*error)


def test_telling_that_is_not_recorded_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Telling, "notify", lambda *_args, **_more: 0)
    assert {WAITS, "who left no mail address is on the list for letters"} <= set(red(run(CONTROL, stage, "Q40")))


def test_new_messages_for_each_run_are_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "select_queued", lambda *_: [])
    assert list(red(run(CONTROL, stage, "Q40"))) == [KILLED]


def test_a_notice_without_the_sentences_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "words_to_send", lambda *_args, **_more: Words("Hello", "Bye.\n"))
    assert list(red(run(CONTROL, stage, "Q40"))) == ["the notice arrives, and names what is new and what is gone"]


def test_a_list_that_counts_as_told_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drilled, "post_list", lambda *_: iter(()))
    assert list(red(run(CONTROL, stage, "Q40"))) == ["who left no mail address is on the list for letters"]
