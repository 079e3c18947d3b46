"""Which language a visitor is spoken to: what they chose here, else what their browser asks for, else English.

It is chosen by a link to the same page with `lang` in its query, and remembered in the browser. The links name no path:
pages that must be alike for everybody, such as those of stop links, stay so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlencode

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from troth.web.tongues import ENGLISH, Tongue, speaking, spoken, tongues, understood
from troth.web.visit import is_secure

_YEAR = 365 * 24 * 60 * 60
_MOST = 20  # languages that are looked at in one header, and parts of a query that are kept
_here: ContextVar[tuple[str, tuple[tuple[str, str], ...]]] = ContextVar("here", default=("", ()))


@contextmanager
def answering(http: HttpRequest) -> Iterator[None]:
    """What is made inside is made in the visitor's language."""
    path, query = "", http.query_params.multi_items()[:_MOST]
    if http.method == "POST":  # what answers a form cannot be looked at again; the page that it stands on can
        path, query = ("/me" if http.url.path.startswith("/me/") else ""), []
    before = _here.set((path, tuple((name, value) for name, value in query if name != "lang")))
    try:
        with speaking(tongue_of(http)):
            yield
    finally:
        _here.reset(before)


def in_tongue(tongue: Tongue) -> str:
    """The address of the page that is looked at, in another language."""
    path, query = _here.get()
    return f"{path}?{urlencode([*query, ('lang', tongue.tag)])}"


def tongue_of(http: HttpRequest) -> Tongue:
    """The visitor's language."""
    return _chosen(http) or _named(http.cookies.get(cookie_name(http), "")) or _asked_for(http) or ENGLISH


def tell(response: Response, http: HttpRequest) -> None:
    """Says of a page which language it speaks and what that depends on (RFC 9110, 8.5 and 12.5.5); keeps a choice."""
    if not response.headers.get("content-type", "").startswith("text/html"):
        return
    response.headers["content-language"] = spoken().tag
    response.headers.add_vary_header("accept-language")
    response.headers.add_vary_header("cookie")
    if chosen := _chosen(http):
        name, secure = cookie_name(http), is_secure(http)
        response.set_cookie(name, chosen.tag, max_age=_YEAR, path="/", secure=secure, httponly=True, samesite="lax")


def cookie_name(http: HttpRequest) -> str:
    """Over TLS the name binds the cookie to this host alone (RFC 6265bis, 4.1.3.2)."""
    return "__Host-troth-language" if is_secure(http) else "troth-language"


def _chosen(http: HttpRequest) -> Tongue | None:
    return _named(http.query_params.get("lang", ""))


def _named(tag: str) -> Tongue | None:
    return next((each for each in tongues() if each.tag == tag), None)


def _asked_for(http: HttpRequest) -> Tongue | None:
    """The most wanted of ours (RFC 9110, 12.5.4); of equal ones the first."""
    wanted = [_weighed(part) for part in http.headers.get("accept-language", "").split(",")[:_MOST]]
    wanted.sort(key=lambda each: -each[1])
    found = (understood(tag) for tag, weight in wanted if weight > 0)
    return next((each for each in found if each is not None), None)


def _weighed(part: str) -> tuple[str, float]:
    tag, _, weight = part.partition(";")
    try:
        return tag.strip(), float(weight.strip().removeprefix("q=")) if weight else 1.0
    except ValueError:
        return tag.strip(), 0.0
