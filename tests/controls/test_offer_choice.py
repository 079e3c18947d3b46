"""offer-choice: drills that a kept promise passes, and that any fault in the keeping turns red."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.controls.asking import asked, red, run, small_stage
from troth.controls import Stage
from troth.controls.offer_choice import CONTROL
from troth.engine import choice as engine_choice
from troth.gate import Telling
from troth.notices import MailIn, Outbox, Places
from troth.notices.replies import intake
from troth.people import erase
from troth.people.stop_links import link as stop_link

OFFERS = ("Q16-choice", "Q21-newsletters", "Q21-offers", "Q21-partners", "Q25-choice", "Q28-choice", "Q23-choice")
LETTERS = "must: {offer-choice: {topic: letters, default: %s, stop: [link, phone, gpc]}}"
SENT = "may: use, data: name, for: direct-marketing, when: [{choice: letters}]"


@pytest.mark.parametrize("clause", [*OFFERS, "Q33-choice"])
def test_the_example_keeps_every_choice_it_offers(stage: Stage, clause: str) -> None:
    found = run(CONTROL, stage, clause)
    assert red(found) == {}
    assert len(found) == 7 + len(asked(stage, clause).params["stop"])


@pytest.mark.parametrize("default", ["yes", "no"])
def test_a_topic_that_no_clause_asks_for_is_read_back(tmp_path: Path, default: str) -> None:
    with small_stage(tmp_path, LETTERS % default) as stage:
        found = run(CONTROL, stage, "c1", policy="small")
    assert (len(found), red(found)) == (10, {})


def test_a_choice_that_stops_nothing_is_red(tmp_path: Path) -> None:
    anyway = "may: use, data: name, for: direct-marketing"
    with small_stage(tmp_path, LETTERS % "no", SENT, anyway) as stage:
        assert list(red(run(CONTROL, stage, "c1", policy="small"))) == ["the choice decides something"]


def always_yes(_records: Any) -> bool:
    return True


def oldest(records: Any) -> bool:
    return bool(min(records, key=lambda r: r.at).value == "yes")


def last_entered(records: Any) -> bool:
    return bool(records[-1].value == "yes")


def any_channel(records: Any) -> bool:
    return all(r.value == "yes" for r in records)


@pytest.mark.parametrize(
    ("fault", "hit"),
    [
        (always_yes, "the choice decides something"),
        (oldest, "a no stops it at the next decision"),
        (last_entered, "the newest choice counts"),
        (last_entered, "yes and no at one instant are a no"),
        (any_channel, "a yes counts"),
    ],
)
def test_a_choice_read_wrongly_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch, fault: Any, hit: str) -> None:
    asking = asked(stage, "Q21-newsletters")
    monkeypatch.setattr(engine_choice, "_newest", fault)
    assert hit in red(CONTROL.drills(stage, asking))


def test_a_no_that_reaches_beyond_its_channel_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_choice, "_applies", lambda r, topic, facts: r.topic == topic and r.at <= facts.at)
    assert list(red(run(CONTROL, stage, "Q21-newsletters"))) == ["a no on one channel leaves the other"]


def test_a_signal_that_is_not_heeded_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Telling, "signal", lambda *_args, **_more: 0)
    assert list(red(run(CONTROL, stage, "Q25-choice"))) == ["it can be stopped by gpc"]


def test_a_link_that_does_nothing_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Telling, "stop", lambda *_args, **_more: True)
    assert list(red(run(CONTROL, stage, "Q21-offers"))) == [
        "it can be stopped by link",
        "it can be stopped by one-click",
        "it can be stopped by email",
    ]


def test_a_link_that_opens_for_any_token_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stop_link, "_digest", lambda _token: b"0" * 32)
    assert "it can be stopped by link" in red(run(CONTROL, stage, "Q25-choice"))


def test_a_no_entered_by_staff_that_is_lost_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Telling.choose

    def lossy(self: Telling, *args: Any, via: str | None = None, **more: Any) -> int:
        return 0 if via == "email" else kept(self, *args, via=via, **more)

    monkeypatch.setattr(Telling, "choose", lossy)
    assert list(red(run(CONTROL, stage, "Q21-newsletters"))) == ["it can be stopped by email"]


def unread(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MailIn, "_stopped", lambda *_: "stopped")


def by_machines(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(intake, "is_automatic", lambda _message: False)


def unanswerable(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Places, "stop_mailbox", lambda *_: "")


def elsewhere(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Places, "stop_mailbox", lambda *_: "privacy@elsewhere.example")


def unkept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MailIn, "_keep", lambda *_: None)


def unconfirmed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Outbox, "letter", lambda *_: "")


@pytest.mark.parametrize("fault", [unread, by_machines, unanswerable, elsewhere, unkept, unconfirmed])
def test_a_broken_way_of_the_mail_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch, fault: Any) -> None:
    fault(monkeypatch)
    assert list(red(run(CONTROL, stage, "Q21-newsletters"))) == ["it can be stopped by email"]


def test_a_no_forgotten_with_the_data_is_red(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erase, "_stays", lambda event, _among: event.kind == "erased")
    assert list(red(run(CONTROL, stage, "Q16-choice"))) == ["the no is remembered when the data are erased"]


def test_details_hold_no_value(stage: Stage) -> None:
    shown = repr([drill.to_json() for clause in OFFERS for drill in run(CONTROL, stage, clause)])
    assert "drill.example" not in shown
    assert "drill value" not in shown
