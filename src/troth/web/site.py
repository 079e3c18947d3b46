"""The site: which page answers which address, and what holds of them all."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Match, Mount, Route, Router
from starlette.types import Scope as AsgiScope

from troth.app import Troth, accounts
from troth.app.accounts import Scope
from troth.errors import TrothError
from troth.web import assets, centre, policy_page, security_txt, sign_in, speech, stop_page, try_page
from troth.web.console.pages import PAGES as CONSOLE
from troth.web.house import House
from troth.web.visit import Form, Visit, check_origin, cookie_name, is_secure, read_form

incidents = logging.getLogger("troth.incidents")

Page = Callable[[House, Visit], Response]
Endpoint = Callable[[HttpRequest], Awaitable[Response]]

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
}
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]  # all that get a page, if only to say no
HSTS = "max-age=63072000; includeSubDomains"


def mount(app: FastAPI, troth: Troth) -> None:
    """Adds the pages to an application: every address that is not the API's is theirs."""
    app.router.routes.append(_Pages("", app=Router(_routes(House(troth)))))


class _Pages(Mount):
    """All addresses but those of the API, which answers for its own in its own way."""

    def matches(self, scope: AsgiScope) -> tuple[Match, AsgiScope]:
        path = scope.get("path", "")
        if path in ("/v1", "/openapi.json") or path.startswith("/v1/"):
            return Match.NONE, {}
        return super().matches(scope)


def _routes(house: House) -> list[Route]:
    def page(path: str, show: Page, method: str = "GET", scope: Scope | None = None) -> Route:
        return Route(path, _endpoint(house, show, scope), methods=[method])

    own = centre.Centre(house)
    return [
        page("/", policy_page.current),
        page("/policy/{policy}/{version:path}", policy_page.version),
        page("/try", try_page.show, scope="ask"),
        page("/try", try_page.answer, "POST", scope="ask"),
        page("/sign-in", sign_in.show),
        page("/sign-in", sign_in.enter, "POST"),
        page("/sign-out", sign_in.leave, "POST"),
        *(page(path, show, method, scope="cases") for method, path, show in CONSOLE),
        Route("/stop/{token}", _stopping(house), methods=["GET", "POST"]),
        *(Route(path, _personal(house, own, show), methods=[method]) for method, path, show in centre.PAGES),
        page("/robots.txt", _robots),
        page(f"/{security_txt.PATH}", security_txt.show),
        page("/assets/{stamp}/{name}", _asset),
        Route("/{rest:path}", _endpoint(house, _nothing, None), methods=METHODS),
    ]


def _endpoint(house: House, show: Page, scope: Scope | None) -> Endpoint:
    async def answer(http: HttpRequest) -> Response:
        form = await _form(http)
        return await run_in_threadpool(_shown, house, show, scope, http, form)

    return _guarded(house, answer)


def _personal(house: House, own: centre.Centre, show: centre.Show) -> Endpoint:
    """A page of the privacy centre, for whom the data belong to."""

    async def answer(http: HttpRequest) -> Response:
        form = await _form(http, anywhere=http.url.path in centre.FROM_ANYWHERE)
        return await run_in_threadpool(centre.answer, own, show, http, form)

    return _guarded(house, answer)


def _stopping(house: House) -> Endpoint:
    """A stop link takes what comes from anywhere: the mail program's server has no page of ours to come from."""

    async def answer(http: HttpRequest) -> Response:
        if http.method != "POST":
            return stop_page.look(house)
        way = await stop_page.way_of(http)
        return await run_in_threadpool(stop_page.press, house, http.path_params["token"], way)

    return _guarded(house, answer)


def _guarded(house: House, answer: Endpoint) -> Endpoint:
    async def endpoint(http: HttpRequest) -> Response:
        with speech.answering(http):
            response = await _calm(house, answer, http)
            speech.tell(response, http)
            return _protected(response, http)

    return endpoint


async def _calm(house: House, answer: Endpoint, http: HttpRequest) -> Response:
    """The answer, or a page about what went wrong."""
    try:
        return await answer(http)
    except HTTPException as error:
        return house.error(error.status_code)
    except TrothError as error:
        return house.error(error.status, error)
    except Exception as error:  # noqa: BLE001  the last one to see it: it must become a page, and show no value
        return house.error(500, incident=_incident(error))


async def _form(http: HttpRequest, *, anywhere: bool = False) -> Form:
    if http.method != "POST":
        return Form()
    if not anywhere:
        check_origin(http)
    return await read_form(http)


def _shown(house: House, show: Page, scope: Scope | None, http: HttpRequest, form: Form) -> Response:
    visit = _visit(house, http, form)
    if scope is None:
        return show(house, visit)
    if visit.account is None:
        return house.page("sign-in.html", visit, status=403, token="", why="needed")
    if scope not in visit.account.scopes:
        raise HTTPException(403)
    if http.method == "POST":
        visit.check_token()
    return show(house, visit)


def _visit(house: House, http: HttpRequest, form: Form) -> Visit:
    """Only an account of staff has a session here: what an application may do, it does through the API."""
    cookie = http.cookies.get(cookie_name(http), "")
    if not cookie:
        return Visit(http, form)
    with house.troth.database.read() as tx:
        account = accounts.by_session(tx, cookie, house.troth.clock())
    if account is None or "staff" not in account.scopes:
        return Visit(http, form)
    return Visit(http, form, account, cookie)


def _protected(response: Response, http: HttpRequest) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if is_secure(http):
        response.headers["strict-transport-security"] = HSTS
    return response


def _incident(error: Exception) -> str:
    """A number to find it by. The log has the kind of error and its places, not its message."""
    number = secrets.token_hex(8)
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)
    incidents.error("incident %s: %s at %s", number, type(error).__qualname__, places)
    return number


def _robots(_house: House, _visit: Visit) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


def _asset(_house: House, visit: Visit) -> Response:
    return assets.serve(visit.path["stamp"], visit.path["name"])


def _nothing(_house: House, visit: Visit) -> Response:
    known = visit.http.method in ("GET", "HEAD", "POST")
    raise HTTPException(HTTPStatus.NOT_FOUND if known else HTTPStatus.METHOD_NOT_ALLOWED)
