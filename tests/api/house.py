"""A real server over a fresh deployment of Lantern Market, and keys to it."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from troth.api import create_app, server
from troth.app import Troth, accounts
from troth.cases import vouching
from troth.client import Client
from troth.parties import Agreement, Entered, Recipient, add_agreement, put_recipient
from troth.people import keep_notice

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "examples" / "lantern-market"
EVERYTHING = tuple(scope for scope in accounts.SCOPES if scope != "staff")


class Ticking:
    """A clock of March 2014 that goes on by a millisecond each time it is read."""

    def __init__(self) -> None:
        self._now, self._lock = datetime(2014, 3, 1, 10, tzinfo=UTC), threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            self._now += timedelta(milliseconds=1)
            return self._now


@dataclass
class Served:
    """`url` answers. `key` makes an application key of those scopes."""

    url: str
    troth: Troth
    _keys: dict[tuple[str, ...], str] = field(default_factory=dict)

    def key(self, *scopes: str, roles: tuple[str, ...] = ()) -> str:
        wanted = (*(scopes or EVERYTHING), *roles)
        if wanted not in self._keys:
            with self.troth.database.write() as tx:
                made = accounts.make(tx, "test", scopes or EVERYTHING, roles, self.troth.clock())
            self._keys[wanted] = made[1]
        return self._keys[wanted]

    def client(self, *scopes: str, **more: Any) -> Client:
        return Client(self.url, self.key(*scopes), **more)

    def http(self, *scopes: str) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers={"authorization": f"Bearer {self.key(*scopes)}"}, timeout=60)


def app_of(served: Served) -> Callable[..., str]:
    """An app on the register: it signs that a person is there. `more` takes the place of claims."""
    own, troth = ECKey.generate_key("P-256"), served.troth
    with troth.database.write() as tx:
        public = own.as_dict(private=False)
        vouching.enter_app_key(tx, troth.ledger, troth.caller, "the shop's app", public, at=troth.clock())

    def sign(person: str, key: ECKey = own, **more: Any) -> str:
        now = int(troth.clock().timestamp())
        claims = {"sub": person, "aud": troth.pages(), "exp": now + 60, "auth_time": now, "jti": secrets.token_hex(8)}
        return jwt.encode({"alg": "ES256"}, claims | more, key)

    return sign


@contextmanager
def opened(folder: Path, **settings: Any) -> Iterator[Troth]:
    """A deployment with a courier on its register and a notice to collect under."""
    settings = {"rate": "1000000/minute", "rate_unknown": "1000000/minute"} | settings
    with Troth.create(folder / "house", [POLICY], clock=Ticking(), **settings) as troth:
        _furnish(troth)
        yield troth


@contextmanager
def serving(troth: Troth) -> Iterator[Served]:
    """A server on a free port of loopback, in a thread of its own."""
    running = server(create_app(troth), _on_a_free_port(troth))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        assert thread.is_alive(), "the server did not start"
    port = running.servers[0].sockets[0].getsockname()[1]
    try:
        yield Served(f"http://127.0.0.1:{port}", troth)
    finally:
        running.should_exit = True
        thread.join()


def _on_a_free_port(troth: Troth) -> Any:
    from dataclasses import replace

    return replace(troth.settings, port=0)


def _furnish(troth: Troth) -> None:
    entered = Entered("a-test", troth.clock())
    courier = Recipient("swiftfoot", "Swiftfoot", "courier", ("name", "postal-address"), ("delivery",))
    agreement = Agreement("LM-1", datetime(2013, 1, 1, tzinfo=UTC), None, "0" * 64)
    with troth.database.write() as tx:
        put_recipient(tx, courier, at=troth.clock(), entered=entered)
        add_agreement(tx, "swiftfoot", agreement, entered=entered)
        keep_notice(
            tx,
            "joining",
            policy="lantern-market",
            version="2014-01",
            text="We need these to run your account and to send you what you order.",
            purposes=["account-management", "order-fulfilment"],
            required=["name", "email", "postal-address"],
            optional=["phone"],
            at=troth.clock(),
        )
