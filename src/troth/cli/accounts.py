"""`troth key`: application keys."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from troth.app import Troth, accounts
from troth.cli.show import as_json, console

app = typer.Typer(help="Application keys: who may do what.", no_args_is_help=True, rich_markup_mode=None)
Store = Annotated[Path, typer.Option("--store", help="The deployment's folder.")]
HERE = Path("store")


@app.command()
def new(
    label: Annotated[str, typer.Argument(help="What the key is for, such as “web shop”.")],
    scope: Annotated[list[str], typer.Option(help=f"What it may do: {', '.join(accounts.SCOPES)}.")],
    role: Annotated[list[str] | None, typer.Option(help="A role it acts in.")] = None,
    store: Store = HERE,
) -> None:
    """Make a key. It is shown this once."""
    with Troth.open(store) as troth, troth.database.write() as tx:
        account, key = accounts.make(tx, label, scope, role or (), troth.clock())
    console.print(f"account {account.id}\nkey     {key}\n\nkeep it safe: it is not shown again.")
    if "staff" in account.scopes:
        console.print(f"a link to the console:  troth sign-in {store} {account.id}", soft_wrap=True)


@app.command("list")
def list_(
    store: Store = HERE,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")] = False,
) -> None:
    """All accounts, without their keys."""
    with Troth.open(store) as troth, troth.database.read() as tx:
        every = accounts.every(tx)
    table = Table("account", "label", "scopes", "roles", "made", "revoked")
    for account, made, revoked in every:
        scopes, roles = sorted(account.scopes), sorted(account.roles)
        ended = revoked.isoformat() if revoked else None
        if json_:
            told = {"account": account.id, "label": account.label, "scopes": scopes, "roles": roles}
            as_json(told | {"made": made.isoformat(), "revoked": ended})
        table.add_row(account.id, account.label, " ".join(scopes), " ".join(roles), f"{made:%Y-%m-%d}", ended or "")
    if not json_:
        console.print(table)


@app.command()
def revoke(account: Annotated[str, typer.Argument(help="The account's id.")], store: Store = HERE) -> None:
    """From now on the account's key opens nothing."""
    with Troth.open(store) as troth, troth.database.write() as tx:
        accounts.revoke(tx, account, troth.clock())
    console.print(f"{account} is revoked")
