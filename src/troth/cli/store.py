"""Commands that work on a deployment: new, serve, demo, key, ledger."""

from __future__ import annotations

import typer

from troth.cli import accounts, ledger, serving


def add_to(app: typer.Typer) -> None:
    serving.add_to(app)
    app.add_typer(accounts.app, name="key")
    app.add_typer(ledger.app, name="ledger")
