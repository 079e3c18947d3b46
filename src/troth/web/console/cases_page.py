"""The list of cases: the time left in front, and the next step. Nothing of what anybody wrote is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from troth.cases import CASE_KINDS, Case, CaseKind, number_of
from troth.cases.lists import GROUPS, Group, Place, Wanted, count_open, place_of, select_closed, select_open
from troth.people.ref import parse_ref, ref
from troth.web.console import words
from troth.web.house import House
from troth.web.visit import Visit

AT_ONCE: Final = 50
PATH: Final = "/cases"


@dataclass(frozen=True, slots=True)
class Line:
    """A case in a list."""

    case: Case
    number: str
    late: bool
    left: str
    next: str | None

    @classmethod
    def of(cls, case: Case, at: datetime) -> Line:
        return cls(case, number_of(case), case.late(at), words.time_left(case, at), words.next_step(case))


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address of the list chooses."""

    wanted: Wanted
    closed: bool
    after: Place | None

    def path(self, **changed: str) -> str:
        """The address of the list with something chosen otherwise; empty: not chosen."""
        policy, clause = self.wanted.clause or ("", "")
        chosen = {"tab": "closed" if self.closed else "", "group": self.wanted.group or ""}
        chosen |= {"kind": self.wanted.kind or "", "policy": policy, "clause": clause} | changed
        query = urlencode({name: value for name, value in chosen.items() if value})
        return f"{PATH}?{query}" if query else PATH


def show(house: House, visit: Visit) -> Response:
    """The open ones, the latest first; or the closed ones, the newest first."""
    choice, at = _choice(visit), house.troth.clock()
    with house.troth.database.read() as tx:
        tally = count_open(tx, choice.wanted, at)
        if choice.closed:
            listed = select_closed(tx, choice.wanted, choice.after, AT_ONCE + 1)
        else:
            listed = select_open(tx, choice.wanted, at, choice.after, AT_ONCE + 1)
    lines = [Line.of(case, at) for case in listed[:AT_ONCE]]
    following = choice.path(after=_place(lines[-1].case, closed=choice.closed)) if len(listed) > AT_ONCE else None
    more: dict[str, Any] = {"lines": lines, "following": following, "kinds": CASE_KINDS, "groups": GROUPS}
    return house.page("console/cases.html", visit, choice=choice, tally=tally, words=words, now=at, **more)


def path_of_clause(policy: str, clause: str) -> str:
    """The list of the open cases that a clause promises an answer to."""
    return Choice(Wanted(clause=(policy, clause)), closed=False, after=None).path()


def _choice(visit: Visit) -> Choice:
    """HTTPException (404) for what there is no list of."""
    group, kind, tab = (visit.query.get(name, "") for name in ("group", "kind", "tab"))
    policy, clause = visit.query.get("policy", ""), visit.query.get("clause", "")
    if tab not in ("", "closed"):
        raise HTTPException(404)
    wanted = Wanted(_group(group), _kind(kind), (policy, clause) if policy and clause else None)
    return Choice(wanted, closed=bool(tab), after=_after(visit.query.get("after", "")))


def _group(name: str) -> Group | None:
    found = next((each for each in GROUPS if each == name), None)
    if name and found is None:
        raise HTTPException(404)
    return found


def _kind(name: str) -> CaseKind | None:
    found = next((each for each in CASE_KINDS if each == name), None)
    if name and found is None:
        raise HTTPException(404)
    return found


def _place(case: Case, *, closed: bool) -> str:
    """Where a case stands in its list, for the address of the page after it."""
    stands, day, _ = place_of(case)
    ordered = case.since if closed and case.since else day
    return f"{stands} {ordered.isoformat()} {ref('c', case.id)}"


def _after(text: str) -> Place | None:
    if not text:
        return None
    try:
        stands, moment, number = text.split(" ")
        at = datetime.fromisoformat(moment)
    except ValueError:
        raise HTTPException(404) from None
    if stands not in ("0", "1") or at.tzinfo is None:
        raise HTTPException(404)
    return int(stands), at, parse_ref("c", number)
