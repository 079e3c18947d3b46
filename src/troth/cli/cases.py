"""`troth cases` and `troth case`: what people asked for, and how much time is left. What they wrote stays sealed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.table import Table

from troth.app import Troth
from troth.cases import DENIALS, Case, number_of
from troth.cases.lists import Place, Refusal, Wanted, place_of, select_open, select_refusals
from troth.cli.show import as_json, console
from troth.people import person_ref
from troth.people.ref import parse_ref, ref

Store = Annotated[Path, typer.Argument(help="The deployment's folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
AT_ONCE: Final = 500


def add_to(app: typer.Typer) -> None:
    app.command(name="cases")(list_)
    app.command(name="case")(show)


def list_(
    store: Store,
    late: Annotated[bool, typer.Option("--late", help="Only those whose day has passed.")] = False,
    refused: Annotated[bool, typer.Option("--refused", help="The log book: what was refused, and why.")] = False,
    json: Json = False,
) -> None:
    """List the open cases, the latest first. Exit 1 if one is late."""
    if refused:
        log_book(store, json=json)
        return
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


def log_book(store: Path, *, json: bool) -> None:
    """What was refused, whole or in part, in order, with its reason; kept for four years (PDPO s.27)."""
    with Troth.open(store) as troth:
        listed = _refusals(troth)
    table = Table("case", "person", "kind", "came in", "refused", "what", "why", "by")
    for each in listed:
        what, of = "all of it" if each.whole else "a part", (ref("c", each.case), person_ref(each.person))
        if json:
            as_json(_noted(each))
        days = (_day(each.received), _day(each.refused))
        table.add_row(*of, each.kind, *days, what, _why(each), each.by)
    if not json:
        console.print(table)


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


def _refusals(troth: Troth) -> list[Refusal]:
    found = list[Refusal]()
    with troth.database.read() as tx:
        while page := select_refusals(tx, found[-1] if found else None, AT_ONCE):
            found += page
    return found


def _noted(each: Refusal) -> dict[str, Any]:
    told: dict[str, Any] = {"case": ref("c", each.case), "person": person_ref(each.person), "kind": each.kind}
    told |= {"received": each.received.isoformat(), "refused": each.refused.isoformat(), "whole": each.whole}
    return told | {"code": each.code, "why": _why(each), "by": each.by, "entry": each.entry}


def _why(each: Refusal) -> str:
    return DENIALS.get("duty_to_keep" if each.code == "held" else each.code, each.code)


def _place(found: list[Case]) -> Place | None:
    return place_of(found[-1]) if found else None


def _told(case: Case, at: datetime) -> dict[str, Any]:
    told: dict[str, Any] = {"case": number_of(case), "person": person_ref(case.person), "kind": case.kind}
    told |= {"state": case.state, "via": case.via, "received": case.received.isoformat(), "due": case.due.isoformat()}
    return told | {"source": case.source, "late": case.late(at)}


def _left(case: Case, at: datetime) -> str:
    if case.closed:
        return "closed"
    if case.day is None:
        return "the clock stands"
    days = abs(case.day - at).days
    return f"late by {days} d" if case.late(at) else f"{days} d left"


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
