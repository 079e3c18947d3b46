"""`troth notify`: people are told of a new version, before it comes into force."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer

from troth.app import Troth
from troth.app.posting import mail_of
from troth.cli.progress import steps
from troth.cli.show import console
from troth.errors import NotFound, SettingsError
from troth.notices import (
    Announcement,
    Batch,
    Sender,
    announced,
    count_concerned,
    post_list,
    record_posted,
    send_all,
    words_to_send,
)
from troth.people import parse_person_ref, person_ref

HEAD = ("person", "address")


def add_to(app: typer.Typer) -> None:
    app.command()(notify)


def notify(
    store: Annotated[Path, typer.Argument(help="The deployment's folder.")],
    version: Annotated[str, typer.Option("--version", help="The new version.")],
    by: Annotated[Literal["email", "post"], typer.Option(help="By mail, or by letters that you post.")] = "email",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be said, and to how many.")] = False,
    list_: Annotated[
        Path | None, typer.Option("--list", help="With post: write the addresses to this new file.")
    ] = None,
    posted: Annotated[
        Path | None, typer.Option("--posted", help="With post: the letters of this list are out.")
    ] = None,
) -> None:
    """Tell everyone whom a new version concerns. Stopped, it goes on where it was. Exit 1 while somebody is untold."""
    with Troth.open(store) as troth:
        told_of = _announcement(troth, version)
        left = _left(troth, told_of)
        if dry_run:
            with troth.database.read() as tx:
                words = words_to_send(tx, told_of, troth.address)
            console.print(f"Subject: {words.subject}\n\n{words.body}\nto be told: {left}", markup=False)
            return
        sender = Sender(
            troth.database, troth.vault, troth.tell, troth.ledger, troth.clock, troth.caller, place=troth.address
        )
        if by == "email":
            _mail(troth, sender, told_of, left)
        else:
            _post(sender, told_of, list_, posted)
        troth.refresh()
        left, start = _left(troth, told_of), troth.engine.start_of(told_of.new)
    state = f"in force since {start:%Y-%m-%d %H:%M} UTC" if start else "not in force yet"
    console.print(f"{told_of.new.ref}: still to be told {left}; {state}")
    raise typer.Exit(1 if left else 0)


def _announcement(troth: Troth, version: str) -> Announcement:
    for told_of in announced(troth.engine.policies):
        if told_of.new.version == version:
            return told_of
    raise NotFound("no version of that name must be announced", help="see `troth diff`, and the policy's notify duties")


def _left(troth: Troth, told_of: Announcement) -> int:
    with troth.database.read() as tx:
        return count_concerned(tx, told_of)


def _mail(troth: Troth, sender: Sender, told_of: Announcement, left: int) -> None:
    address = told_of.new.controller.get("email")
    open_mail = mail_of(troth.settings)
    if open_mail is None or not address:
        raise SettingsError(
            "no mail can be sent", help="set smtp to the mail server, and controller.email in the policy"
        )
    last = Batch(0, 0)
    with open_mail(address) as deliver, steps(f"notice of {told_of.new.ref}") as report:
        for last in send_all(sender, told_of, deliver):
            report("told by mail", last.told, max(left, last.told))
    console.print(f"told by mail: {last.told}; not taken by the server: {last.undelivered}")


def _post(sender: Sender, told_of: Announcement, list_: Path | None, posted: Path | None) -> None:
    if (list_ is None) == (posted is None):
        raise SettingsError(
            "post needs --list or --posted", help="first --list FILE; when the letters are out --posted FILE"
        )
    if list_ is not None:
        console.print(
            f"addresses written: {_write(list_, post_list(sender, told_of))}; keep {list_} safe, and erase it"
        )
    if posted is not None:
        people = _read(posted)
        console.print(f"told by post: {record_posted(sender, told_of, people)}")


def _write(path: Path, rows: Iterator[tuple[int, str]]) -> int:
    """For its owner alone, and never over another file."""
    try:
        opened = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except OSError as error:
        raise SettingsError(
            f"the list cannot be written: {error.strerror}", help="name a file that is not there"
        ) from None
    with os.fdopen(opened, "w", encoding="utf-8", newline="") as file:
        written, listed = csv.writer(file), list(rows)
        written.writerow(HEAD)
        written.writerows((person_ref(person), address) for person, address in listed)
    return len(listed)


def _read(path: Path) -> list[int]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [parse_person_ref(row["person"]) for row in csv.DictReader(file)]
    except (OSError, KeyError, UnicodeDecodeError):
        raise SettingsError("the list cannot be read", help="give the file that --list wrote") from None
