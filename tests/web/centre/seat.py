"""A person in front of the privacy centre: with a mailbox, and a browser's worth of HTTP."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from tests.web.house import Served, Ticking, Visitor
from tests.web.mailing import Mailbox
from tests.web.page import Page
from troth.app import Troth
from troth.ledger import Entry
from troth.people import parse_person_ref

VALUES = {"name": "Ann Amber", "postal-address": "1 Tea Hill"}


@dataclass(frozen=True)
class Person:
    """`ref` in the store; `address` where their mail comes to."""

    ref: str
    address: str

    @property
    def id(self) -> int:
        return parse_person_ref(self.ref)


class Seat(Visitor):
    """One person's browser."""

    def ask(self, address: str) -> httpx.Response:
        return self.post("/me", data={"address": address})

    def press(self, path: str, status: int = 303, /, **fields: str) -> httpx.Response:
        """What comes of a form of the centre's own page."""
        token = self.page("/me").value("form-token")
        answer = self.post(path, data={"form-token": token, **fields})
        assert answer.status_code == status, answer.text
        return answer

    def shown(self, path: str, **fields: str) -> Page:
        """The page that answers a form."""
        return Page.of(self.press(path, 200, **fields))

    def values(self, first: int = 0) -> Page:
        """The page with the values on it."""
        return self.shown("/me/values", **{"from": str(first)})

    def done(self, path: str, **fields: str) -> Page:
        """The page that one is led to after a form."""
        return self.page(self.press(path, **fields).headers["location"].partition("#")[0])


@dataclass(frozen=True)
class House:
    """A served deployment that sends its mail to `box`."""

    served: Served
    box: Mailbox

    @property
    def troth(self) -> Troth:
        return self.served.troth

    def person(self, values: Mapping[str, Any] = VALUES, **more: Any) -> Person:
        """Somebody new, with an address of their own."""
        made = Person(self.troth.person(), f"ann.{secrets.token_hex(6)}@mail.example")
        given = more if "notice" in more else {"purpose": "account-management", **more}
        self.troth.collect(made.ref, {"email": made.address, **values}, **given)
        return made

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """Meanwhile it is another time."""
        clock = self.troth.clock
        assert isinstance(clock, Ticking)
        before, clock.now = clock.now, moment
        yield
        clock.now = before

    def link(self, person: Person) -> str:
        """The path of a new link that came by mail."""
        before = sum(to == person.address for to, _ in self.box.letters)
        with self.seat() as seat:
            assert seat.ask(person.address).status_code == 200
        return self.box.link(person.address, before + 1)

    def seat(self) -> Seat:
        return Seat(self.served.url)

    @contextmanager
    def signed_in(self, person: Person) -> Iterator[Seat]:
        with self.seat() as seat:
            assert seat.post(self.link(person), data={"go": "1"}).status_code == 303
            yield seat

    def entries(self, person: Person | None) -> list[Entry]:
        """Oldest first; None: of nobody."""
        with self.troth.database.read() as tx:
            found = self.troth.ledger.entries_of(tx, person.id if person else None, limit=1000)
        return [each.entry for each in reversed(found) if each.entry is not None]
