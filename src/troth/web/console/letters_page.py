"""Letters to one person that need somebody's help: which, of whom by reference, and why; no word of any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from troth.db import Connection
from troth.notices.outbox.store import Listed
from troth.people import person_ref
from troth.web.console import words
from troth.web.house import House
from troth.web.visit import Visit

PATH: Final = "/letters"
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A letter in the list."""

    letter: Listed
    person: str


def show(house: House, visit: Visit) -> Response:
    """Those that can be posted, because a postal address is held, and those that nothing reaches."""
    troth = house.troth
    with troth.database.read() as tx:
        listed = troth.outbox.listed(tx, *words.LETTERS, limit=MOST)
        posted = _with_postal_address(house, tx, {each.person for each in listed})
    lines = [Line(each, person_ref(each.person)) for each in listed]
    by_hand = [line for line in lines if line.letter.person in posted]
    lost = [line for line in lines if line.letter.person not in posted]
    more: dict[str, Any] = {"by_hand": by_hand, "lost": lost, "most": MOST if len(lines) == MOST else 0}
    return house.page("console/letters.html", visit, words=words, tried=visit.query.get("tried") == "1", **more)


def again(house: House, visit: Visit) -> Response:
    """Tries a letter again, from the start. NotFound for one that is out."""
    letter = visit.path["letter"]
    if not (letter.isascii() and letter.isalnum()):
        raise HTTPException(404)
    with house.troth.database.write() as tx:
        house.troth.outbox.again(tx, letter)
    return RedirectResponse(f"{PATH}?tried=1", 303)


def _with_postal_address(house: House, tx: Connection, people: Iterable[int]) -> set[int]:
    """Of whom a postal address is held; none is opened."""
    version = house.troth.version()
    terms = version.terms.data.descendants("postal-address") if version else frozenset[str]()
    items = house.troth.vault.items
    return {person for person in people if any(item.category in terms for item in items(tx, person))}
