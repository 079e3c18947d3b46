"""A door for drills: the API over a deployment, served on loopback for as long as they run."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from types import TracebackType
from typing import Any

import httpx

from troth.api.app import create_app
from troth.api.serving import server
from troth.api.wire import item_ref
from troth.app import Troth, accounts
from troth.app.accounts import Scope
from troth.controls import Sight
from troth.errors import TrothError
from troth.gate import Act, Intake
from troth.people import person_ref
from troth.proof import DRILLS, Told, message, told

SCOPES: tuple[Scope, ...] = ("collect", "use", "disclose", "publish", "link")
UNHURRIED = "1000000/minute"
PATIENCE = 20.0  # seconds to wait for the server to come up

_LOOPBACK: dict[str, Any] = {"host": "127.0.0.1", "port": 0, "tls_certificate": "", "tls_key": ""}


class HttpDoor:
    """Use it as a context manager. Its accounts are for drills alone, and are gone when it closes."""

    def __init__(self, troth: Troth) -> None:
        self._troth = troth.beside(troth.clock)
        self._troth.settings = replace(troth.settings, rate=UNHURRIED, rate_unknown=UNHURRIED, **_LOOPBACK)
        self._server = server(create_app(self._troth), self._troth.settings)
        self._thread = threading.Thread(target=self._server.run, name="drill-door", daemon=True)
        self._keys: dict[frozenset[str], str] = {}
        self._made: list[str] = []
        self._client = httpx.Client(timeout=PATIENCE)

    def act(self, roles: Iterable[str], what: Act | Intake) -> Told:
        """Sends an act with a key of those roles."""
        path, body = message(what)
        answer = self._client.post(path, json=body, headers={"authorization": f"Bearer {self._key(frozenset(roles))}"})
        return told(answer.status_code, answer.json())

    def view(self, item: int, viewer: int | None) -> Sight:
        """What a viewer gets: all of it but the time that it was sent at."""
        query = {} if viewer is None else {"to": "contacts", "viewer": person_ref(viewer)}
        key = {"authorization": f"Bearer {self._key(frozenset())}"}
        got = self._client.get(f"/v1/published/{item_ref(item)}", params=query, headers=key)
        if got.status_code == 200:
            return Sight(200, (), "", got.json()["value"])
        headers = tuple(sorted((name, told) for name, told in got.headers.items() if name != "date"))
        return Sight(got.status_code, headers, got.text)

    def _key(self, roles: frozenset[str]) -> str:
        if roles not in self._keys:
            with self._troth.database.write() as tx:
                account, self._keys[roles] = accounts.make(tx, DRILLS, SCOPES, roles, self._troth.clock())
            self._made.append(account.id)
        return self._keys[roles]

    def __enter__(self) -> HttpDoor:
        self._thread.start()
        until = time.monotonic() + PATIENCE
        while not self._server.started:
            if time.monotonic() > until or not self._thread.is_alive():
                raise TrothError("the server for drills did not start", help="is loopback open to this process?")
            time.sleep(0.005)
        host, port = self._server.servers[0].sockets[0].getsockname()[:2]
        self._client.base_url = httpx.URL(f"http://{host}:{port}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()
        self._server.should_exit = True
        self._thread.join()
        with self._troth.database.write() as tx:
            accounts.remove(tx, self._made)
