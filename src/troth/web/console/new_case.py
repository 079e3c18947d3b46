"""Entering a case that came by mail, telephone, letter or fax.

1. Who is it? An address, a number or an account id is looked up by its digest. It comes in a form's body, so it is in
   no address, no log and no history.
2. What is asked. Of somebody who is not here, what they gave is collected by the gate, to answer them, where the policy
   lets it; where it does not, it stands in the text of the case alone, which is sealed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from troth import people
from troth.cases import CASE_KINDS, Asked, Case, CaseKind, Level, number_of
from troth.db import Connection
from troth.errors import RequestError, TrothError
from troth.gate import Caller, Intake
from troth.people import parse_person_ref, person_ref
from troth.web.console import choosing, words
from troth.web.console.case_page import LONGEST
from troth.web.console.cases_page import PATH
from troth.web.console.entering import WAYS, day_of, one_of, way_of
from troth.web.house import House
from troth.web.purposes import purposes_of
from troth.web.tongues import _, marked
from troth.web.visit import Form, Visit

Clue = Literal["email", "phone", "account-id"]
CLUES: Final[Mapping[Clue, str]] = {
    "email": marked("E-mail address"),
    "phone": marked("Telephone number"),
    "account-id": marked("Account"),
}
GIVEN: Final[Mapping[str, str]] = {
    "name": marked("Name"),
    "email": marked("E-mail address"),
    "phone": marked("Telephone number"),
    "postal-address": marked("Postal address"),
}
NEW: Final = "new"
ANSWERING: Final = "enquiry-answering"
MOST: Final = 20  # people who have one address, or one account


def begin(house: House, visit: Visit) -> Response:
    """Whom is it about?"""
    return house.page("console/find.html", visit, clues=CLUES)


def find(house: House, visit: Visit) -> Response:
    """The case's form, for those who have what was typed, or for somebody new."""
    if visit.form.get("none"):
        return _form(house, visit, [], {})
    clue, value = _clue(visit.form), visit.form.get("value")
    if not value:
        raise HTTPException(422)
    with house.troth.database.read() as tx:
        found = people.listed(tx, house.troth.vault.find(tx, clue, value))[:MOST]
    known: dict[str, str] = {clue: value} if clue in GIVEN and not found else {}
    return _form(house, visit, [person_ref(person) for person in found], known)


def enter(house: House, visit: Visit) -> Response:
    """Opens the case. What cannot be is said above the form, and what was typed stays in it."""
    troth, form = house.troth, visit.form
    assert visit.account is not None, "the site lets nobody else in"
    try:
        with troth.database.write() as tx:
            case = _entered(house, tx, visit.account.caller, form)
    except TrothError as error:
        if error.status not in (404, 409, 422):
            raise
        return _form(house, visit, form.every("found")[:MOST], {}, error)
    troth.work.woken.set()
    return RedirectResponse(f"{PATH}/{number_of(case)}", 303)


def _form(
    house: House, visit: Visit, found: Sequence[str], known: Mapping[str, str], error: TrothError | None = None
) -> Response:
    troth, version = house.troth, house.troth.version()
    with troth.database.read() as tx:
        held = {life.item.category for one in found for life in troth.lifetimes.lives(tx, parse_person_ref(one))}
    more: dict[str, Any] = {"found": found, "known": known, "held": sorted(held), "error": error, "given": visit.form}
    more |= {"kinds": CASE_KINDS, "ways": WAYS, "fields": GIVEN, "new": NEW, "longest": LONGEST, "words": words}
    more |= {"purposes": purposes_of(version), "today": troth.clock().date().isoformat()}
    more |= {"topics": choosing.topics(version), "channels": choosing.channels()}
    return house.page("console/new-case.html", visit, status=error.status if error else 200, **more)


def _entered(house: House, tx: Connection, caller: Caller, form: Form) -> Case:
    troth, who, text = house.troth, form.get("person"), form.get("text")
    if who == NEW:
        person, kept_apart = _newcomer(house, tx, caller, form)
        text = "\n\n".join(part for part in (text, kept_apart) if part)
    else:
        person = parse_person_ref(who)
    asked = Asked(data=tuple(form.every("data")), purposes=tuple(form.every("for")), text=text[:LONGEST])
    check = form.get("check") or None
    level, received = Level.CHECKED if check else Level.NOBODY, day_of(form.get("received"), troth.clock())
    more: dict[str, Any] = {"via": way_of(form), "level": level, "check": check, "received": received}
    return troth.cases.open(tx, caller, person, _kind(form), asked, **more)


def _newcomer(house: House, tx: Connection, caller: Caller, form: Form) -> tuple[int, str]:
    """Somebody who has no account, and what they gave that the policy lets nobody collect."""
    given = {term: value for term in GIVEN if (value := form.get(term))}
    if not given:
        raise RequestError(marked("nothing says who asks"), help=marked("give a name or an address to answer to"))
    made, apart = house.troth.tell.person(tx, caller), list[str]()
    for term, value in given.items():
        if not _collected(house, tx, caller, made.id, term, value):
            apart.append(f"{_(GIVEN[term])}: {value}")
    return made.id, "\n".join(apart)


def _collected(house: House, tx: Connection, caller: Caller, person: int, term: str, value: str) -> bool:
    """Whether the gate took it, to answer them with."""
    version = house.troth.version()
    if version is None or term not in version.terms.data.terms or ANSWERING not in version.terms.purposes.terms:
        return False
    return house.troth.gate.take(tx, caller, Intake(person, {term: value}, ANSWERING)).refusal is None


def _clue(form: Form) -> Clue:
    return one_of(form.get("by"), CLUES)


def _kind(form: Form) -> CaseKind:
    return one_of(form.get("kind"), CASE_KINDS)
