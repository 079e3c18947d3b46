"""`troth cases` and `troth case`: what people asked for, and how much time is left. What they wrote stays sealed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.table import Table

from troth.app import Troth
from troth.cases import Case, number_of
from troth.cases.lists import Place, Wanted, select_open
from troth.cli.show import as_json, console
from troth.people import person_ref
from troth.people.ref import parse_ref

Store = Annotated[Path, typer.Argument(help="The deployment's folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
AT_ONCE: Final = 500


def add_to(app: typer.Typer) -> None:
    app.command(name="cases")(list_)
    app.command(name="case")(show)


def list_(
    store: Store,
    late: Annotated[bool, typer.Option("--late", help="Only those whose day has passed.")] = False,
    json: Json = False,
) -> None:
    """List the open cases, the latest first. Exit 1 if one is late."""
    with Troth.open(store) as troth:
        at, listed = troth.clock(), _all(troth, Wanted("late" if late else None))
    table = Table("case", "kind", "state", "came in", "by", "time left")
    for case in listed:
        if json:
            as_json(_told(case, at))
        table.add_row(number_of(case), case.kind, case.state, _day(case.received), _day(case.due), _left(case, at))
    if not json:
        console.print(table)
    raise typer.Exit(1 if any(case.late(at) for case in listed) else 0)


def show(
    store: Store,
    number: Annotated[str, typer.Argument(help="The case's number, as the list shows it.")],
    json: Json = False,
) -> None:
    """Show a case and its steps; what was written stays sealed."""
    with Troth.open(store) as troth, troth.database.read() as tx:
        case, at = troth.cases.get(tx, parse_ref("c", number)), troth.clock()
        steps = [step for step, _ in troth.cases.steps(tx, case)]
    if json:
        told = [{"step": each.kind, "at": each.at.isoformat(), "by": each.by, "code": each.code} for each in steps]
        as_json(_told(case, at) | {"steps": told})
        return
    console.print(f"{number}: {case.kind}, {case.state}, {_left(case, at)}")
    console.print(f"person {person_ref(case.person)}, came in {_day(case.received)} by {case.via}")
    console.print(f"to be answered by {_day(case.due)} ({case.source})")
    table = Table("when", "step", "why", "by")
    for step in steps:
        table.add_row(f"{step.at:%Y-%m-%d %H:%M}", step.kind, step.code or "", step.by)
    console.print(table)


def _all(troth: Troth, wanted: Wanted) -> list[Case]:
    at, found = troth.clock(), list[Case]()
    with troth.database.read() as tx:
        while page := select_open(tx, wanted, at, _place(found), AT_ONCE):
            found += page
    return found


def _place(found: list[Case]) -> Place | None:
    return (int(found[-1].state == "paused"), found[-1].due, found[-1].id) if found else None


def _told(case: Case, at: datetime) -> dict[str, Any]:
    told: dict[str, Any] = {"case": number_of(case), "person": person_ref(case.person), "kind": case.kind}
    told |= {"state": case.state, "via": case.via, "received": case.received.isoformat(), "due": case.due.isoformat()}
    return told | {"source": case.source, "late": case.late(at)}


def _left(case: Case, at: datetime) -> str:
    if case.closed:
        return "closed"
    if case.state == "paused":
        return "the clock stands"
    days = abs(case.due - at).days
    return f"late by {days} d" if case.late(at) else f"{days} d left"


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
