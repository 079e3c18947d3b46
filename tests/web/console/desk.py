"""Staff in front of the console, and the cases that they find there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from tests.web.house import Served, Ticking, Visitor
from tests.web.page import Page
from troth.app import Troth
from troth.cases import Asked, Case, CaseKind, Level, number_of
from troth.gate import Caller
from troth.people import parse_person_ref

MARK = "Quillington"  # in what people write, so that it is found where it should not be


@dataclass
class Desk:
    """A served deployment, and the browser of somebody of staff."""

    served: Served
    visitor: Visitor | None = None

    @property
    def troth(self) -> Troth:
        return self.served.troth

    @property
    def browser(self) -> Visitor:
        assert self.visitor is not None, "nobody signed in"
        return self.visitor

    def person(self, **values: Any) -> str:
        made = self.troth.person()
        self.troth.collect(made, {"name": "Ada Quill", **values}, purpose="account-management")
        return made

    def case(self, kind: CaseKind = "complaint", person: str = "", **more: Any) -> Case:
        """An open case; of a complaint it is with staff at once."""
        told = {"via": "letter", "level": Level.NOBODY, **more}
        asked = told.pop("asked", Asked(text=f"I am {MARK}."))
        whom = parse_person_ref(person or self.person())
        with self.troth.database.write() as tx:
            return self.troth.cases.open(tx, Caller("a-staff"), whom, kind, asked, **told)

    def now(self, case: Case) -> Case:
        with self.troth.database.read() as tx:
            return self.troth.cases.get(tx, case.id)

    def page(self, path: str, status: int = 200) -> Page:
        return self.browser.page(path, status)

    def of(self, case: Case) -> Page:
        return self.page(path_of(case))

    def press(self, path: str, status: int = 303, /, **fields: Any) -> httpx.Response:
        """What comes of a form of the console's own page."""
        token = self.page("/cases/new").value("form-token")
        answer = self.browser.post(path, data={"form-token": token, **fields})
        assert answer.status_code == status, answer.text
        return answer

    def shown(self, path: str, status: int = 200, /, **fields: Any) -> Page:
        """The page that answers a form."""
        return Page.of(self.press(path, status, **fields), status)

    @contextmanager
    def later(self, days: float) -> Iterator[None]:
        """Meanwhile so many days have gone by."""
        clock = self.troth.clock
        assert isinstance(clock, Ticking)
        before = clock.now
        clock.now = before + timedelta(days=days)
        yield
        clock.now = before


def path_of(case: Case) -> str:
    return f"/cases/{number_of(case)}"
