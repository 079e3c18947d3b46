"""Global Privacy Control: what the browser of who is signed in says with every page it asks for (W3C, Sec-GPC: 1).

It counts as a no on every topic whose duty lists `gpc`, from the moment it is first seen (SPEC 4; CCPA regulations
7025). Seen again it changes nothing; a later yes of the person beats it. The browser of who acts for another says
nothing of that other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from troth import people
from troth.cases import CENTRE
from troth.web.centre.desk import Centre
from troth.web.centre.guest import Guest

HEADER: Final = "sec-gpc"


def heed(centre: Centre, guest: Guest) -> Guest:
    """Records that the signal was seen, once; gives the guest, who comes after it."""
    if guest.session is None or guest.session.actor is not None or guest.http.headers.get(HEADER) != "1":
        return guest
    person, database = guest.session.person, centre.troth.database
    with database.read() as tx:
        said = people.events(tx, person, kinds=("gpc",))
    if said and said[-1].value == "seen":
        return guest
    with database.write() as tx:
        centre.troth.tell.signal(tx, CENTRE, person)
    return replace(guest, at=centre.troth.clock())
