"""Signing in with an account elsewhere (OpenID Connect Core 1.0, authorisation code with PKCE, RFC 7636).

1. The browser gets a cookie with a secret; `state`, `nonce` and the code's verifier are made of it, and are kept
   nowhere else. It goes to the provider with `state`, `nonce` and the verifier's digest.
2. It comes back with a code and `state`, which must be the cookie's. We change the code for an ID token, showing the
   verifier: a code that was caught on its way is worth nothing.
3. One of the provider's keys signed the token; `iss`, `aud`, `azp`, `exp`, `iat` and `nonce` are right (Core 3.1.3.7);
   `auth_time` says when the person last showed the provider who they are.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode

from troth.errors import Unavailable
from troth.people.vouchers.app_token import SKEW, is_for, moment_of
from troth.people.vouchers.fetching import fetched, safe_place
from troth.people.vouchers.keys import claims_of

RECENT: Final = timedelta(minutes=15)  # how long ago the person may have shown the provider who they are
LONGEST_WAY: Final = timedelta(minutes=10)  # how long they may take there
_BYTES: Final = 32
_KNOWN: Final = timedelta(hours=1)  # how long what the provider publishes is taken as known


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Who came in, by the provider's word. `proved`: when they last showed it who they are."""

    issuer: str
    subject: str
    proved: datetime


@dataclass(slots=True)
class Provider:
    """`issuer`: its URL; `client`, `secret`: what it knows us by; `back`: our page that people come back to."""

    issuer: str
    client: str
    back: str
    secret: str = field(repr=False)
    _known: tuple[datetime, dict[str, Any], list[Any]] | None = None

    def begin(self, at: datetime) -> tuple[str, str]:
        """The cookie's secret, and where to send the browser. Unavailable."""
        cookie = secrets.token_urlsafe(_BYTES)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(_made(cookie, "verifier").encode()).digest())
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": self.back,
            "scope": "openid",
            "state": _made(cookie, "state"),
            "nonce": _made(cookie, "nonce"),
            "code_challenge": challenge.decode().rstrip("="),
            "code_challenge_method": "S256",
            "max_age": str(int(RECENT.total_seconds())),
        }
        place = self._place("authorization_endpoint", at)
        return cookie, f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"

    def finish(self, cookie: str, told: Mapping[str, str], at: datetime) -> Elsewhere | None:
        """Who came back with what the provider told the browser; None when anything is wrong with it. Unavailable."""
        code, state = told.get("code", ""), told.get("state", "")
        ours = cookie and hmac.compare_digest(state.encode(), _made(cookie, "state").encode())
        if not ours or not code or told.get("iss", self.issuer) != self.issuer:  # iss: RFC 9207
            return None
        token = self._token(code, _made(cookie, "verifier"), at)
        return self._judged(token, _made(cookie, "nonce"), at) if isinstance(token, str) else None

    # -- inside --

    def _token(self, code: str, verifier: str, at: datetime) -> Any:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.back, "code_verifier": verifier}
        known = self._published(at)[0].get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        pair = None
        if self.secret and "client_secret_basic" in known:
            pair = (quote(self.client, safe=""), quote(self.secret, safe=""))  # RFC 6749, 2.3.1
        else:
            form |= {"client_id": self.client} | ({"client_secret": self.secret} if self.secret else {})
        return fetched(self._place("token_endpoint", at), form, pair).get("id_token")

    def _judged(self, token: str, nonce: str, at: datetime) -> Elsewhere | None:
        claims = claims_of(token, self._published(at)[1])
        if claims is None:  # its keys may be new
            self._known = None
            claims = claims_of(token, self._published(at)[1])
        if claims is None or claims.get("iss") != self.issuer or not is_for(claims, self.client):
            return None
        if not self._is_ours(claims) or not hmac.compare_digest(str(claims.get("nonce")).encode(), nonce.encode()):
            return None
        ends, issued, proved = (moment_of(claims, name) for name in ("exp", "iat", "auth_time"))
        subject = claims.get("sub")
        if ends is None or issued is None or proved is None or not isinstance(subject, str) or not subject:
            return None
        timely = at - SKEW < ends and issued <= at + SKEW and at - RECENT - SKEW <= proved <= at + SKEW
        return Elsewhere(self.issuer, subject, min(proved, at)) if timely else None

    def _is_ours(self, claims: Mapping[str, Any]) -> bool:
        """Of a token for several, `azp` says whose it is (Core 3.1.3.7, 4 and 5)."""
        several = isinstance(claims.get("aud"), list) and len(claims["aud"]) > 1
        return bool(claims.get("azp", None if several else self.client) == self.client)

    def _place(self, name: str, at: datetime) -> str:
        return safe_place(self._published(at)[0].get(name))

    def _published(self, at: datetime) -> tuple[dict[str, Any], list[Any]]:
        """What the provider says of itself (OpenID Connect Discovery 1.0, 4), and its keys."""
        if self._known is None or at >= self._known[0]:
            said = fetched(safe_place(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"))
            if said.get("issuer") != self.issuer:
                raise Unavailable("the sign-in provider calls itself by another name", help="see `troth provider`")
            keys = fetched(safe_place(said.get("jwks_uri"))).get("keys", [])
            self._known = (at + _KNOWN, said, [key for key in keys if isinstance(key, dict)])
        return self._known[1:]


def _made(cookie: str, what: str) -> str:
    return hmac.new(cookie.encode("utf-8", "surrogatepass"), what.encode(), hashlib.sha256).hexdigest()
