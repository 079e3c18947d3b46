"""What recipients hear when somebody moves, goes, or is called back: at an endpoint and in a mailbox, without values.

Only the endpoint, which proves who it is, is sent what is right now, and of that no more than it had before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.gate.house import narrow
from tests.journeys.planted import hits
from tests.journeys.story import Story, story
from tests.journeys.test_correcting import field
from troth.app import keeper
from troth.controls.receiver import Receiver, receiving

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]
MAILBOX = "privacy@inkwell.example"


@contextmanager
def recipients(told: Story, folder: Path) -> Iterator[Receiver]:
    """The courier has an endpoint whose authority is trusted, the mail house a mailbox."""
    with receiving(folder) as there:
        narrow(told.troth, "swiftfoot", endpoint=there.url)
        narrow(told.troth, "inkwell", endpoint=None, contact=MAILBOX)
        told.troth.sending_on = replace(told.troth.sending_on, trust=there.trusted)
        yield there


def is_handed_out(told: Story) -> None:
    """Two recipients get something of them."""
    told.joins()
    told.client.disclose(told.person, ["name", "postal-address"], "delivery", "swiftfoot", ground=told.orders())
    told.client.disclose(told.person, ["name", "email"], "own-offers", "inkwell")


def letters(told: Story) -> list[str]:
    """What the mailbox got, all of it."""
    return [letter.as_string() for to, letter in told.box.letters if to == MAILBOX]


def heard(told: Story, there: Receiver, kind: str, count: int) -> list[dict[str, Any]]:
    """What the endpoint was told of that kind, once there is so much."""
    return told.until(lambda: [each for each in there.told if each["kind"] == kind], lambda all_: len(all_) >= count)


def found(told: Story, *sent: bytes | str) -> set[str]:
    """Which of their values stand in what was sent."""
    content = b"\n".join(each if isinstance(each, bytes) else each.encode() for each in sent)
    return {hit.partition(" ")[0] for hit in hits(told.planted, content)}


@pytest.fixture(autouse=True)
def _awake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "CASES", 0.1)


def test_recipients_hear_what_changed_and_no_value_of_anybody(house: House, tmp_path: Path, capfd: Capture) -> None:
    with story(house, capfd, "Q35", "Q38") as told, told.another() as other, recipients(told, tmp_path) as there:
        is_handed_out(told)
        is_handed_out(other)
        told.signs_in()
        told.case(told.asks("correct", **{field(told): f"9 {told.planted.words['address']} Lane"}), "done on")
        (correction,) = heard(told, there, "correction", 1)
        assert correction["right"] == {"postal-address": f"9 {told.planted.words['address']} Lane"}
        assert found(told, json.dumps(correction)) == {"address"}

        other.signs_in()
        other.asks("erase", what="everything")
        told.passes(4)
        (erasure,) = heard(told, there, "erasure", 1)
        assert sorted(erasure["fields"]) == ["name", "postal-address"]
        told.until(lambda: letters(told), lambda sent: any("Please erase" in each for each in sent))

        for recipient in ("swiftfoot", "inkwell"):
            more = {"data": ["data"], "reason": "a breach at the recipient", "everyone": True}
            assert told.api.post(f"/v1/recipients/{recipient}/recall", json=more).status_code == 201
        (recall,) = heard(told, there, "recall", 1)
        assert recall["entries"] != erasure["entries"]
        told.until(lambda: letters(told), lambda sent: any("call back" in each for each in sent))
        assert (found(told, *there.bodies), found(other, *there.bodies)) == ({"address"}, set())
        assert (found(told, *letters(told)), found(other, *letters(told))) == (set(), set())


def test_what_a_mailbox_was_told_is_answered_by_staff(house: House, tmp_path: Path, capfd: Capture) -> None:
    with story(house, capfd, "Q35") as told, recipients(told, tmp_path):
        is_handed_out(told)
        more = {"data": ["email"], "reason": "a breach at the recipient", "people": [told.person]}
        assert told.api.post("/v1/recipients/inkwell/recall", json=more).json()["people"] == 1
        look = {"of": told.person}
        (notice,) = told.until(
            lambda: told.api.get("/v1/recipient-notices", params=look).json()["items"],
            lambda listed: listed[0]["state"] == "sent",
        )
        (letter,) = letters(told)
        assert all(told_of in letter for told_of in (notice["notice"], *notice["entries"]))
        answered = told.api.post(f"/v1/recipient-notices/{notice['notice']}/answer").json()
        assert (answered["state"], answered["fields"]) == ("answered", ["email"])
