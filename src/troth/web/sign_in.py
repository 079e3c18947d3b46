"""Signing in by a link that opens once, and signing out."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from troth.app import accounts
from troth.app.accounts import SESSION_LIFE
from troth.web.house import House
from troth.web.visit import Visit, cookie_name, is_secure


def show(house: House, visit: Visit) -> Response:
    """A page with one button. Looking at it uses nothing up: a preview of the link does not either."""
    token = visit.query.get("token", "")
    return house.page("sign-in.html", visit, token=token, why="" if token else "asked")


def enter(house: House, visit: Visit) -> Response:
    """Changes the token for a session. A wrong, used or late one, and one of no staff, get the same page."""
    troth = house.troth
    with troth.database.write() as tx:
        cookie = accounts.start_session(tx, visit.form.get("token"), troth.clock())
        account = accounts.by_session(tx, cookie, troth.clock()) if cookie else None
        if cookie is None or account is None or "staff" not in account.scopes:
            if cookie is not None:
                accounts.end_session(tx, cookie)
            return house.page("sign-in.html", None, status=403, token="", why="closed")
        if visit.cookie:
            accounts.end_session(tx, visit.cookie)
    response = RedirectResponse("/", 303)
    response.set_cookie(
        cookie_name(visit.http),
        cookie,
        max_age=int(SESSION_LIFE.total_seconds()),
        path="/",
        secure=is_secure(visit.http),
        httponly=True,
        samesite="strict",
    )
    return response


def leave(house: House, visit: Visit) -> Response:
    """Ends the session, here and in the browser."""
    if visit.account is not None:
        visit.check_token()
        with house.troth.database.write() as tx:
            accounts.end_session(tx, visit.cookie)
    response = RedirectResponse("/", 303)
    response.delete_cookie(
        cookie_name(visit.http), path="/", secure=is_secure(visit.http), httponly=True, samesite="strict"
    )
    return response
