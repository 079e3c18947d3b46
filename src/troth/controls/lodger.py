"""A lodger: a drill person whose data are put away as of a time, and who is there while clocks run out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from troth.controls.guest import CALLER, word
from troth.controls.intruder import store as intruder
from troth.controls.model import Asked
from troth.controls.stage import Stage
from troth.errors import NotFound
from troth.gate import Ended, Erased
from troth.language import Version
from troth.vault import Collection, New
from troth.vault.givers import add_giver

ADDRESS = "email"


@dataclass(slots=True)
class Lodger:
    """`items`: their ids by category. `email`: what the lodger can be found by, if an address was put away."""

    stage: Stage
    version: Version
    person: int
    items: dict[str, int] = field(default_factory=dict)
    email: str = ""

    def bring(
        self,
        data: Iterable[str],
        at: datetime,
        *,
        source: str = "person",
        purposes: tuple[str, ...] = (),
        giver: int | None = None,
    ) -> None:
        """Puts one item of each term away, collected at that time under the version; `giver`: who told us of it."""
        self.stage.clock.set(at)
        version = self.version
        place = version.properties[0] if version.properties else None
        collection = Collection(version.policy, version.version, source, at, property=place, purposes=purposes)
        with self.stage.database.write() as tx:
            number = self.stage.vault.record_collection(tx, self.person, collection)
            if giver is not None:
                add_giver(tx, self.person, number, giver)
            for term in dict.fromkeys(data):
                new = self._new(term)
                (self.items[term],) = self.stage.vault.put_all(tx, self.person, [new], collection=number)

    def _new(self, term: str) -> New:
        covers, value = self.version.terms.data.covers, word()
        if covers(ADDRESS, term):
            self.email = value = f"{value}@drill.example"
            return New(term, value, index=ADDRESS)
        return New(term, value, credential=covers("credential", term))

    def start(self, when: str, at: datetime, *, purpose: str, source: str) -> None:
        """Lets happen what starts a clock; `collected` has happened."""
        self.stage.clock.set(at)
        tell = self.stage.tell
        with self.stage.database.write() as tx:
            if when == "account-closed":
                tell.fact(tx, CALLER, self.person, "account-open", False)
            elif when == "known-minor":
                tell.fact(tx, CALLER, self.person, "known-minor", True)
            elif when == "purpose-done":
                tell.done(tx, CALLER, self.person, purpose)
            elif when == "source-ended":
                tell.source_ended(tx, CALLER, self.person, source)

    def sweep(self, at: datetime) -> Ended:
        """The sweep of that time comes by."""
        self.stage.clock.set(at)
        with self.stage.database.write() as tx:
            done = self.stage.tell.sweep(tx, CALLER, self.person)
        self.stage.database.flush_deleted()
        return done

    def asks_to_be_erased(self, at: datetime) -> Erased:
        self.stage.clock.set(at)
        with self.stage.database.write() as tx:
            found = self.stage.tell.erase(tx, CALLER, self.person)
        self.stage.database.flush_deleted()
        return found

    # -- what one finds by looking --

    def there(self) -> set[str]:
        """The categories of the items whose rows are in the store."""
        with self.stage.database.read() as tx:
            rows = intruder.rows(tx, "item", person=self.person)
        return {str(row["category"]) for row in rows}

    def rows(self, *tables: str) -> dict[str, int]:
        """How many of the lodger's rows each of the tables has, where there are any."""
        with self.stage.database.read() as tx:
            counts = {table: len(intruder.rows(tx, table, person=self.person)) for table in tables}
        return {table: count for table, count in counts.items() if count}

    def sealed(self, *terms: str) -> list[bytes]:
        """The bytes that are stored of the items."""
        with self.stage.database.read() as tx:
            rows = intruder.rows(tx, "item", person=self.person)
        return [row["sealed"] for row in rows if row["category"] in terms]

    def found(self) -> bool:
        """Whether a search for their address finds them."""
        with self.stage.database.read() as tx:
            return bool(self.email) and self.person in self.stage.vault.find(tx, ADDRESS, self.email)

    def leaves(self, needles: list[bytes]) -> list[str]:
        """Where the stored bytes are still to be found in the database."""
        return intruder.looked_for(self.stage.database, self.person, needles)[0] if needles else []


@contextmanager
def lodging(stage: Stage, asked: Asked, at: datetime) -> Iterator[Lodger]:
    """A lodger from that time on, with an open account; erased in the end, whatever happens."""
    stage.clock.set(at)
    with stage.database.write() as tx:
        person = stage.tell.person(tx, CALLER, realm="drill").id
        stage.tell.fact(tx, CALLER, person, "account-open", True)
    try:
        yield Lodger(stage, asked.version, person)
    finally:
        _see_off(stage, person)


def _see_off(stage: Stage, person: int) -> None:
    with stage.database.write() as tx:
        for row in intruder.rows(tx, "hold", person=person):
            if not intruder.rows(tx, "hold_end", person=person, hold=row["id"]):
                stage.tell.release(tx, CALLER, row["id"], reason="the drill is over")
    with suppress(NotFound), stage.database.write() as tx:
        stage.tell.erase(tx, CALLER, person)
