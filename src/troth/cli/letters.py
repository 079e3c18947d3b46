"""`troth letters`: letters to one person that wait, did not arrive, or are to be posted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from troth.app import Troth
from troth.cli.show import as_json, console
from troth.people import person_ref

app = typer.Typer(help="Letters to one person.", no_args_is_help=True, rich_markup_mode=None)
Store = Annotated[Path, typer.Argument(help="The deployment's folder.")]
Letter = Annotated[str, typer.Argument(help="The letter's id, as the list shows it.")]
NEED_HELP = ("no-address", "failed", "bounced")


@app.command("list")
def list_(
    store: Store,
    state: Annotated[
        list[str] | None, typer.Option(help="Only those: waiting, sent, no-address, failed, bounced.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")] = False,
) -> None:
    """Letters that need somebody's help, or those in the states named; oldest first."""
    table = Table("letter", "person", "what", "state", "queued")
    with Troth.open(store) as troth, troth.database.read() as tx:
        for each in troth.outbox.listed(tx, *(state or NEED_HELP)):
            if json:
                told = {"letter": each.id, "person": person_ref(each.person), "template": each.template}
                as_json(told | {"state": each.state, "queued": each.queued_at.isoformat(), "tries": each.tries})
            row = (each.id, person_ref(each.person), each.template, each.state)
            table.add_row(*row, f"{each.queued_at:%Y-%m-%d %H:%M}")
    if not json:
        console.print(table)


@app.command("print")
def print_(store: Store, letter: Letter) -> None:
    """Print a letter with its postal address, to post it; it counts as sent."""
    with Troth.open(store) as troth:
        with troth.database.write() as tx:
            address, words = troth.outbox.print(tx, troth.caller.id, letter)
        console.print(f"{address}\n\n{words}", markup=False)


@app.command()
def again(store: Store, letter: Letter) -> None:
    """Try a letter again, from the start."""
    with Troth.open(store) as troth, troth.database.write() as tx:
        troth.outbox.again(tx, letter)
