"""`troth attest`: somebody answers for what no machine can see."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from troth.app import Troth, accounts
from troth.cli.show import console
from troth.controls.attestations import Standing, attest, duty_of, standings
from troth.db import Connection
from troth.errors import NotFound
from troth.gate import Caller


def add_to(app: typer.Typer) -> None:
    app.command(name="attest")(attest_)


def attest_(
    store: Annotated[Path, typer.Argument(help="The deployment's folder.")],
    clause: Annotated[
        str | None, typer.Argument(help="The clause that is answered for; left out, all are listed.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="The account that answers; it must have the owner's role.")] = None,
    evidence: Annotated[
        Path | None, typer.Option(help="A file that shows it; its SHA-256 is kept, not the file.")
    ] = None,
) -> None:
    """Answer for a clause that no machine can prove, or list those clauses. Exit 1 if one listed is out of date."""
    with Troth.open(store) as troth:
        if clause is None:
            with troth.database.read() as tx:
                listed = standings(tx, troth.engine.in_force(troth.clock()), troth.clock())
            _print(listed)
            raise typer.Exit(0 if all(each.in_date for each in listed) else 1)
        digest = hashlib.sha256(evidence.read_bytes()).hexdigest() if evidence else None
        duty = duty_of(troth.engine.in_force(troth.clock()), clause)
        with troth.database.write() as tx:
            caller = _account(tx, by or "")
            made = attest(tx, troth.ledger, duty, caller, now=troth.clock(), evidence=digest)
    console.print(f"{clause}: answered for until {made.until:%Y-%m-%d}")


def _account(tx: Connection, named: str) -> Caller:
    for account, _, revoked in accounts.every(tx):
        if account.id == named and revoked is None:
            return account.caller
    raise NotFound("no such account", help="make one with the owner's role: troth key new LABEL --role ROLE")


def _print(listed: list[Standing]) -> None:
    table = Table("clause", "what", "owner", "answered for", "until", "in date")
    for each in listed:
        at = f"{each.newest.at:%Y-%m-%d}" if each.newest else "never"
        until = f"{each.until:%Y-%m-%d}" if each.until else ""
        duty = each.attested
        table.add_row(duty.clause.id, duty.what, duty.owner, at, until, "yes" if each.in_date else "no")
    console.print(table)
