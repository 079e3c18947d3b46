"""One visit to a page: who comes, and what they bring. Here it is settled what a visitor may send us."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest

from troth.app.accounts import Account, Scope

LARGEST_FORM = 256 * 1024
MOST_FIELDS = 500


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form. Their values are never shown by `repr`."""

    fields: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def get(self, name: str) -> str:
        """The first value of that name; empty when it was left out."""
        return next((value for key, value in self.fields if key == name), "").strip()

    def every(self, name: str) -> list[str]:
        """All values of that name that are not empty, each once."""
        values = [value.strip() for key, value in self.fields if key == name]
        return list(dict.fromkeys(value for value in values if value))


@dataclass(frozen=True, slots=True)
class Visit:
    """`account` is that of a running session; `cookie` its secret, empty without one."""

    http: HttpRequest
    form: Form
    account: Account | None = None
    cookie: str = field(default="", repr=False)

    @property
    def query(self) -> Mapping[str, str]:
        return self.http.query_params

    @property
    def path(self) -> Mapping[str, str]:
        return self.http.path_params

    def may(self, scope: Scope) -> bool:
        return self.account is not None and scope in self.account.scopes

    @property
    def token(self) -> str:
        """Goes with every form of a session and shows that the form was ours."""
        return hmac.new(self.cookie.encode(), b"form", hashlib.sha256).hexdigest() if self.cookie else ""

    def check_token(self) -> None:
        """HTTPException (403) when the form does not bring the session's token."""
        given = self.form.get("form-token").encode()
        if not self.token or not hmac.compare_digest(self.token.encode(), given):
            raise HTTPException(403)


def is_secure(http: HttpRequest) -> bool:
    return http.url.scheme == "https"


def cookie_name(http: HttpRequest) -> str:
    """Over TLS the name binds the cookie to this host alone (RFC 6265bis, 4.1.3.2)."""
    return "__Host-troth-session" if is_secure(http) else "troth-session"


def check_origin(http: HttpRequest) -> None:
    """HTTPException (403) unless a page of this very place sent the form.

    The browser says where a form comes from in Sec-Fetch-Site (W3C Fetch Metadata) or, if it is old, in Origin
    (RFC 6454). Who says neither is refused: no browser does so.
    """
    site = http.headers.get("sec-fetch-site")
    if site is not None:
        ours = site == "same-origin"
    else:
        origin = urlsplit(http.headers.get("origin", ""))
        ours = (origin.scheme, origin.netloc) == (http.url.scheme, http.headers.get("host"))
    if not ours:
        raise HTTPException(403)


async def read_form(http: HttpRequest) -> Form:
    """The fields of a posted form. HTTPException: 413 too large, 415 of another kind, 400 unreadable."""
    kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = b""
    async for piece in http.stream():
        body += piece
        if len(body) > LARGEST_FORM:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(400) from None
    if any("\0" in name or "\0" in value for name, value in pairs):  # no store takes it, and nobody types it
        raise HTTPException(400)
    return Form(tuple(pairs))
