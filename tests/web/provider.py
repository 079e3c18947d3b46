"""A provider of accounts on loopback (OpenID Connect): discovery, keys, authorisation and tokens, over real HTTP."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

CLIENT, SECRET = "troth-here", "a secret / with signs"


@dataclass
class Accounts:
    """Who signs in there is `subject`; `wrong`: claims that its tokens get wrong; `proved`: seconds ago."""

    issuer: str
    clock: Callable[[], datetime]
    subject: str = "ann-at-provider"
    proved: int = 0
    wrong: dict[str, Any] = field(default_factory=dict)
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def discovery(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        return {"issuer": self.issuer, **{name: f"{self.issuer}/{path}" for name, path in places.items()}}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}"

    def token(self, form: dict[str, str], pair: str) -> dict[str, Any] | None:
        """The tokens for a code; None when the client, the code or its verifier is wrong."""
        asked = self.codes.pop(form["code"], None)
        known = f"{CLIENT}:a%20secret%20%2F%20with%20signs"
        if asked is None or base64.b64decode(pair.removeprefix("Basic ")).decode() != known:
            return None
        made = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if (made, form["redirect_uri"]) != (asked["code_challenge"], asked["redirect_uri"]):
            return None
        now = int(self.clock().timestamp())
        claims = {"iss": self.issuer, "sub": self.subject, "aud": CLIENT, "nonce": asked["nonce"], "iat": now}
        claims |= {"exp": now + 300, "auth_time": now - self.proved} | self.wrong
        return {"id_token": jwt.encode({"alg": "ES256", "kid": "one"}, claims, self.key), "token_type": "Bearer"}


class _Handler(BaseHTTPRequestHandler):
    accounts: Accounts

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        if place.path == "/.well-known/openid-configuration":
            self._json(self.accounts.discovery())
        elif place.path == "/jwks":
            self._json({"keys": [self.accounts.key.as_dict(private=False)]})
        elif place.path == "/authorize":
            self.send_response(302)
            self.send_header("location", self.accounts.authorize(_flat(place.query)))
            self.end_headers()
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        form = _flat(self.rfile.read(int(self.headers["content-length"])).decode())
        made = self.accounts.token(form, self.headers.get("authorization", ""))
        self._json(made or {"error": "invalid_grant"}, 200 if made else 400)

    def _json(self, told: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def provider(clock: Callable[[], datetime]) -> Iterator[Accounts]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    accounts = Accounts(f"http://127.0.0.1:{server.server_port}", clock)
    server.RequestHandlerClass = type("Bound", (_Handler,), {"accounts": accounts})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield accounts
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
