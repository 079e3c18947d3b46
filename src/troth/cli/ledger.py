"""`troth ledger`: is it whole, and where does it stand?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from troth.app import Troth
from troth.cli.progress import steps
from troth.cli.show import as_json, console, errors
from troth.ledger import Report, check_proof_file

app = typer.Typer(help="The record of all acts, and its proofs.", no_args_is_help=True, rich_markup_mode=None)
Store = Annotated[Path, typer.Option("--store", help="The deployment's folder.")]
HERE = Path("store")


@app.command()
def verify(
    store: Store = HERE,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Recompute the tree from its rows. Exit 1, naming the row, when one was altered, removed or reordered."""
    with Troth.open(store) as troth, steps("the ledger, from its rows") as progress:
        report = troth.ledger.verify(progress=progress)
    if json_:
        as_json(_json(report))
    else:
        _print(report)
    raise typer.Exit(0 if report.sound else 1)


@app.command()
def checkpoint(store: Store = HERE) -> None:
    """Put waiting entries into the tree, and print the signed head and the key that verifies it."""
    with Troth.open(store) as troth:
        made = troth.ledger.integrate()
        typer.echo(made.note, nl=False)
        errors.print(f"verify with: {troth.ledger.vkey}")


@app.command()
def check(
    proof: Annotated[Path, typer.Argument(help="A .tlog-proof file.")],
    key: Annotated[str, typer.Option(help="The ledger's public key, as `troth ledger checkpoint` prints it.")],
) -> None:
    """Check a proof file offline: is this entry in the ledger that the key signed? Exit 3 when it is not."""
    proven = check_proof_file(proof.read_text(encoding="utf-8"), key)
    console.print(f"entry {proven.inclusion.index} is in the tree of {proven.inclusion.checkpoint.size} entries")


def _json(report: Report) -> dict[str, object]:
    found = [{"kind": f.kind, "message": f.message} for f in report.findings]
    return {"sound": report.sound, "entries": report.entries, "waiting": report.waiting, "findings": found}


def _print(report: Report) -> None:
    for finding in report.findings:
        console.print(f"found: {finding.message}")
    state = "sound" if report.sound else "NOT SOUND"
    console.print(
        f"the ledger is {state}: {report.entries} entries in the tree, {report.waiting} waiting, "
        f"{report.opened} opened and compared, {report.erased} of erased people, {report.checkpoints} signed heads"
    )
