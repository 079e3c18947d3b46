"""`troth app-key`, `troth agent`, `troth provider`: who vouches for people at the privacy centre."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from troth.app import Troth
from troth.cases import vouching
from troth.cli.show import as_json, console
from troth.people import vouchers
from troth.people.vouchers import Voucher, VoucherKind

Store = Annotated[Path, typer.Option("--store", help="The deployment's folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Name = Annotated[str, typer.Argument(help="What people here call it.")]
HERE = Path("store")


def _group(text: str) -> typer.Typer:
    return typer.Typer(help=text, no_args_is_help=True, rich_markup_mode=None)


keys = _group("Keys of the company's own apps, whose signed tokens sign people in.")
agents = _group("Authorised agents, who ask for people by the Data Rights Protocol.")
providers = _group("The provider of accounts that people sign in with (OpenID Connect).")


def add_to(app: typer.Typer) -> None:
    for group, name in ((keys, "app-key"), (agents, "agent"), (providers, "provider")):
        app.add_typer(group, name=name)


@keys.command("add")
def add_key(
    name: Name,
    key: Annotated[Path, typer.Option(help="File of its public keys: a JWKS, a JWK, or PEM.")],
    store: Store = HERE,
) -> None:
    """Let an app sign people in."""
    with Troth.open(store) as troth, troth.database.write() as tx:
        told = key.read_text(encoding="utf-8")
        made = vouching.enter_app_key(tx, troth.ledger, troth.caller, name, told, at=troth.clock())
    console.print(f"{made.id} signs people in: {len(made.about['keys'])} public keys")


@agents.command("add")
def add_agent(
    agent: Annotated[str, typer.Argument(help="Its id in the directory, as in AGENT_A.")],
    name: Name,
    key: Annotated[str, typer.Option(help="Its `verify_key` in the directory: Ed25519, Base64.")],
    business: Annotated[str, typer.Option(help="Our own id in the directory, as in SHOP.")],
    callback: Annotated[str, typer.Option(help="How the https addresses begin at which it is told.")] = "",
    store: Store = HERE,
) -> None:
    """Let an agent ask for people."""
    with Troth.open(store) as troth, troth.database.write() as tx:
        vouching.enter_agent(tx, troth.ledger, troth.caller, agent, name, key, business, callback, at=troth.clock())
    console.print(f"{agent} may ask for people")


@providers.command("add")
def add_provider(
    name: Name,
    issuer: Annotated[str, typer.Option(help="Its issuer, as its discovery document says.")],
    client: Annotated[str, typer.Option(help="The client id that it knows us by.")],
    secret: Annotated[Path | None, typer.Option(help="File of the client secret; none for a public client.")] = None,
    store: Store = HERE,
) -> None:
    """Let people sign in with their account there, in the place of the provider before."""
    told = secret.read_text(encoding="utf-8").strip() if secret else ""
    with Troth.open(store) as troth, troth.database.write() as tx:
        at, parts = troth.clock(), (troth.ledger, troth.vault, troth.caller)
        made = vouching.enter_provider(tx, *parts, name, issuer, client, told, at=at)
        back = troth.pages() + vouching.BACK
    console.print(f"{made.id} signs people in\nregister this address there as the redirect URI:  {back}")


def _every(store: Path, kind: VoucherKind, json_: bool) -> None:
    with Troth.open(store) as troth, troth.database.read() as tx:
        every = vouchers.listed(tx, kind, ended=True)
    table = Table("id", "name", "since", "until")
    for each in every:
        if json_:
            as_json(_told(each))
        ended = f"{each.ended_at:%Y-%m-%d}" if each.ended_at else ""
        table.add_row(each.id, each.name, f"{each.made_at:%Y-%m-%d}", ended)
    if not json_:
        console.print(table)


def _told(each: Voucher) -> dict[str, object]:
    ended = each.ended_at.isoformat() if each.ended_at else None
    return {"id": each.id, "name": each.name, "since": each.made_at.isoformat(), "until": ended, **each.about}


def _end(store: Path, kind: VoucherKind, number: str) -> None:
    with Troth.open(store) as troth, troth.database.write() as tx:
        vouching.end_voucher(tx, troth.ledger, troth.caller, kind, number, at=troth.clock())
    console.print(f"{number} counts no more")


def _looking(group: typer.Typer, kind: VoucherKind) -> None:
    """The two commands that every kind has."""

    @group.command("list")
    def list_(store: Store = HERE, json_: Json = False) -> None:
        """All that are on the register, or were."""
        _every(store, kind, json_)

    @group.command()
    def end(number: Annotated[str, typer.Argument(help="Its id.")], store: Store = HERE) -> None:
        """From now on its word counts for nothing."""
        _end(store, kind, number)


_looking(keys, "app-key")
_looking(agents, "agent")
_looking(providers, "provider")
