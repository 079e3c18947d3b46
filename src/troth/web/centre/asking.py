"""Asking for something: the form of each kind of case, the list of a person's cases, and a page for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from troth.cases import CASE_KINDS, CENTRE, NEEDED, Asked, Case, CaseKind, Step, number_of, show
from troth.db import Connection
from troth.errors import Conflict, NotFound, TrothError
from troth.people.ref import parse_ref
from troth.vault.givers import given_of
from troth.web import reasons
from troth.web.centre import held
from troth.web.centre.desk import Centre
from troth.web.centre.guest import HOME, Guest
from troth.web.purposes import purposes_of
from troth.web.tongues import marked

LONGEST = 20_000  # characters of what somebody writes
_NEED_WORDS = ("complaint", "security-report")


@dataclass(frozen=True, slots=True)
class Line:
    """A case in the list. `left`: whole days until it must be answered; below zero it is late."""

    number: str
    case: Case
    left: int

    @property
    def can_cancel(self) -> bool:
        return not self.case.closed

    @property
    def can_confirm(self) -> bool:
        return self.case.state == "unverified"


def lines(centre: Centre, tx: Connection, person: int, at: datetime) -> list[Line]:
    """The person's cases, newest first."""
    return [_line(case, at) for case in centre.troth.cases.of(tx, person)]


# -- asking --


def form(centre: Centre, guest: Guest) -> Response:
    """What to say for one kind of case."""
    return _form(centre, guest, _kind(guest))


def ask(centre: Centre, guest: Guest) -> Response:
    """Opens a case. It asks for a fresh session where the kind does."""
    person, kind = guest.check(), _kind(guest)
    level = guest.level
    if level < NEEDED[kind]:
        return centre.page("centre/again.html", guest)
    try:
        with centre.troth.database.write() as tx:
            asked = _asked(guest, kind, _current(centre, tx, person) if kind == "correct" else {})
            case = centre.troth.cases.open(tx, CENTRE, person, kind, asked, via="self-service", level=level)
    except Conflict as error:
        return _form(centre, guest, kind, error=error)
    centre.troth.work.woken.set()
    return RedirectResponse(f"{HOME}/case/{number_of(case)}", 303)


def _form(centre: Centre, guest: Guest, kind: CaseKind, error: TrothError | None = None) -> Response:
    person, troth, version = guest.person, centre.troth, centre.version
    if kind in ("correct", "remove") and not guest.is_fresh:
        return centre.page("centre/again.html", guest)
    more: dict[str, Any] = {"kind": kind, "error": error, "undo": troth.settings.undo_days, "fresh": guest.is_fresh}
    more |= {"purposes": purposes_of(version), "longest": LONGEST, "groups": (), "categories": ()}
    if kind in ("correct", "remove"):
        more["groups"] = _shown(centre, guest, person)
    elif kind in ("erase", "restrict"):
        with troth.database.read() as tx:
            lives, told = troth.lifetimes.lives(tx, person), given_of(tx, person)
        more["categories"] = sorted({(life.item.category, held.title(life.item, told)) for life in lives})
    return centre.page("centre/request.html", guest, status=409 if error else 200, **more)


def _shown(centre: Centre, guest: Guest, person: int) -> tuple[held.Group, ...]:
    """The items with what is in them, which leaves an entry."""
    troth, first = centre.troth, guest.number("from") if "from" in guest.visit.query else 0
    with troth.database.write() as tx:
        lives = held.page_of(troth.lifetimes.lives(tx, person), first)
        items = [life.item.id for life in lives]
        found = show(tx, troth.vault, troth.ledger, CENTRE, person, items, centre.version, guest.at)
        return held.holdings(lives, troth.engine, guest.at, 0, found.values, given_of(tx, person)).groups


def _current(centre: Centre, tx: Connection, person: int) -> Mapping[int, str]:
    """What stands in the items that are plain text, and so can be corrected in a form."""
    troth = centre.troth
    ids = [item.id for item in troth.vault.items(tx, person)]
    found = show(tx, troth.vault, troth.ledger, CENTRE, person, ids, centre.version, troth.clock())
    return {item: value for item, value in found.values.items() if isinstance(value, str)}


def _asked(guest: Guest, kind: CaseKind, current: Mapping[int, str]) -> Asked:
    form_ = guest.form
    words = form_.get("text").strip()[:LONGEST]
    if kind in _NEED_WORDS and not words:
        raise HTTPException(422)
    items = tuple(_number(text) for text in form_.every("item"))
    values = {item: new for item, old in current.items() if (new := form_.get(f"value-{item}").strip()) and new != old}
    whole = form_.get("what") == "everything"
    data = () if whole else tuple(form_.every("data"))
    return Asked(data, tuple(form_.every("for")), items, values, words)


# -- a case --


def look(centre: Centre, guest: Guest) -> Response:
    """One case: how far it is, and what happened."""
    with centre.troth.database.read() as tx:
        case = _own(centre, tx, guest)
        steps = [(step, words) for step, words in centre.troth.cases.steps(tx, case) if _for_them(step)]
    more: dict[str, Any] = {"steps": steps, "late": case.late(guest.at), "reasons": reasons}
    return centre.page("centre/case.html", guest, line=_line(case, guest.at), **more)


def cancel(centre: Centre, guest: Guest) -> Response:
    """Takes it back."""
    guest.check()
    with centre.troth.database.write() as tx:
        centre.troth.cases.cancel(tx, CENTRE, _own(centre, tx, guest).id)
    return RedirectResponse(f"{HOME}/case/{guest.visit.path['case']}", 303)


def confirm(centre: Centre, guest: Guest) -> Response:
    """It was they who asked, by letter or phone, or who were meant."""
    guest.check()
    with centre.troth.database.write() as tx:
        case = _own(centre, tx, guest)
        if guest.level < case.needs:
            return centre.page("centre/again.html", guest)
        centre.troth.cases.confirm(tx, CENTRE, case.id, guest.level)
    centre.troth.work.woken.set()
    return RedirectResponse(f"{HOME}/case/{guest.visit.path['case']}", 303)


def _own(centre: Centre, tx: Connection, guest: Guest) -> Case:
    """The case of the path, if it is theirs; another's is not found."""
    person = guest.person
    case = centre.troth.cases.get(tx, parse_ref("c", guest.visit.path["case"]))
    if case.person != person:
        raise NotFound(marked("there is no such case"))
    return case


def _for_them(step: Step) -> bool:
    """Notes among staff, and reminders to them, are not for the person."""
    return step.kind not in ("noted", "reminded")


def _line(case: Case, at: datetime) -> Line:
    return Line(number_of(case), case, (case.due - at).days)


def _kind(guest: Guest) -> CaseKind:
    kind = guest.visit.path["kind"]
    found = next((each for each in CASE_KINDS if each == kind), None)
    if found is None:
        raise HTTPException(404)
    return found


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise HTTPException(422)
    return int(text)
