"""An asker: a lodger who asks for something, and what one then finds of their case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from troth.cases import Asked as Wanted
from troth.cases import Case, CaseKind, Level, Step, Way
from troth.cases.store import select_due_to_act
from troth.controls.guest import CALLER
from troth.controls.intruder import store as intruder
from troth.controls.lodger import ADDRESS, Lodger, lodging
from troth.controls.model import Asked
from troth.controls.stage import Stage

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
HELD = (ADDRESS, "name", "postal-address")


@dataclass(slots=True)
class Asker:
    """`lodger`: whose data it is."""

    stage: Stage
    lodger: Lodger

    def asks(
        self,
        kind: CaseKind,
        wanted: Wanted | None = None,
        *,
        via: Way = "self-service",
        level: Level = Level.FRESH,
        check: str | None = None,
    ) -> Case:
        """Asks now."""
        with self.stage.database.write() as tx:
            cases, person = self.stage.work.cases, self.lodger.person
            return cases.open(tx, CALLER, person, kind, wanted or Wanted(), via=via, level=level, check=check)

    def step(self, verb: str, case: Case, *args: Any, **more: Any) -> Case:
        """One step by staff, or by the person."""
        with self.stage.database.write() as tx:
            done: Case = getattr(self.stage.work.cases, verb)(tx, CALLER, case.id, *args, **more)
            return done

    def passes(self, case: Case, until: datetime) -> Case:
        """Time passes until then, and the clockwork comes by whenever the case wants it to."""
        for _ in range(20):
            with self.stage.database.read() as tx:
                following = select_due_to_act(tx, case.id)
            if following is None or following > until:
                break
            self.stage.clock.set(max(following, self.stage.clock()))
            with self.stage.database.write() as tx:
                self.stage.work.look(tx, case.id)
        self.stage.clock.set(max(until, self.stage.clock()))
        return self.now(case)

    def now(self, case: Case) -> Case:
        with self.stage.database.read() as tx:
            return self.stage.work.cases.get(tx, case.id)

    def steps(self, case: Case) -> list[Step]:
        with self.stage.database.read() as tx:
            return [step for step, _ in self.stage.work.cases.steps(tx, case)]

    def letters(self) -> list[str]:
        """The templates of the letters that wait for them."""
        with self.stage.database.read() as tx:
            return [str(row["template"]) for row in intruder.rows(tx, "letter", person=self.lodger.person)]


@contextmanager
def asking(stage: Stage, asked: Asked) -> Iterator[Asker]:
    """Somebody of whom we hold an address, a name and a postal address; erased in the end."""
    with lodging(stage, asked, asked.at - 16 * DAY) as lodger:
        lodger.bring(HELD, asked.at - 15 * DAY)
        stage.clock.set(asked.at)
        yield Asker(stage, lodger)
