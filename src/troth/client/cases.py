"""Cases: what people ask for about their own data, entered for them, followed, and handed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from troth.client.wire import Wire, given, in_json, made, segment

Kind = Literal["access", "correct", "erase", "restrict", "object", "port", "remove", "complaint", "security-report"]
Check = Literal["id-document", "call-back", "signed-letter", "known-details", "mandate", "guardian"]
CLOSED = frozenset(("done", "denied", "cancelled"))


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a case. `entry`: of the ledger; `note`: what was signed, such as a certificate."""

    step: str
    at: datetime
    by: str
    code: str | None
    until: datetime | None
    entry: str | None
    note: str | None = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands. `source`: the clause or article that sets the day; `known`: how well it is known who asks.

    What stands from `data` on is there when one case is looked at.
    """

    case: str
    person: str
    kind: str
    via: str
    state: str
    known: str
    received: datetime
    due: datetime
    source: str
    late: bool
    policy: str | None
    version: str | None
    clauses: tuple[str, ...]
    entered_by: str
    data: tuple[str, ...] = ()
    for_: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    text: str = field(default="", repr=False)
    steps: tuple[Step, ...] = ()

    @property
    def closed(self) -> bool:
        return self.state in CLOSED


class Cases(Wire):
    """`case` is the number of a case, such as `c0123456789abc`."""

    def open_case(
        self,
        person: str,
        kind: Kind,
        *,
        via: str = "api",
        check: Check | None = None,
        data: Iterable[str] = (),
        purposes: Iterable[str] = (),
        items: Iterable[str] = (),
        values: Mapping[str, Any] | None = None,
        text: str = "",
        received: datetime | None = None,
        once: str | None = None,
    ) -> Case:
        """What a person asks for. `check`: what you looked at to know who asks; without it they are asked by letter.

        `data`, `purposes`: terms, to restrict, object to, or erase alone; `items`: to take away; `values`: what is
        right instead, by item; `received`: when it came in, if that is not now.
        """
        lists = {"data": list(data), "for": list(purposes), "items": list(items)}
        right = [{"item": item, "value": value} for item, value in (values or {}).items()]
        rest = given(person=person, kind=kind, via=via, check=check, text=text, received=received)
        return made(Case, self._act("POST", "/cases", lists | {"values": right} | rest, once))

    def case(self, case: str) -> Case:
        """A case with what was asked for and its steps. That it was looked at is an entry in the ledger."""
        told = self._get(_of(case))
        return made(Case, told | {"steps": [made(Step, step) for step in told["steps"]]})

    def cases(self, *, states: Iterable[str] = (), kinds: Iterable[Kind] = ()) -> Iterator[Case]:
        """Cases by the day they are due."""
        return (made(Case, each) for each in self._listed("/cases", state=list(states), kind=list(kinds)))

    def cases_of(self, person: str) -> Iterator[Case]:
        """All of a person's cases, newest first; no entry is made of that."""
        return (made(Case, each) for each in self._listed("/cases", of=person))

    def confirm_case(self, case: str, check: Check, text: str = "") -> Case:
        """What was looked at to know who asks."""
        return self._move_case(case, "confirm", {"check": check, "text": text})

    def pause_case(self, case: str, code: str, text: str = "") -> Case:
        """Stops the clock, for a reason that lies with the person: need_user_verification, need_details."""
        return self._move_case(case, "pause", {"code": code, "text": text})

    def resume_case(self, case: str) -> Case:
        """Lets the clock go on."""
        return self._move_case(case, "resume")

    def extend_case(self, case: str, until: datetime, code: str) -> Case:
        """Puts the day off, as far as the law lets: complex, many."""
        return self._move_case(case, "extend", {"until": until, "code": code})

    def note_case(self, case: str, text: str) -> Case:
        """Something for those who work on it."""
        return self._move_case(case, "note", {"text": text})

    def cancel_case(self, case: str) -> Case:
        """The person takes it back."""
        return self._move_case(case, "cancel")

    def deny_case(self, case: str, code: str, text: str = "") -> Case:
        """Refuses it, with a reason that is sent."""
        return self._move_case(case, "deny", {"code": code, "text": text})

    def answer_case(self, case: str, text: str) -> Case:
        """Ends it with an answer, in words that the person gets to see."""
        return self._move_case(case, "answer", {"text": text})

    def package(self, case: str, token: str, part: Literal["json", "pdf"] = "json") -> bytes:
        """What was put together, to be handed to the person. `token`: your app's, signed now, that they are there."""
        return bytes(self._sent("POST", f"{_of(case)}/package", once=self.fresh_key(), **_body(token, part)).content)

    def suspect(self, person: str, text: str = "", *, via: str = "api") -> str:
        """Somebody else may have been in: ends what is open, and gives the case that looks into it."""
        body = {"via": via, "text": text}
        return str(self._act("POST", f"/people/{segment(person)}/suspicion", body)["case"])

    def _move_case(self, case: str, step: str, body: Mapping[str, Any] | None = None) -> Case:
        return made(Case, self._act("POST", f"{_of(case)}/{step}", body))


def _of(case: str) -> str:
    return f"/cases/{segment(case)}"


def _body(token: str, part: str) -> dict[str, Any]:
    return {
        "content": in_json({"token": token, "part": part}),
        "headers": {"accept": "*/*", "content-type": "application/json"},
    }
