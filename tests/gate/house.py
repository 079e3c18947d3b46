"""An open deployment of the example, on a clock that is set by hand; and what the tests do with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.app.demo.script import Script, enter_parties, keep_notices
from troth.db import Connection, Database, metadata
from troth.engine import Engine, compile_policies
from troth.gate import Caller, Intake, Outcome
from troth.language import load_policies
from troth.ledger import Entry
from troth.parties import Entered, Recipient, get_recipient, put_recipient

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "lantern-market"
OLD = datetime(2013, 6, 1, 10, tzinfo=UTC)  # version 2012-12 is in force
NOW = datetime(2014, 3, 1, 10, tzinfo=UTC)  # version 2014-01 is
DAY = timedelta(days=1)
ANN: Mapping[str, Any] = {
    "name": "Ann Amber",
    "email": "ann@mail.example",
    "phone": "+44 20 7946 0001",
    "postal-address": "1 Tea Hill",
}
FACTS = ("registered", "account-open", "adult", "verified")


def furnish(folder: Path, at: datetime = NOW, **settings: Any) -> None:
    """Makes a deployment with the example's recipients and notices."""
    with Troth.create(folder, [EXAMPLE], clock=DemoClock(at), **settings) as made:
        since = datetime(2013, 1, 1, tzinfo=UTC)
        with made.database.write() as tx:
            enter_parties(tx, EXAMPLE, Entered("a-lead", since), since)
            keep_notices(tx, Script.read(EXAMPLE), "lantern-market", since)


class House(Troth):
    """A deployment whose clock can be set, and shorter words for what tests do again and again."""

    def _compiled(self) -> Engine:
        """The example is read once for all tests: an engine is pure."""
        return warm() if self.settings.policies == (str(EXAMPLE),) else super()._compiled()

    def set(self, at: datetime) -> None:
        assert isinstance(self.clock, DemoClock)
        self.clock.set(at)

    def told(self, verb: str, *args: Any, **more: Any) -> Any:
        """One telling, in a transaction of its own."""
        with self.database.write() as tx:
            return getattr(self.tell, verb)(tx, self.caller, *args, **more)

    def undone(self, do: Callable[[Connection], Any]) -> Any:
        """Does it in a transaction that is rolled back."""
        with self.database.engine.connect() as connection:
            result = do(connection)
            connection.rollback()
        return result

    def someone(self, *facts: str, **more: Any) -> int:
        """A new person of whom these facts are known."""
        person: int = self.told("person", **more).id
        for fact in facts:
            self.told("fact", person, fact, True)
        return person

    def member(self, *, notice: str = "sign-up", values: Mapping[str, Any] = ANN) -> int:
        """A registered, adult person whose sign-up was collected now."""
        person = self.someone(*FACTS)
        self.collects(person, values, notice=notice)
        return person

    def collects(self, person: int, values: Mapping[str, Any], **more: Any) -> Outcome:
        return self.gate.collect(self.caller, Intake(person, values, **more))

    def ordered(self, person: int, kind: str = "order", **more: Any) -> int:
        """The id of a ground that covers all data of the person, for every recipient."""
        scope = {"people": [person], "data": ["data"], "recipients": ["recipients"], "reference": "LM-1"}
        ground: int = self.told("ground", kind, **{**scope, **more}).id
        return ground

    def entries(self, person: int | None) -> list[Entry]:
        """The person's entries (None: nobody's), oldest first."""
        with self.database.read() as tx:
            found = self.ledger.entries_of(tx, person, limit=1000)
        return [each.entry for each in reversed(found) if each.entry is not None]

    def held(self, person: int) -> list[str]:
        """The categories held of the person."""
        with self.database.read() as tx:
            return sorted(item.category for item in self.vault.items(tx, person))


def enter(troth: House, recipient: str, kind: str, fields: Sequence[str], purposes: Sequence[str]) -> None:
    """Puts a recipient on the register, or a new state of it."""
    now = troth.clock()
    entry = Recipient(recipient, recipient, kind, tuple(fields), tuple(purposes))
    with troth.database.write() as tx:
        put_recipient(tx, entry, at=now, entered=Entered("a-lead", now))


def narrow(troth: House, recipient: str, **changes: Any) -> None:
    """Changes what a recipient's entry on the register declares."""
    now = troth.clock()
    with troth.database.write() as tx:
        kept = get_recipient(tx, recipient, now)
        assert kept is not None
        put_recipient(tx, replace(kept, **changes), at=now, entered=Entered("a-lead", now))


_ENGINES: dict[str, Engine] = {}


def warm() -> Engine:
    """The example's engine."""
    if not _ENGINES:
        _ENGINES["example"] = compile_policies(load_policies([EXAMPLE]))
    return _ENGINES["example"]


def staff(*roles: str) -> Caller:
    return Caller("a-staff", frozenset(roles))


def rows(database: Database) -> dict[str, int]:
    """How many rows each table has, but those that are made from the rest."""
    with database.read() as tx:
        return {
            name: tx.execute(select(func.count()).select_from(t)).scalar_one()
            for name, t in metadata.tables.items()
            if not t.info.get("derived")
        }


def grown(before: Mapping[str, int], database: Database) -> dict[str, int]:
    """The tables that have other numbers of rows than before, and by how many."""
    after = rows(database)
    return {name: count - before[name] for name, count in after.items() if count != before[name]}


ENTRY_ALONE = {"ledger_entry": 1, "ledger_pending": 1}


def newest(entries: Iterable[Entry]) -> tuple[str, Mapping[str, Any]]:
    """Act and details of the newest of them."""
    last = list(entries)[-1]
    return last.act, last.details


def small_policy(folder: Path, *clauses: str, version: str = "1", effective: str = "2014-01-01") -> Path:
    """A policy with one more version of these clauses, each the inside of a YAML mapping; at small.example."""
    (made := folder / "small" / version).mkdir(parents=True)
    (made / "policy.md").write_text("# Small\n", encoding="utf-8")
    listed = "".join(f"  - {{id: c{number}, {clause}}}\n" for number, clause in enumerate(clauses, start=1))
    head = (
        f'policy: small\nversion: "{version}"\neffective: {effective}\ntext: policy.md\nproperties: [small.example]\n'
    )
    before = f'supersedes: "{int(version) - 1}"\n' if version > "1" else ""
    controller = "controller: {name: Small, address: 1 Tea Hill, email: privacy@small.example, country: HK}\n"
    (made / "policy.yaml").write_text(f"{head}{before}{controller}clauses:\n{listed}", encoding="utf-8")
    return made.parent
