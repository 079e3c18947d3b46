"""Acting for others: an organisation's contact and a minor's guardian choose for whom; and who acts for oneself."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from troth import people
from troth.cases import CENTRE
from troth.cases.suspicion import suspect
from troth.db import Connection
from troth.people import Acting, parse_person_ref, person_ref
from troth.web.centre.desk import Centre
from troth.web.centre.guest import HOME, Guest, let_in, let_out


@dataclass(frozen=True, slots=True)
class Sides:
    """`others`: for whom who sits there may act, each with their reference. `now`: the one they act for now.

    `by`: who may act for the person whose data it is.
    """

    others: tuple[tuple[str, Acting], ...]
    by: tuple[Acting, ...]
    now: str


def sides(tx: Connection, guest: Guest) -> Sides:
    """What the page says of acting."""
    others = tuple((person_ref(each.person), each) for each in people.acts_for(tx, guest.who, guest.at))
    now = "" if guest.who == guest.person else person_ref(guest.person)
    return Sides(others, tuple(people.acting_for(tx, guest.person, guest.at)), now)


def choose(centre: Centre, guest: Guest) -> Response:
    """Goes on about another person, or about oneself again. The session lives no longer for it."""
    guest.check()
    wanted = guest.form.get("person")
    person = parse_person_ref(wanted) if wanted else guest.who
    if guest.session is None or person == guest.person:
        return RedirectResponse(HOME, 303)
    return let_in(guest.http, centre.identity.act_for(guest.session, person))


def suspicion(centre: Centre, guest: Guest) -> Response:
    """Somebody else may have been here: everybody is out, who says so too. Without a fresh session, for it is urgent.

    Who acts for another says it of themselves: it is their own way in that somebody else may have.
    """
    guest.check()
    with centre.troth.database.write() as tx:
        suspect(tx, centre.troth.cases, CENTRE, guest.who, via="self-service", level=guest.level)
    return let_out(guest.http, "suspicion")


PLACES = (("POST", f"{HOME}/as", choose), ("POST", f"{HOME}/suspicion", suspicion))
