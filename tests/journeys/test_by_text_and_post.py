"""Text messages and letters are lists for who sends them: decided like mail; values stand on the list alone."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from typer.testing import CliRunner

from tests.journeys.news import STOP, made, said, sent, today
from tests.journeys.planted import hits
from tests.journeys.story import Story, story
from tests.journeys.window import window
from troth.cli.main import app

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]


@dataclass
class Room:
    """Where lists are made, at the command line."""

    told: Story
    folder: Path
    settings: Mapping[str, str]

    def runs(self, *words: str) -> str:
        environment = {f"TROTH_{name.upper()}": value for name, value in self.settings.items()}
        done = CliRunner().invoke(
            app, ["mailing", words[0], str(self.told.troth.settings.folder), *words[1:]], env=environment
        )
        assert done.exit_code == 0, done.output
        for each in (self.told, *self.told.others):
            each.watch.saw("command line", done.output)
        return done.output

    def list(self, mailing: str, name: str) -> list[dict[str, str]]:
        """The lines of a new list, which is for its owner alone."""
        path = self.folder / name
        self.runs("export", mailing.rpartition("/")[2], "--list", str(path))
        assert path.stat().st_mode & 0o777 == 0o600
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))


def test_who_said_no_is_on_no_list_for_letters(house: House, tmp_path: Path, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q21-offers") as told, told.another() as other, window(told, browser) as own:
        room = Room(told, tmp_path, house[1])
        told.joins()
        other.joins()
        other.client.choose(other.person, "own-offers", "no", channel="post")
        today(told)
        mailing = made(told, "own-offers", channel="post")
        (line,) = room.list(mailing, "letters.csv")
        content = (tmp_path / "letters.csv").read_bytes()
        assert (line["person"], line["address"]) == (told.person, told.planted.sign_up["postal-address"])
        assert {hit.partition(" ")[0] for hit in hits(told.planted, content)} == {"address"}
        assert hits(other.planted, content) == []
        link = STOP.search(line["stop"])
        assert link is not None
        own.goes(link[1])
        own.button("Stop them")
        assert said(told, "own-offers") == [("no", "link")]
        assert room.list(mailing, "again.csv") == []
        assert told.api.get(mailing).json()["counts"] == {"refused": 1}


def test_a_text_message_goes_only_where_the_policy_speaks_of_numbers(
    house: House, tmp_path: Path, capfd: Capture
) -> None:
    with story(house, capfd, "Q38") as told, told.another() as other:
        room = Room(told, tmp_path, house[1])
        told.joins()
        other.joins()
        other.client.restrict(other.person, data=["phone"])
        today(told)
        assert sent(told, "own-offers", channel="sms") == {}  # offers come by mail or post, and nobody is on a list
        service = made(told, "account-management", kind="service", channel="sms")
        (line,) = room.list(service, "numbers.csv")
        assert (line["person"], line["address"], line["stop"]) == (told.person, told.planted.sign_up["phone"], "")
        assert "sent: 1" in room.runs("sent", service.rpartition("/")[2])
        assert told.api.get(service).json()["counts"] == {"sent": 1}
