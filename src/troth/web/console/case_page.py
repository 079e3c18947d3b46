"""A case for who works on it: what was asked, what promises the answer, and the next step as the one main button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from troth.cases import DENIALS, EXTENSIONS, PAUSES, Case, Cases, Level, number_of
from troth.cases.looking import look
from troth.db import Connection
from troth.errors import TrothError
from troth.gate import Caller
from troth.language import Clause
from troth.people import person_ref
from troth.people.ref import parse_ref
from troth.web import reasons
from troth.web.console import words
from troth.web.console.cases_page import PATH, Line
from troth.web.house import House
from troth.web.marks import Sheet, sheet
from troth.web.policy_page import link
from troth.web.visit import Form, Visit

LONGEST: Final = 20_000  # characters of what somebody writes

Act = Callable[[Cases, Connection, Caller, Case, Form], Case]


@dataclass(frozen=True, slots=True)
class Promise:
    """A clause that promises an answer: its words, and where they stand on the policy page."""

    clause: str
    words: tuple[str, ...]
    path: str


# -- looking --


def show(house: House, visit: Visit) -> Response:
    """The case, with what is sealed in it opened; that leaves an entry."""
    return _page(house, visit)


def _page(house: House, visit: Visit, error: TrothError | None = None) -> Response:
    troth, at = house.troth, house.troth.clock()
    caller = _caller(visit)
    with troth.database.write() as tx:
        case = troth.cases.get(tx, _number(visit))
        seen = look(troth.cases, tx, caller, case)
        others = [each for each in troth.cases.of(tx, case.person) if each.id != case.id]
        holds = [hold for hold in troth.lifetimes.holds(tx, case.person) if hold.at(at)]
        held = {item.id: item.category for item in troth.vault.items(tx, case.person)}
    more: dict[str, Any] = {"line": Line.of(case, at), "seen": seen, "holds": holds, "held": held, "words": words}
    more |= {"others": [Line.of(each, at) for each in others], "person": person_ref(case.person)}
    more |= {"promises": _promises(house, case), "open_to": _open_to(case, at), "longest": LONGEST}
    more |= {"denials": DENIALS, "pauses": PAUSES, "extensions": EXTENSIONS, "reasons": reasons}
    more |= {"error": error, "given": visit.form, "tried": visit.path.get("step", "")}
    return house.page("console/case.html", visit, status=error.status if error else 200, **more)


def _promises(house: House, case: Case) -> list[Promise]:
    """Those of the version that was in force when the case came in."""
    policy = next((each for each in house.policies() if each.id == case.policy), None)
    told = (
        next((each for each in house.versions(policy) if each.version.version == case.version), None)
        if policy
        else None
    )
    if told is None:
        return []
    page = sheet(told.version)
    chosen = [clause for clause in told.version.clauses if clause.id in case.clauses]
    return [_promise(told.path, page, clause) for clause in chosen]


def _promise(base: str, page: Sheet, clause: Clause) -> Promise:
    numbers = page.by_clause[clause.id]
    said = [marked.sentence.text for number in numbers if (marked := page.sentence(number)) is not None]
    return Promise(clause.id, tuple(said), link(base, page, clause, next(iter(numbers), None)))


def _open_to(case: Case, at: datetime) -> frozenset[str]:
    """What staff may do with it now."""
    if case.closed:
        return frozenset()
    can = {"note", "deny", "cancel", "resume" if case.state == "paused" else "pause"}
    can |= {"confirm"} if case.level < Level.CHECKED else set()
    can |= {"answer"} if case.level >= case.needs else set()
    later = case.most is not None and at <= case.due < case.most and case.state != "paused"
    return frozenset(can | ({"extend"} if later else set()))


# -- doing --


def act(house: House, visit: Visit) -> Response:
    """Takes a step; what cannot be done is said on the page of the case, and what was typed stays there."""
    step, troth = ACTS.get(visit.path["step"]), house.troth
    if step is None:
        raise HTTPException(404)
    try:
        with troth.database.write() as tx:
            case = troth.cases.get(tx, _number(visit))
            done = step(troth.cases, tx, _caller(visit), case, visit.form)
    except TrothError as error:
        if error.status not in (403, 409, 422):
            raise
        return _page(house, visit, error)
    troth.work.woken.set()
    return RedirectResponse(f"{PATH}/{number_of(done)}", 303)


def _confirm(cases: Cases, tx: Connection, caller: Caller, case: Case, form: Form) -> Case:
    return cases.confirm(tx, caller, case.id, Level.CHECKED, check=form.get("check"), words=_words(form))


def _answer(cases: Cases, tx: Connection, caller: Caller, case: Case, form: Form) -> Case:
    return cases.answer(tx, caller, case.id, _words(form))


def _resume(cases: Cases, tx: Connection, caller: Caller, case: Case, _form: Form) -> Case:
    return cases.resume(tx, caller, case.id)


def _pause(cases: Cases, tx: Connection, caller: Caller, case: Case, form: Form) -> Case:
    return cases.pause(tx, caller, case.id, form.get("code"), words=_words(form))


def _extend(cases: Cases, tx: Connection, caller: Caller, case: Case, form: Form) -> Case:
    """To the end of the day that was chosen, or to the latest moment of it that the law lets."""
    try:
        chosen = datetime.fromisoformat(form.get("until")).date()
    except ValueError:
        raise HTTPException(422) from None
    until = datetime.combine(chosen, time(23, 59, 59), UTC)
    if case.most is not None and case.most.astimezone(UTC).date() == chosen:
        until = case.most
    return cases.extend(tx, caller, case.id, until, form.get("code"))


def _note(cases: Cases, tx: Connection, caller: Caller, case: Case, form: Form) -> Case:
    if not _words(form):
        raise HTTPException(422)
    return cases.note(tx, caller, case.id, _words(form))


def _deny(cases: Cases, tx: Connection, caller: Caller, case: Case, form: Form) -> Case:
    return cases.deny(tx, caller, case.id, form.get("code"), words=_words(form))


def _cancel(cases: Cases, tx: Connection, caller: Caller, case: Case, _form: Form) -> Case:
    return cases.cancel(tx, caller, case.id)


ACTS: Final[Mapping[str, Act]] = {
    "confirm": _confirm,
    "answer": _answer,
    "resume": _resume,
    "pause": _pause,
    "extend": _extend,
    "note": _note,
    "deny": _deny,
    "cancel": _cancel,
}


def _words(form: Form) -> str:
    return form.get("text")[:LONGEST]


def _number(visit: Visit) -> int:
    return parse_ref("c", visit.path["case"])


def _caller(visit: Visit) -> Caller:
    assert visit.account is not None, "the site lets nobody else in"
    return visit.account.caller
