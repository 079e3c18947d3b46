"""`troth audience`: who may be reached, and how many each clause stops."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table

from troth.app import Troth
from troth.audience import Audience, Comparison, OneByOne, Question
from troth.cli.show import as_json, console
from troth.errors import SettingsError
from troth.language import Action


def add_to(app: typer.Typer) -> None:
    app.command()(audience)


def audience(
    store: Annotated[Path, typer.Argument(help="The deployment's folder.")],
    data: Annotated[list[str], typer.Option("--data", help="The data that are wanted; may be given again.")],
    purpose: Annotated[str, typer.Option("--for", help="What for.")],
    action: Annotated[Literal["use", "disclose"], typer.Option(help="What is to be done with the data.")] = "use",
    to: Annotated[str | None, typer.Option(help="Of a disclosure: the recipient's id on the register.")] = None,
    channel: Annotated[str | None, typer.Option(help="How people would be reached.")] = None,
    role: Annotated[list[str] | None, typer.Option(help="A role that the asker acts in.")] = None,
    list_: Annotated[
        Path | None, typer.Option("--list", help="Write the people's references to this new file.")
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Decide for people alone too; exit 1 if that differs.")
    ] = False,
    most: Annotated[int, typer.Option(help="With --compare: of how many people at the most.")] = 1000,
    json: Annotated[bool, typer.Option("--json", help="One object on one line.")] = False,
) -> None:
    """Ask who may be reached. The question is entered in the ledger, once, and names nobody."""
    with Troth.open(store) as troth:
        question = Question(Action(action), tuple(data), purpose, channel, to, roles=frozenset(role or ()))
        found = troth.audiences.look(question, "in-order" if list_ else "count")
        with troth.database.write() as tx:
            found = troth.audiences.enter(tx, troth.caller, found)
        if list_ is not None:
            _write(list_, found)
        compared = _compare(troth, question, most) if compare else None
    _show(found, compared, json)
    raise typer.Exit(0 if compared is None or compared.alike else 1)


def _compare(troth: Troth, question: Question, most: int) -> Comparison:
    alone = OneByOne(troth.database, lambda: troth.engine, troth.vault, troth.clock)
    return alone.compare(troth.audiences, question, most=most)


def _show(found: Audience, compared: Comparison | None, json: bool) -> None:
    if json:
        told = found.tally.to_json() | {"at": found.tally.at.isoformat(), "entry": found.entry}
        as_json(told | ({} if compared is None else {"compared": compared.to_json()}))
        return
    tally = found.tally
    console.print(f"{tally.count:,} of {tally.among:,} may be reached; entry {found.entry}")
    table = Table("clause", "permits", "stops")
    for clause in sorted({*tally.permitted, *tally.stopped}):
        table.add_row(clause, f"{tally.permitted.get(clause, 0):,}", f"{tally.stopped.get(clause, 0):,}")
    if table.row_count:
        console.print(table)
    for reason, count in sorted(tally.reasons.items()):
        console.print(f"{reason}: {count:,}")
    if compared is not None:
        parted = len(compared.missing) + len(compared.wrong)
        console.print(f"decided alone: {compared.asked:,}; otherwise than together: {parted:,}")


def _write(path: Path, found: Audience) -> None:
    """For its owner alone, and never over another file."""
    try:
        opened = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except OSError as error:
        raise SettingsError(
            f"the list cannot be written: {error.strerror}", help="name a file that is not there"
        ) from None
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.writelines(f"{ref}\n" for ref in found.refs())
