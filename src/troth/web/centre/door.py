"""Coming in and going out: the form for an address, the page of a link, and signing out."""

from __future__ import annotations

import math
import secrets

from starlette.responses import Response

from troth.people.sign_in import end_session, end_sessions
from troth.web.centre.desk import Centre
from troth.web.centre.guest import Guest, asked_name, keep_asked, let_in, let_out


def form(centre: Centre, guest: Guest) -> Response:
    """Where one asks for a link."""
    out = guest.visit.query.get("out")
    provider = centre.provider()
    there = provider[0].name if provider else ""
    return centre.page("centre/ask.html", None, out=out, open=centre.post.sender is not None, there=there)


def ask(centre: Centre, guest: Guest) -> Response:
    """The same answer for every address, before anything is looked up."""
    if centre.post.sender is None:
        return form(centre, guest)
    asked = secrets.token_urlsafe(32)
    wait = centre.post.ask(guest.form.get("address"), network(guest), asked)
    return keep_asked(guest.http, _sent(centre, wait), asked)


def again(centre: Centre, guest: Guest) -> Response:
    """A new link for who is signed in already, but not since a moment ago."""
    asked = secrets.token_urlsafe(32)
    guest.check()
    wait = centre.post.ask_again(guest.who, network(guest), asked)
    return keep_asked(guest.http, _sent(centre, wait), asked)


def look(centre: Centre, _guest: Guest) -> Response:
    """The page of a link: one button. Looking uses nothing up, for mail programs look at every link."""
    return centre.page("centre/link.html", None, closed=False)


def enter(centre: Centre, guest: Guest) -> Response:
    """Changes the link for a session. A wrong, used or late one gets the same page."""
    before = guest.visit.cookie if guest.session else ""
    cookie = centre.identity.enter(guest.visit.path["token"], before)
    if cookie is None:
        return centre.page("centre/link.html", None, status=403, closed=True)
    return let_in(guest.http, cookie)


def enter_code(centre: Centre, guest: Guest) -> Response:
    """Changes the code of a letter for a session, in the browser that asked for it. A wrong one gets a link's page."""
    asked = guest.http.cookies.get(asked_name(guest.http), "")
    if wait := centre.post.wait_to_try(asked):
        return _sent(centre, wait)
    before = guest.visit.cookie if guest.session else ""
    cookie = centre.identity.enter_code(asked, guest.form.get("code").replace(" ", ""), before)
    if cookie is None:
        return centre.page("centre/link.html", None, status=403, closed=True)
    return let_in(guest.http, cookie)


def leave(centre: Centre, guest: Guest) -> Response:
    """Ends the session; with `all` every session of the person, on whatever device."""
    if guest.session is not None:
        guest.check()
        with centre.troth.database.write() as tx:
            if guest.form.get("all"):
                end_sessions(tx, guest.who)
            else:
                end_session(tx, guest.visit.cookie)
    return let_out(guest.http)


def network(guest: Guest) -> str:
    return guest.http.client.host if guest.http.client else "unknown"


def _sent(centre: Centre, wait: float) -> Response:
    if not wait:
        return centre.page("centre/sent.html", None, wait=0)
    answer = centre.page("centre/sent.html", None, status=429, wait=math.ceil(wait / 60))
    answer.headers["retry-after"] = str(max(1, math.ceil(wait)))
    return answer
