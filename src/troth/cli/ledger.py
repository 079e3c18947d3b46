"""`troth ledger`: is it whole, and where does it stand?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.text import Text

from troth.app import Troth
from troth.cli.progress import steps
from troth.cli.show import as_json, console, errors
from troth.ledger import Entry, Proven, Report, check_proof_file
from troth.people import person_ref

app = typer.Typer(help="The record of all acts, and its proofs.", no_args_is_help=True, rich_markup_mode=None)
Store = Annotated[Path, typer.Option("--store", help="The deployment's folder.")]
HERE = Path("store")
FIRST: Final = ("recipient", "data", "fields", "purpose", "ground", "clauses")  # what a person asks first


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
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check a proof file offline: is this entry in the ledger that the key signed, and what does it say?

    Exit 3 when it is not; then nothing of what the file says is shown.
    """
    proven = check_proof_file(proof.read_text(encoding="utf-8"), key)
    if json_:
        as_json(_shown(proven))
        return
    console.print(f"entry {proven.inclusion.index} is in the tree of {proven.inclusion.checkpoint.size} entries")
    if proven.entry is None:
        console.print("the file does not open it: it shows nothing of what the entry says")
        return
    console.print("it says:")
    for name, value in _said(proven.entry):
        console.print(Text(f"  {_plain(name):<10} {_plain(value)}"))


def _shown(proven: Proven) -> dict[str, object]:
    inclusion, entry = proven.inclusion, proven.entry
    says = entry and {
        "act": entry.act,
        "at": entry.at.isoformat(),
        "person": None if entry.person is None else person_ref(entry.person),
        "details": dict(entry.details),
    }
    return {"index": inclusion.index, "size": inclusion.checkpoint.size, "says": says}


def _said(entry: Entry) -> Iterator[tuple[str, str]]:
    """Each thing that the entry says, those first that a person asks first."""
    yield "act", entry.act
    yield "when", f"{entry.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if entry.person is not None:
        yield "person", person_ref(entry.person)
    rest = sorted(entry.details.keys() - set(FIRST))
    for name in (*(each for each in FIRST if each in entry.details), *rest):
        yield name, _words(entry.details[name])


def _words(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)


def _plain(text: str) -> str:
    """Whoever signed the file chose what stands in it: nothing of that may steer the terminal."""
    return "".join(each if each.isprintable() else "�" for each in text)


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
