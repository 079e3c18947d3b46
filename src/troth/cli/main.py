"""Where the commands come together; every error of troth becomes one plain message and an exit code."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from troth import __version__
from troth.cli import (
    accounts,
    app_key,
    attest,
    audience,
    backup,
    cases,
    ledger,
    letters,
    mail_in,
    mailing,
    notify,
    policy,
    prove,
    serving,
    sql,
)
from troth.cli.show import fail
from troth.errors import TrothError

app = typer.Typer(
    name="troth",
    help="Keeps the promises a privacy policy makes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
policy.add_to(app)
prove.add_to(app)
sql.add_to(app)
serving.add_to(app)
backup.add_to(app)
attest.add_to(app)
notify.add_to(app)
audience.add_to(app)
mail_in.add_to(app)
cases.add_to(app)
app.add_typer(accounts.app, name="key")
app_key.add_to(app)
app.add_typer(mailing.app, name="mailing")
app.add_typer(letters.app, name="letters")
app.add_typer(ledger.app, name="ledger")


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Keeps the promises a privacy policy makes."""
    if version:
        typer.echo(f"troth {__version__}")
        raise typer.Exit


def main() -> None:
    """Runs the command line; never shows a traceback for what a user can mend."""
    try:
        app()
    except TrothError as error:
        fail(error)
        sys.exit(3)
    except BrokenPipeError:  # the reader of a pipe left, as `| head` does
        sys.stderr.close()
        sys.exit(0)
