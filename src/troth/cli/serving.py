"""`troth new`, `troth serve`, `troth demo`: a deployment made, run, shown."""

from __future__ import annotations

import gc
import tempfile
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from troth.app import Troth, accounts
from troth.cli.progress import steps
from troth.cli.show import console

if TYPE_CHECKING:
    from troth.api.drilling import HttpDoor

Host = Annotated[str | None, typer.Option(help="Address to listen on; loopback unless a certificate is set.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on.")]


def add_to(app: typer.Typer) -> None:
    for command in (new, serve):
        app.command()(command)
    app.command("sign-in")(sign_in)
    app.command("demo")(show_demo)


def new(
    store: Annotated[Path, typer.Argument(help="The new deployment's folder.")],
    policy: Annotated[list[Path], typer.Option(help="A policy folder that decides; may be given several times.")],
    database: Annotated[str | None, typer.Option(help="URL of the store; else a SQLite file in the folder.")] = None,
) -> None:
    """Make a deployment: its keys, its settings and an empty store."""
    Troth.create(store, policy, database=database).close()
    console.print(
        f"made {store}\n\nkeep a copy of {store / 'master.keys'} apart from the store: without it nothing opens.\n"
        f'next:  troth key new "web shop" --scope collect --scope use --store {store}\n'
        f"       troth serve {store}"
    )


def serve(
    store: Annotated[Path, typer.Argument(help="The deployment's folder.")],
    host: Host = None,
    port: Port = None,
) -> None:
    """Serve a deployment: API and console."""
    with Troth.open(store, host=host, port=port) as troth:
        with troth.database.write() as tx:
            account = accounts.staff(tx, troth.clock())
            token = accounts.sign_in_link(tx, account.id, troth.clock())
        console.print(f"troth serves {_address(troth)}\nsign in once, within half an hour:  {_link(troth, token)}")
        console.print(f"another link, also while this runs:  troth sign-in {store}", soft_wrap=True)
        _run(troth)


def sign_in(
    store: Annotated[Path, typer.Argument(help="The deployment's folder.")],
    account: Annotated[str | None, typer.Argument(help="An account's id or label; else the house's own staff.")] = None,
    host: Host = None,
    port: Port = None,
) -> None:
    """Print a new link by which a member of staff signs in to the console; the server may be running."""
    with Troth.open(store, host=host, port=port) as troth, troth.database.write() as tx:
        at = troth.clock()
        who = accounts.staff(tx, at) if account is None else accounts.who_signs_in(tx, account)
        token = accounts.sign_in_link(tx, who.id, at)
        console.print(f"for {who.label}, once, within half an hour:\n{troth.pages()}{_way(token)}", soft_wrap=True)


def show_demo(
    policy: Annotated[Path, typer.Argument(help="An example's folder.")],
    people: Annotated[int, typer.Option(help="How many invented people.")] = 1000,
    store: Annotated[Path | None, typer.Option(help="Keep the store here; else it goes when you stop.")] = None,
    host: Host = None,
    port: Port = None,
    fill_only: Annotated[bool, typer.Option("--fill-only", help="Fill the store and stop.")] = False,
) -> None:
    """Fill a store with invented people and a month of their life, and serve it."""
    from troth.app import demo
    from troth.controls.letter_box import LetterBox

    with tempfile.TemporaryDirectory(prefix="troth-demo-") as scratch, LetterBox(heard=_print_letter) as box:
        folder = store or Path(scratch) / "store"
        with steps("a month in the life of invented people") as report:
            troth = demo.make(folder, policy, people, report, host=host, port=port, smtp=box.place)
        with troth:
            with troth.database.write() as tx:
                token = accounts.sign_in_link(tx, accounts.staff(tx, troth.clock()).id, troth.clock())
            console.print(demo.invitation(troth, _address(troth), _link(troth, token)))
            if not fill_only:
                _run(troth)


def _print_letter(letter: EmailMessage) -> None:
    """Where the demo's mail lands."""
    text = letter.get_content().strip()
    console.print(f"\n── a letter to {letter['To']}: {letter['Subject']}\n{text}\n──", markup=False, soft_wrap=True)


def _run(troth: Troth) -> None:
    gc.disable()  # nothing of what is made now is garbage
    from troth import api, web  # here, so that the commands that serve nothing start at once
    from troth.app.keeper import Keeper

    app = api.create_app(troth)
    web.mount(app, troth)
    server = api.server(app, troth.settings, troth.engine.policies)
    gc.freeze()  # it stays as long as we do, and need not be looked through again
    gc.enable()
    with Keeper(troth, _door):
        server.run()


def _door(troth: Troth) -> HttpDoor:
    from troth.api.drilling import HttpDoor  # when the first drill comes

    return HttpDoor(troth)


def _address(troth: Troth) -> str:
    scheme = "https" if troth.settings.tls_certificate else "http"
    return f"{scheme}://{troth.settings.host}:{troth.settings.port}/"


def _link(troth: Troth, token: str) -> str:
    return _address(troth) + _way(token)


def _way(token: str) -> str:
    return f"sign-in?token={token}"
