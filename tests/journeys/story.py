"""What the stories of people have in common: a server that works by itself, a mailbox, a browser, and a watch over it.

At the end of each the clauses that it touched are drilled on the same deployment and must be kept, and no planted value
may be anywhere but in the vault, and where its person asked to see it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

import httpx
import pytest

from tests.gate.house import FACTS, NOW, House
from tests.journeys.planted import Planted, Watch, listening
from tests.web.centre.seat import Seat
from tests.web.house import serving
from tests.web.mailing import LINK, Mailbox, mail_server
from tests.web.page import Page
from troth.app import accounts
from troth.app.demo.clock import DemoClock
from troth.app.keeper import Keeper
from troth.app.proving import beside
from troth.client import Client
from troth.people import parse_person_ref
from troth.proof import prove

Found = TypeVar("Found")
PATIENCE = 30.0
SHOWING = ("/me/values", "/me/ask/correct", "/me/ask/remove")  # what shows values to whom they belong to
SETTINGS = {"drill_hours": 0, "rate_sign_in": "1000/minute"}


@dataclass
class Story:
    """One person, what they gave, and the deployment they gave it to."""

    troth: House
    box: Mailbox
    client: Client
    seat: Seat
    api: httpx.Client
    planted: Planted
    watch: Watch
    person: str = ""
    others: list[Story] = field(default_factory=list)

    def joins(self) -> str:
        """They sign up and become a customer."""
        self.person = self.client.person()
        self.client.collect(self.person, self.planted.sign_up, notice="sign-up")
        for fact in (*FACTS, "customer"):
            self.client.fact(self.person, fact, True)
        return self.person

    def orders(self) -> str:
        """They have ordered something; the ground to deliver it on."""
        what = {"data": ["data"], "recipients": ["courier"], "reference": "LM-1"}
        return self.client.ground("order", people=[self.person], **what)

    @property
    def url(self) -> str:
        return str(self.seat.base_url).rstrip("/")

    @property
    def id(self) -> int:
        return parse_person_ref(self.person)

    def signs_in(self) -> None:
        """By a link that comes by mail."""
        link = self.link_after(lambda: self.seat.ask(self.planted.email))
        assert self.seat.post(link, data={"go": "1"}).status_code == 303

    def link_after(self, asking: Callable[[], object]) -> str:
        """The path of the link that comes by mail for asking so."""
        before = len(self._links())
        asking()
        return self.until(self._links, lambda links: len(links) > before)[-1]

    @contextmanager
    def another(self) -> Iterator[Story]:
        """Somebody else's story on the same deployment: with values, a mailbox and a browser of their own."""
        watch = Watch(planted := Planted())
        hooks = {"response": [_hears(watch)]}
        with listening(watch), Seat(self.url, event_hooks=hooks) as seat:
            other = replace(self, planted=planted, watch=watch, seat=seat, person="")
            self.others.append(other)
            yield other

    def _links(self) -> list[str]:
        """The links that came by mail, oldest first."""
        texts = [letter.get_content() for to, letter in self.box.letters if to == self.planted.email]
        return [match[1] for text in texts for match in LINK.finditer(text)]

    def asks(self, kind: str, **fields: str) -> str:
        """Asks for something at the centre; the address of the case."""
        return self.seat.press(f"/me/ask/{kind}", **fields).headers["location"]

    def case(self, path: str, words: str) -> Page:
        """The case's page, once these words stand on it."""
        return self.until(lambda: self.seat.page(path), lambda page: words in page.text)

    def letter(self, words: str) -> EmailMessage:
        """A letter to them with these words in its subject, which holds no value of theirs."""
        letters = self.until(lambda: self._letters(words), bool)
        self.watch.saw("letter", letters[-1]["Subject"], letters[-1]["Message-ID"], letters[-1].get_content())
        return letters[-1]

    def _letters(self, words: str) -> list[EmailMessage]:
        return [letter for to, letter in self.box.letters if to == self.planted.email and words in letter["Subject"]]

    def passes(self, days: float) -> None:
        """So many days go by."""
        self.troth.set(self.troth.clock() + timedelta(days=days))
        self.troth.work.woken.set()
        self.troth.outbox.woken.set()

    def until(self, look: Callable[[], Found], there: Callable[[Found], object]) -> Found:
        end = time.monotonic() + PATIENCE
        while not there(found := look()):
            assert time.monotonic() < end, "it did not happen"
            time.sleep(0.05)
        return found

    def kept(self, *clauses: str) -> None:
        """Drills on the same deployment find these clauses kept."""
        _, stage = beside(self.troth)
        version = self.troth.version()
        assert version is not None
        (policy,) = self.troth.engine.policies
        proof = prove(stage, policy, version, only=clauses, at=self.troth.clock())
        assert {proven.clause: proven.status for proven in proof.clauses} == dict.fromkeys(clauses, "kept")


def shows_values(path: str) -> bool:
    """Whether the page shows values to whom they belong."""
    return path in SHOWING or path.startswith("/me/package")


def _hears(watch: Watch) -> Callable[[httpx.Response], None]:
    def hook(answer: httpx.Response) -> None:
        answer.read()
        path = answer.request.url.path
        watch.saw("addresses", str(answer.request.url))
        watch.saw("headers", repr(answer.headers.raw))
        if not shows_values(path):
            watch.saw(f"page {answer.status_code}", answer.content)

    return hook


@contextmanager
def story(
    house: tuple[Path, dict[str, str]], capfd: pytest.CaptureFixture[str], *proven: str, at: datetime = NOW
) -> Iterator[Story]:
    """Somebody's story, begun `at` a time; in the end `proven` are kept, and nothing of theirs is anywhere else."""
    planted = Planted()
    watch = Watch(planted)
    folder, settings = house
    with ExitStack() as stack:
        box = stack.enter_context(mail_server())
        more = {"smtp": box.place, **SETTINGS, **settings}
        troth = stack.enter_context(House.open(folder, clock=DemoClock(at), **more))
        assert isinstance(troth, House)
        stack.enter_context(listening(watch))
        served = stack.enter_context(serving(troth))
        key = _key(troth)
        client = stack.enter_context(Client(served.url, key))
        seat = stack.enter_context(Seat(served.url, event_hooks={"response": [_hears(watch)]}))
        headers = {"authorization": f"Bearer {key}"}
        api = stack.enter_context(httpx.Client(base_url=served.url, headers=headers, timeout=60))
        with Keeper(troth):
            yield (told := Story(troth, box, client, seat, api, planted, watch))
        told.kept(*proven)
        assert troth.ledger.verify().sound
        watches = [each.watch for each in (told, *told.others)]
        for each in watches:
            each.store(troth)
    printed = capfd.readouterr()
    for each in watches:
        each.saw("output", *printed)
    assert [each.here for each in watches] == [[]] * len(watches)


def _key(troth: House) -> str:
    scopes = [scope for scope in accounts.SCOPES if scope != "staff"]
    with troth.database.write() as tx:
        return accounts.make(tx, "shop", scopes, (), troth.clock())[1]
