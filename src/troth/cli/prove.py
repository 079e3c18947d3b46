"""`troth prove`: drills made from the policy try to break each of its promises."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from troth.app.house import now
from troth.cli.progress import steps
from troth.cli.show import as_json, console
from troth.errors import NotFound
from troth.language import Policy, Version, load_policies
from troth.proof import FAILING, Proof, Proven, Status, in_force

COLOURS: dict[Status, str] = {
    "kept": "green",
    "broken": "bold red",
    "attested": "green",
    "lapsed": "red",
    "said": "dim",
    "unproven": "yellow",
}


def add_to(app: typer.Typer) -> None:
    app.command()(prove)


def prove(
    policy: Annotated[Path, typer.Argument(help="A policy folder.")],
    version: Annotated[str | None, typer.Option("--version", help="The version; else the newest in force.")] = None,
    store: Annotated[
        Path | None, typer.Option("--store", help="A deployment to drill; else a store that is thrown away.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write a report that can be checked: a .html or .pdf file.")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Try to break every promise of a policy. Exit 1 if one is broken, lapsed or unproven."""
    (found,) = load_policies([policy])
    chosen = _version(found, version)
    where = "on a store that is thrown away" if store is None else f"in {store}"
    from troth.cli.drilling import Run, writer  # here, so that the commands that prove nothing start at once

    write = writer(report)
    with steps(f"drills of {chosen.ref}, {where}") as told:
        run = Run(chosen, told, write)
        proof = run.on_throw_away(policy) if store is None else run.within(store)
    as_json(proof.to_json()) if json_ else _print(proof)
    raise typer.Exit(1 if proof.failed else 0)


def _version(policy: Policy, named: str | None) -> Version:
    """The version of that name; without one that in force now, and before any is the newest."""
    found = policy.version(named) if named else in_force(policy, now()) or policy.versions[-1]
    if found is None:
        known = ", ".join(version.version for version in policy.versions)
        raise NotFound(f"{policy.id} has no such version", help=f"it has: {known}")
    return found


def _print(proof: Proof) -> None:
    table = Table("clause", "status", "control", "passed", "failed")
    for proven in proof.clauses:
        table.add_row(*_row(proven))
    console.print(table)
    for proven in proof.clauses:
        if proven.status in FAILING and proven.drills:
            _print_failed(proven)
    told = ", ".join(f"{count} {status}" for status, count in proof.summary.items())
    drills = sum(len(proven.drills) for proven in proof.clauses)
    console.print(f"{proof.policy}@{proof.version}: {told}; {drills} drills")


def _row(proven: Proven) -> tuple[str | Text, ...]:
    passed = sum(drill.passed for drill in proven.drills)
    failed = len(proven.drills) - passed
    counts = (str(passed or ""), Text(str(failed or ""), "bold red"))
    return proven.clause, Text(proven.status, COLOURS[proven.status]), proven.control or "", *counts


def _print_failed(proven: Proven) -> None:
    console.print(Text.assemble("\n", (proven.clause, "bold"), " is ", (proven.status, COLOURS[proven.status])))
    for drill in proven.drills:
        if not drill.passed:
            console.print(Text(f"  {drill.name}\n    {drill.detail}"))
