"""`troth mail-in`: takes in one message from standard input, as a mail server's pipe delivers it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from troth.app import Troth
from troth.app.posting import need_mail
from troth.cli.show import console

LARGEST = 10_000_000  # bytes that are read of a message


def add_to(app: typer.Typer) -> None:
    app.command("mail-in")(mail_in)


def mail_in(
    store: Annotated[Path, typer.Argument(help="The deployment's folder.")],
    to: Annotated[
        str | None, typer.Option(help="The address that it was delivered to; left out, its headers say.")
    ] = None,
) -> None:
    """Take in a message: an answer that stops, or a report that an address does not exist. It is always taken."""
    content = sys.stdin.buffer.read(LARGEST)
    with Troth.open(store) as troth:
        need_mail(troth.settings)
        console.print(troth.mail_in.take(content, to))
