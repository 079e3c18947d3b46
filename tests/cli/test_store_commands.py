"""new, key, ledger, demo and serve, as typed in a shell."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.cli.commands import EXAMPLE, troth


@contextmanager
def serving(store: Path, port: int, said: list[str] | None = None) -> Iterator[httpx.Client]:
    """`troth serve` on a port, and who looks at it; what it printed first goes into `said`."""
    command = [sys.executable, "-u", "-m", "troth", "serve", str(store), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        (said if said is not None else []).extend(server.stdout.readline() for _ in range(3))
        transport = httpx.HTTPTransport(retries=8)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=transport, timeout=20) as client:
                yield client
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=30)


def test_a_deployment_is_made_once_with_files_for_its_owner_alone(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert troth("new", store, "--policy", EXAMPLE).code == 0
    assert {path.name for path in store.iterdir()} >= {"troth.toml", "master.keys", "ledger.key", "store.sqlite"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in store.iterdir() if path.name != "troth.toml")
    again = troth("new", store, "--policy", EXAMPLE)
    assert again.code == 3
    assert "holds a deployment already" in again.err


def test_a_key_is_shown_once_and_can_be_revoked(tmp_path: Path) -> None:
    store = tmp_path / "store"
    troth("new", store, "--policy", EXAMPLE)
    made = troth("key", "new", "shop", "--scope", "use", "--role", "dispatch", "--store", store)
    account, key = re.findall(r"(a-\w+|troth_\w+)", made.out)
    assert key not in troth("key", "list", "--json", "--store", store).out
    assert troth("key", "revoke", account, "--store", store).code == 0
    (listed,) = map(json.loads, troth("key", "list", "--json", "--store", store).out.splitlines())
    assert listed["account"] == account
    assert listed["revoked"]
    assert troth("key", "new", "shop", "--scope", "everything", "--store", store).code == 3


def test_staff_get_a_new_link_while_the_server_runs(tmp_path: Path) -> None:
    store = tmp_path / "store"
    troth("new", store, "--policy", EXAMPLE)
    told = troth("key", "new", "Bea", "--scope", "staff", "--scope", "cases", "--store", store).out
    assert f"troth sign-in {store} a-" in told
    with serving(store, 18465) as client:
        for account in ((), ("Bea",)):
            made = troth("sign-in", store, *account, "--port", "18465")
            token = re.findall(r"http://127.0.0.1:18465/sign-in\?token=(\w+)", made.out)[0]
            entered = client.post("/sign-in", data={"token": token}, headers={"sec-fetch-site": "same-origin"})
            assert (entered.status_code, "troth-session" in entered.cookies) == (303, True)
    unknown = troth("sign-in", store, "Gus")
    assert (unknown.code, "(Bea)" in unknown.err) == (3, True)


def test_the_demo_fills_a_store_whose_ledger_verifies(tmp_path: Path) -> None:
    store = tmp_path / "store"
    made = troth("demo", EXAMPLE, "--people", "20", "--store", store, "--fill-only")
    assert made.code == 0, made.err
    assert "four things to try" in made.out
    report = json.loads(troth("ledger", "verify", "--store", store, "--json").out)
    assert report["sound"] is True
    assert report["entries"] > 200


def test_serve_prints_an_address_and_a_link_and_stops_when_asked(tmp_path: Path) -> None:
    store = tmp_path / "store"
    troth("new", store, "--policy", EXAMPLE)
    lines: list[str] = []
    with serving(store, 18463, lines) as client:
        page = client.get("/")
    assert "http://127.0.0.1:18463/" in lines[0]
    assert "/sign-in?token=" in lines[1]
    assert f"troth sign-in {store}" in lines[2]
    assert page.status_code == 200
    assert "Lantern Market" in page.text


def test_without_a_certificate_nothing_but_loopback_is_served(tmp_path: Path) -> None:
    store = tmp_path / "store"
    troth("new", store, "--policy", EXAMPLE)
    ran = troth("serve", store, "--host", "192.0.2.1")
    assert ran.code == 3
    assert "tls_certificate" in ran.err
