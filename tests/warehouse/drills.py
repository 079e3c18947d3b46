"""Drills of a policy's clauses against row security: rows put in as each plan of `troth.proof` says, and looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.warehouse.databases import InPostgres
from troth.engine import Engine
from troth.language import (
    FACTS,
    GROUND_KINDS,
    Aggregated,
    Choice,
    Consent,
    Fact,
    GroundOf,
    Notified,
    OwnRecipient,
    Role,
    Version,
    Visible,
)
from troth.language import Agreement as AgreementHeld
from troth.proof.planning import Plan, plans
from troth.review.cells import Cells
from troth.warehouse.reading import read_mapping
from troth.warehouse.row_security import row_security

COLUMNS = {
    "id": "integer",
    "version": "text",
    "source": "text",
    "named": "text",
    "own": "text",
    "seen_by": "text",
    "consenting": "boolean",
    "explicitly": "boolean",
    "size": "integer",
}


def columns(version: Version) -> dict[str, str]:
    """The columns of the drills' table, with a type each."""
    facts = {f"fact {name}": "boolean" for name in FACTS}
    choices = {f"choice {topic}": "boolean" for topic in topics(version)}
    return {**COLUMNS, **facts, **choices, **{f"ground {kind}": "boolean" for kind in GROUND_KINDS}}


def topics(version: Version) -> list[str]:
    return sorted({str(clause.duty.params["topic"]) for clause in version.duties("offer-choice") if clause.duty})


def mapping(version: Version, datum: str) -> dict[str, Any]:
    """A table of that one datum."""
    scope = {"actions": ["use", "disclose", "publish", "link"], "data": "data", "for": "purposes", "to": "recipients"}
    return {
        "table": "drilled",
        "key": "id",
        "columns": {"id": datum},
        "version": "version",
        "source": "source",
        "notice": "named",
        "own-recipients": "own",
        "visible": "seen_by",
        "restricted": False,
        "gpc": False,
        "facts": {name: f"fact {name}" for name in FACTS},
        "choices": {topic: f"choice {topic}" for topic in topics(version)},
        "grounds": {kind: f"ground {kind}" for kind in GROUND_KINDS},
        "grouped": {"people": "size", "nameless": True},
        "consents": [{**scope, "stands": "consenting", "explicit": "explicitly"}],
    }


@dataclass(frozen=True, slots=True)
class Drilled:
    """A drill and what came of it."""

    clause: str
    plan: Plan
    shown: bool

    @property
    def passed(self) -> bool:
        return self.shown is self.plan.expected.permit


class Drilling:
    """The table of the drills, under the policy."""

    def __init__(self, table: InPostgres, engine: Engine, version: Version) -> None:
        self.table, self.connection, self.engine, self.version = table, table.connection, engine, version
        listed = ", ".join(f'"{name}" {type_}' for name, type_ in columns(version).items())
        self.connection.execute(f"DROP TABLE IF EXISTS drilled; CREATE TABLE drilled ({listed})")
        self.connection.execute("GRANT SELECT ON drilled TO reader")

    def planned(self, clauses: Iterable[str]) -> list[tuple[str, Plan]]:
        """What there is to try of reading; the planner has the live act's doors in mind, which also collect."""
        cells = Cells([self.version])
        made = [(name, p) for name in clauses for p in plans(self.version, self.version.clause(name), cells)]
        return [(name, plan) for name, plan in made if plan.cell.action != "collect"]

    def secure(self, datum: str, place: str) -> None:
        mapped = read_mapping(mapping(self.version, datum))
        self.connection.execute(row_security(self.engine, mapped, place, datetime.now(UTC)))

    def run(self, planned: Iterable[tuple[str, Plan]], fault: str = "") -> Iterator[Drilled]:
        """Each drill; `fault`: what is done to the policies before."""
        standing = None
        for clause, plan in planned:
            here = plan.cell.datum, plan.cell.property
            if here != standing:
                self.secure(*here)
                if fault:
                    self.connection.execute(fault)
                standing = here
            yield Drilled(clause, plan, self._shown(plan))

    def _shown(self, plan: Plan) -> bool:
        row = {"id": 1, "version": self.version.version, "source": plan.cell.source or "person", **_told(plan)}
        with self.connection.transaction(force_rollback=True):
            names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("%s" for _ in row)
            self.connection.execute(f"INSERT INTO drilled ({names}) VALUES ({marks})", list(row.values()))
            for name, value in _said(plan).items():
                self.connection.execute("SELECT set_config(%s, %s, true)", (f"troth.{name}", value))
            self.connection.execute("SET LOCAL ROLE reader")
            return self.connection.execute("SELECT id FROM drilled").fetchone() is not None


def _told(plan: Plan) -> dict[str, Any]:
    """The row's columns, as the plan has it; of what it says nothing, nothing is known."""
    row: dict[str, Any] = {}
    sizes = {atom.people: held for atom, held in plan.truth.items() if isinstance(atom, Aggregated)}
    if sizes:
        row["size"] = max((k for k, held in sizes.items() if held), default=min(sizes) - 1)
    for atom, held in plan.truth.items():
        if atom != plan.unknown:
            row |= _column(atom, held, plan)
    return row


def _column(atom: object, held: bool, plan: Plan) -> dict[str, Any]:
    match atom:
        case Fact(name):
            return {f"fact {name}": held}
        case Choice(topic):
            return {f"choice {topic}": held}
        case GroundOf(kind):
            return {f"ground {kind}": held}
        case Consent(explicit=True):
            return {"explicitly": held} if Consent() in plan.truth else {"explicitly": held, "consenting": held}
        case Consent():
            return (
                {"consenting": held}
                if Consent(explicit=True) in plan.truth
                else {"consenting": held, "explicitly": False}
            )
        case Notified():
            return {"named": plan.cell.purpose if held else ""}
        case OwnRecipient():
            return {"own": (plan.cell.to or "") if held else ""}
        case Visible():
            return {"seen_by": "public" if held else "private"}
        case _:
            return {}


def _said(plan: Plan) -> dict[str, str]:
    """What the session says of its question."""
    roles = [atom.name for atom, held in plan.truth.items() if isinstance(atom, Role) and held]
    agreed = plan.truth.get(AgreementHeld())
    said = {"action": plan.cell.action.value, "purpose": plan.cell.purpose, "roles": ",".join(roles) or "none"}
    said |= {"recipient": plan.cell.to or "", "with": plan.cell.other or ""}
    return said | {"agreement": "" if agreed is None else ("yes" if agreed else "no")}
