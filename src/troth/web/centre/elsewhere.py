"""Coming in by the word of somebody else: the company's own app, or a provider of accounts."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from troth.people.vouchers import LONGEST_WAY
from troth.web.centre.desk import Centre
from troth.web.centre.guest import HOME, Guest, let_in
from troth.web.visit import is_secure

CLOSED = f"{HOME}/account/closed"


def token(centre: Centre, guest: Guest) -> Response:
    """Changes a token that the company's own app signed for a session. It comes from the app, not from a page here."""
    before = guest.visit.cookie if guest.session else ""
    cookie = centre.identity.enter_app(guest.form.get("token"), centre.troth.pages(), before)
    return closed(centre, guest) if cookie is None else let_in(guest.http, cookie)


def go(centre: Centre, guest: Guest) -> Response:
    """To the provider, with a cookie that knows who comes back."""
    found = centre.provider()
    if found is None:
        raise HTTPException(404)
    cookie, place = found[1].begin(guest.at)
    answer = RedirectResponse(place, 303)
    life = int(LONGEST_WAY.total_seconds())
    answer.set_cookie(
        _name(guest.http), cookie, max_age=life, path="/", secure=is_secure(guest.http), httponly=True, samesite="lax"
    )
    return answer


def back(centre: Centre, guest: Guest) -> Response:
    """From the provider. What it says counts in the browser that was sent there, and once."""
    found = centre.provider()
    if found is None:
        raise HTTPException(404)
    came = found[1].finish(guest.http.cookies.get(_name(guest.http), ""), guest.visit.query, guest.at)
    before = guest.visit.cookie if guest.session else ""
    cookie = centre.identity.enter_elsewhere(came, before) if came else None
    # Either way on to a page without the code in its address.
    answer = RedirectResponse(CLOSED, 303) if cookie is None else let_in(guest.http, cookie)
    answer.delete_cookie(_name(guest.http), path="/", secure=is_secure(guest.http), httponly=True, samesite="lax")
    return answer


def closed(centre: Centre, _guest: Guest) -> Response:
    """The same page for whoever does not get in, whatever the reason."""
    return centre.page("centre/closed.html", None, status=403)


def _name(http: HttpRequest) -> str:
    return "__Host-troth-away" if is_secure(http) else "troth-away"


PLACES = (
    ("POST", f"{HOME}/token", token),
    ("GET", f"{HOME}/account", go),
    ("GET", f"{HOME}/account/back", back),
    ("GET", CLOSED, closed),
)
