"""What is shown of a person: recorded when it is published, set by them, and taken down.

It is taken down when the person or somebody for them says so, when they let fewer see it, when what they say ends what
permitted it, and when a version in force no longer permits it; and it goes with its item. What was taken down stays
down until it is published again, and what the person took down until they show it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from troth import people
from troth.db import Connection, Database, new_id
from troth.errors import NotFound, RequestError
from troth.gate import publications
from troth.gate.gathering import Gathered
from troth.gate.model import Act, Caller
from troth.gate.publications import AUDIENCES, Publication
from troth.gate.teller import Teller
from troth.gate.viewing import why_not
from troth.gate.words import known_terms
from troth.language import Version
from troth.people.visibility import Visibility

TAKEN_DOWN = "person"  # why it is down: its person said so
REVIEW = Caller("review")
_PAGE = 200


def record(
    tx: Connection,
    caller: Caller,
    act: Act,
    found: Gathered,
    version: Version | None,
    entry: str,
    at: datetime,
) -> None:
    """Keeps what a permitted act publishes: each item, and to whom. Figures of several people show no item."""
    if version is None or act.to not in AUDIENCES or act.output is not None:
        return
    roles = tuple(sorted(caller.roles))
    for item in found.items:
        how = (act.purpose, act.property, roles, act.ground, act.channel)
        under = (version.policy, version.version, entry, at, caller.id)
        made = Publication(new_id(), act.person, item.id, item.category, act.to, *how, *under)
        publications.put(tx, made)


class Publishing(Teller):
    """What people say of who may see their data, and what is taken down. As `Telling`."""

    def set_visibility(
        self,
        tx: Connection,
        caller: Caller,
        person: int,
        value: Visibility,
        *,
        data: str | None = None,
        item: int | None = None,
        at: datetime | None = None,
        via: str | None = None,
    ) -> int:
        """Who may see the data of a term, or one item; it counts at once, and takes down what too many see.

        RequestError for an unknown word, NotFound for an item that is none of theirs.
        """
        if (data is None) is (item is None):
            raise RequestError("give the data or the item, and not both", help="name one of them")
        about, category = (people.of_item(item), self._category(tx, person, item)) if item else (data or "", data or "")
        known_terms(self._versions(), data=(category,))
        version, proof = self._version(), self._proof(tx, caller, via)
        ref = version.ref if version else None
        event = people.record_visibility(tx, person, about, value, at=self._when(at), proof=proof, version=ref)
        details = {
            "data": (category,),
            "item": None if item is None else f"{item:016x}",
            "value": value,
            "policy": version.policy if version else None,
            "version": version.version if version else None,
            "clauses": _offering(version, category),
        }
        return self._narrowed(tx, caller, "visibility", person, event, details)

    def own_contact(
        self,
        tx: Connection,
        caller: Caller,
        person: int,
        other: int,
        *,
        named: bool = True,
        via: str | None = None,
    ) -> int:
        """The person counts another as a contact, who then sees what is for contacts; or no longer."""
        proof = self._proof(tx, caller, via)
        event = people.record_own_contact(tx, person, other, named=named, at=self._clock(), proof=proof)
        return self._entry(tx, caller, "own-contact", person, event, {"named": named})

    def unpublish(self, tx: Connection, caller: Caller, person: int, item: int, *, via: str | None = None) -> int:
        """Takes one item down everywhere, whoever sees it; how many publications ended. Again it changes nothing.

        It is private from then on, so that nobody puts it up again but by the person's word. NotFound for an item of
        which nothing was ever published.
        """
        shown = publications.standing(tx, person, item)
        if not shown and not publications.listed(tx, person, item=item, limit=1):
            raise NotFound("nothing of the person is published under that id")
        if shown:
            self._take_down(tx, caller, shown, TAKEN_DOWN)
            self.set_visibility(tx, caller, person, "private", item=item, via=via)
        return len(shown)

    def review(self, tx: Connection, caller: Caller, person: int) -> int:
        """Takes down what is permitted no longer; how many publications ended."""
        ended, at = 0, self._clock()
        for shown in publications.standing(tx, person):
            why = why_not(tx, self._engine(), self._vault, shown, at)
            if why is not None:
                self._take_down(tx, caller, [shown], why)
                ended += 1
        return ended

    def review_all(self, database: Database) -> int:
        """As `review`, of everyone: a version that came into force may forbid what was published before."""
        ended, last = 0, 0
        while True:
            with database.write() as tx:
                some = publications.people_showing(tx, last, _PAGE)
                ended += sum(self.review(tx, REVIEW, person) for person in some)
            if not some:
                return ended
            last = some[-1]

    def _narrowed(
        self, tx: Connection, caller: Caller, act: str, person: int, event: int, details: Mapping[str, Any]
    ) -> int:
        """The entry of an event that may end what permitted a publication; and what it ended is taken down."""
        told = self._entry(tx, caller, act, person, event, details)
        self.review(tx, caller, person)
        if self.heed is not None:
            self.heed(tx, caller, person, details)
        return told

    def _take_down(self, tx: Connection, caller: Caller, shown: Sequence[Publication], why: str) -> None:
        publications.end(tx, shown, at=self._clock(), why=why, by=caller.id)
        for each in shown:
            details = {
                "data": (each.category,),
                "item": f"{each.item:016x}",
                "recipient": each.audience,
                "reason": why,
                "published": each.entry,
            }
            self._note(tx, caller, "unpublish", each.person, details)

    def _category(self, tx: Connection, person: int, item: int) -> str:
        found = self._vault.get(tx, person, items=[item])
        if not found:
            raise NotFound("the person has no such item")
        return found[0].category


def _offering(version: Version | None, category: str) -> Iterable[str]:
    """The clauses that let the person set who sees data of the category."""
    if version is None or category not in version.terms.data:
        return ()
    duties = [(c.id, c.duty.params.get("data") or ()) for c in version.duties("set-visibility") if c.duty is not None]
    return tuple(name for name, data in duties if any(version.terms.data.covers(term, category) for term in data))
