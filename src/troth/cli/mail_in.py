"""`troth mail-in`: takes in one message from standard input, as a mail server's pipe delivers it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from troth.app import Troth
from troth.app.posting import need_mail
from troth.cli.show import console, errors
from troth.db import StoreError
from troth.errors import TrothError

LARGEST = 10_000_000  # bytes that are read of a message
LATER = 75  # EX_TEMPFAIL (sysexits.h): the mail server keeps the message and tries again


def add_to(app: typer.Typer) -> None:
    app.command("mail-in")(mail_in)


def mail_in(
    store: Annotated[Path, typer.Argument(help="The deployment's folder.")],
    to: Annotated[
        str | None, typer.Option(help="The address that it was delivered to; left out, its headers say.")
    ] = None,
) -> None:
    """Take in a message: an answer that stops, or a report that an address does not exist. Exit 75: try again later."""
    content = sys.stdin.buffer.read(LARGEST)
    try:
        with Troth.open(store) as troth:
            need_mail(troth.settings)
            console.print(troth.mail_in.take(content, to))
    except (TrothError, StoreError) as error:
        errors.print(error.message if isinstance(error, TrothError) else type(error).__name__)
        raise typer.Exit(LATER) from None
