"""`troth backup`, `troth restore`, `troth sweep`: the store kept, brought back, and relieved of what is over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from troth.app import Troth
from troth.cli.progress import steps
from troth.cli.show import as_json, console

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_to(app: typer.Typer) -> None:
    for command in (backup, restore, sweep):
        app.command()(command)


def backup(
    store: Annotated[Path, typer.Argument(help="The deployment's folder.")],
    file: Annotated[Path, typer.Argument(help="The new backup.")],
    json_: Json = False,
) -> None:
    """Copy the store into one file, while it is in use. The keys are not in it."""
    from troth.app.backup import backup as make

    with Troth.open(store) as troth, steps("the store, as it is at this moment") as report:
        made = make(troth, file, report)
        apart = [troth.settings.master_keys, troth.settings.ledger_key, troth.settings.erasure_log, "troth.toml"]
    if json_:
        as_json({"file": str(file), "made": made.made, "rows": made.rows, "tables": len(made.tables)})
        return
    console.print(
        f"made {file}: {made.rows} rows of {len(made.tables)} tables, at {made.made}\n"
        f"it holds no key, and opens nothing without them: keep {', '.join(apart)} in a place of their own"
    )


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    store: Annotated[Path, typer.Argument(help="The new deployment's folder: empty, or not there.")],
    keys: Annotated[Path, typer.Option(help="Folder with what was kept apart: troth.toml, keys, log of erasures.")],
    erased: Annotated[
        list[Path] | None, typer.Option(help="A log of erasures, where several servers kept their own.")
    ] = None,
    checkpoint: Annotated[Path | None, typer.Option(help="The newest checkpoint that was kept elsewhere.")] = None,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="Restore though the kept checkpoint is newer than the backup.")
    ] = False,
    database: Annotated[str | None, typer.Option(help="URL of an empty database; else as troth.toml says.")] = None,
    json_: Json = False,
) -> None:
    """Make a deployment from a backup: every byte checked, every table read back, the erased erased again."""
    from troth.app.backup import restore as bring_back

    note = checkpoint.read_text(encoding="utf-8") if checkpoint is not None else None
    with steps("the backup, into a new store") as report:
        done = bring_back(
            file,
            store,
            keys,
            erased=erased or (),
            checkpoint=note,
            accept_loss=accept_loss,
            report=report,
            database=database,
        )
    if json_:
        as_json(done.to_json())
        return
    console.print(
        f"restored {store} as it was at {done.manifest.made}: {done.manifest.rows} rows, "
        f"{done.entries} entries in a ledger that verifies\n"
        f"{done.erased} people who were erased since are erased again\n"
        f"next:  troth sweep {store}     what has come to its end since goes now"
    )


def sweep(
    store: Annotated[Path, typer.Argument(help="The deployment's folder.")],
    json_: Json = False,
) -> None:
    """Erase what is over by the policy's own times. A server does so every day by itself."""
    with Troth.open(store) as troth, steps("what is over") as report:
        swept = troth.lifetimes.sweep_all(troth.database, report)
    if json_:
        as_json(swept.to_json())
        return
    console.print(
        f"erased {swept.items} items of {swept.people} people, {swept.erased} of them whole; "
        f"{swept.held} items are over and held, of {swept.unknown} no policy here tells the end"
    )
    for clause, count in sorted(swept.clauses.items()):
        console.print(f"  {count:>8}  {clause}")
