"""Somebody presses the link under a message: no sign-in, no question, years later too; and it counts at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from tests.journeys.news import footer_link, newest, one_click_link, said, sent
from tests.journeys.planted import Planted, Watch, listening
from tests.journeys.story import Story, story
from tests.journeys.window import window
from tests.notices import one_click
from troth.client import Refused

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]
YEARS = 4 * 365


def subscribes(told: Story) -> str:
    """Joins, says yes to the newsletter and gets it; the link that stands under it."""
    told.joins()
    told.client.choose(told.person, "newsletters", "yes")
    assert sent(told) == {"sent": 1}
    return footer_link(newest(told))


@contextmanager
def secret(told: Story, path: str) -> Iterator[None]:
    """While it lasts, and in the store at its end, the link's token is written nowhere."""
    planted = Planted()
    planted.words = {"token": path.rpartition("/")[2]}
    watch = Watch(planted)
    with listening(watch):
        yield
        watch.store(told.troth)
    assert watch.here == []


def test_one_press_stops_it_years_later_and_looking_does_not(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q21-newsletters") as told, window(told, browser) as own:
        link = subscribes(told)
        told.passes(YEARS)
        with secret(told, link):
            for _ in range(2):
                own.goes(link)
            assert said(told) == [("yes", None)]
            assert told.client.use(told.person, ["email"], "newsletters").values
            own.button("Stop them")
            own.reads("From this moment on you will get no more of these messages.")
            assert own.page.context.cookies() == []
            with pytest.raises(Refused) as refused:
                told.client.use(told.person, ["email"], "newsletters")
            assert refused.value.failed == {"Q15": ["choice: newsletters"]}
            assert "You said no to: newsletters." in told.letter("Your choice is noted").get_content()
        assert said(told) == [("yes", None), ("no", "link")]
        assert sent(told) == {}


def test_the_link_opens_nothing_else_and_all_links_look_alike(house: House, capfd: Capture) -> None:
    with story(house, capfd, "Q21-newsletters") as told:
        link = subscribes(told)
        answers = []
        for path in (link, "/stop/" + "A" * 22, "/stop/x"):
            looked, pressed = told.seat.get(path), told.seat.post(path)
            answers.append((looked.status_code, looked.text, pressed.status_code, pressed.text))
        assert len(set(answers)) == 1
        assert all(hidden not in str(answers) for hidden in (link, told.person, "newsletters"))
        assert told.seat.page("/me").has("f-address")


def test_one_click_stops_one_topic_for_one_person(house: House, capfd: Capture) -> None:
    with story(house, capfd, "Q21-newsletters", "Q21-offers") as told, told.another() as other:
        subscribes(told)
        other.joins()
        other.client.choose(other.person, "newsletters", "yes")
        assert sent(told) == {"sent": 2}
        headers, body = one_click.body()
        link = one_click_link(newest(told))
        with httpx.Client(base_url=told.url, timeout=60) as program, secret(told, link):
            assert program.post(link, headers=headers, content=body).status_code == 200
        assert (said(told)[-1], said(other)) == (("no", "one-click"), [("yes", None)])
        assert told.client.use(told.person, ["email"], "own-offers").values
        assert sent(told) == {"sent": 1}


def test_the_link_stops_every_way_also_one_that_was_turned_on_apart(house: House, capfd: Capture) -> None:
    with story(house, capfd, "Q21-newsletters") as told:
        told.joins()
        told.client.choose(told.person, "newsletters", "yes", channel="email", via="web")
        assert sent(told) == {"sent": 1}
        told.passes(0.01)
        told.seat.post(footer_link(newest(told)))
        assert sent(told) == {}
        with pytest.raises(Refused):
            told.client.use(told.person, ["email"], "newsletters", channel="email")
