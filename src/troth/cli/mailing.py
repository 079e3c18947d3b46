"""`troth mailing`: messages to many, each person decided by the policy and their choice."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table

from troth.app import Troth
from troth.cli.progress import steps
from troth.cli.show import as_json, console
from troth.errors import SettingsError
from troth.notices import (
    Mailing,
    Plan,
    Text,
    dns_record,
    domain_of,
    export,
    make_key,
    parse_mailing_ref,
    record_sent,
    work,
)

app = typer.Typer(help="Messages to many: made, sent, stopped.", no_args_is_help=True, rich_markup_mode=None)
Store = Annotated[Path, typer.Argument(help="The deployment's folder.")]
Which = Annotated[str, typer.Argument(help="The mailing: m and thirteen signs.")]
HEAD = ("person", "address", "words", "stop")


@app.command()
def new(
    store: Store,
    purpose: Annotated[str, typer.Option("--for", help="What for: a purpose of the policy.")],
    text: Annotated[
        list[str], typer.Option(help="LANGUAGE=FILE; the file's first line is the subject. May be given again.")
    ],
    kind: Annotated[Literal["marketing", "service"], typer.Option(help="What the policy makes it.")] = "marketing",
    topic: Annotated[str | None, typer.Option(help="What people stop it by; left out, the purpose's own.")] = None,
    channel: Annotated[Literal["email", "sms", "post"], typer.Option(help="How people are reached.")] = "email",
) -> None:
    """Make a mailing. Nothing is sent yet."""
    with Troth.open(store) as troth:
        plan = Plan(kind, purpose, dict(_text(each) for each in text), topic, channel)
        with troth.database.write() as tx:
            made = troth.mailings.make(tx, troth.caller, plan)
    console.print(f"{made.ref}  topic {made.topic or 'none'}  {made.plan.digest}")


@app.command()
def preview(store: Store, mailing: Which, language: Annotated[str, typer.Option(help="In which.")] = "en") -> None:
    """Show what a person would get, and how many would."""
    with Troth.open(store) as troth:
        kept = _kept(troth, mailing)
        message, told = troth.mailings.preview(kept, language), troth.mailings.reach(kept, False).told
    head = {"Subject": message.words.subject, **message.headers}
    console.print("\n".join(f"{name}: {value}" for name, value in head.items()), markup=False)
    console.print(f"\n{message.words.body}\n{told['count']:,} of {told['among']:,} may get it", markup=False)
    for clause, count in sorted(told["stopped"].items()):
        console.print(f"{clause} stops {count:,}")


@app.command()
def send(
    store: Store,
    mailing: Which,
    leave: Annotated[bool, typer.Option("--leave", help="Leave the sending to the running server.")] = False,
) -> None:
    """Send it. Stopped, it goes on where it was, here or in the running server. Exit 1 while somebody is left."""
    with Troth.open(store) as troth:
        kept = _kept(troth, mailing)
        if kept.state == "draft":
            with troth.database.write() as tx:
                troth.mailings.send(tx, troth.caller, kept)
        if not leave:
            counted = troth.mailings.reach(kept, False).told["count"]
            with steps(f"mailing {kept.ref}") as report:
                work(troth.mailings, lambda done: report("sent", done, max(counted, done)))
        kept, counts = _now(troth, mailing)
    console.print(f"{kept.ref}: {kept.state}; {_counted(counts)}")
    raise typer.Exit(0 if kept.state == "done" else 1)


@app.command()
def stop(store: Store, mailing: Which) -> None:
    """Stop it: who has not got it yet gets it no more."""
    with Troth.open(store) as troth, troth.database.write() as tx:
        troth.mailings.stop(tx, troth.caller, troth.mailings.get(tx, parse_mailing_ref(mailing)))


@app.command()
def status(
    store: Store, json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")] = False
) -> None:
    """All mailings, newest first, and how far each is."""
    table = Table("mailing", "kind", "for", "topic", "channel", "state", "made", "people")
    with Troth.open(store) as troth, troth.database.read() as tx:
        for each in troth.mailings.listed(tx):
            counts = dict(troth.mailings.progress(tx, each).counts)
            plan = each.plan
            if json:
                told = {"mailing": each.ref, "kind": plan.kind, "for": plan.purpose, "topic": each.topic}
                told |= {"channel": plan.channel, "state": each.state, "made": each.made_at.isoformat()}
                as_json(told | {"counts": counts})
            row = (each.ref, plan.kind, plan.purpose, each.topic or "", plan.channel, each.state)
            table.add_row(*row, f"{each.made_at:%Y-%m-%d}", _counted(counts))
    if not json:
        console.print(table)


@app.command("export")
def export_(
    store: Store,
    mailing: Which,
    list_: Annotated[Path, typer.Option("--list", help="Write the numbers or addresses to this new file.")],
) -> None:
    """Write a list for text messages or letters. Each person on it is decided, and has an entry in the ledger."""
    with Troth.open(store) as troth:
        kept = _kept(troth, mailing)
        if kept.state == "draft":
            with troth.database.write() as tx:
                troth.mailings.send(tx, troth.caller, kept)
            kept = _kept(troth, mailing)
        written = _write(list_, export(troth.mailings, kept))
    console.print(f"listed: {written}; keep {list_} safe, and erase it")


@app.command()
def sent(store: Store, mailing: Which) -> None:
    """Record that the messages of the list are out."""
    with Troth.open(store) as troth:
        console.print(f"sent: {record_sent(troth.mailings, _kept(troth, mailing), troth.caller.id)}")


@app.command()
def key(store: Store) -> None:
    """Make the key that signs outgoing mail, unless there is one; print the DNS record that goes with it."""
    with Troth.open(store) as troth:
        settings, version = troth.settings, troth.version()
        if not settings.dkim_key:
            raise SettingsError("no key is named", help='set dkim_key, as in dkim_key = "mail.key"')
        if version is None or "email" not in version.controller:
            raise SettingsError("it is not known who mail is from", help="set controller.email in the policy")
        path = settings.path(settings.dkim_key)
        made = make_key(path)
        name, content = dns_record(path, settings.dkim_selector, domain_of(version.controller["email"]))
    console.print(f"{'made' if made else 'there already'}: {path}\n\n{name}  TXT\n{content}", markup=False)


def _text(told: str) -> tuple[str, Text]:
    language, _, name = told.partition("=")
    try:
        subject, _, body = Path(name).read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        raise SettingsError("a text cannot be read", help="give LANGUAGE=FILE, such as en=march.txt") from None
    return language, Text(subject.removeprefix("Subject:").strip(), body.strip())


def _kept(troth: Troth, mailing: str) -> Mailing:
    return _now(troth, mailing)[0]


def _now(troth: Troth, mailing: str) -> tuple[Mailing, dict[str, int]]:
    with troth.database.read() as tx:
        kept = troth.mailings.get(tx, parse_mailing_ref(mailing))
        return kept, dict(troth.mailings.progress(tx, kept).counts)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{state} {count:,}" for state, count in sorted(counts.items())) or "nobody yet"


def _write(path: Path, rows: Iterable[tuple[str, ...]]) -> int:
    """For its owner alone, and never over another file."""
    try:
        opened = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except OSError as error:
        raise SettingsError(
            f"the list cannot be written: {error.strerror}", help="name a file that is not there"
        ) from None
    count = 0
    with os.fdopen(opened, "w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(HEAD)
        for row in rows:
            written.writerow(row)
            count += 1
    return count
