"""One visit of a person to the privacy centre: their session, and what they bring."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from troth.app import Troth
from troth.cases import Level, level_of
from troth.people.sign_in import LINK_LIFE, Session, find_session
from troth.people.sign_in.session import WHOLE
from troth.web.visit import Form, Visit, is_secure

HOME = "/me"


class NotSignedIn(Exception):
    """The page is for somebody who is signed in."""


@dataclass(frozen=True, slots=True)
class Guest:
    """`session` None: nobody is signed in."""

    visit: Visit
    at: datetime
    session: Session | None = field(default=None, repr=False)

    @classmethod
    def of(cls, troth: Troth, http: HttpRequest, form: Form) -> Guest:
        """Who comes. A session that is used goes on."""
        cookie, at = http.cookies.get(cookie_name(http), ""), troth.clock()
        if not cookie:
            return cls(Visit(http, form), at)
        with troth.database.read() as tx:
            session = find_session(tx, cookie, at=at)
        if session is None:
            return cls(Visit(http, form), at)
        if session.is_stale(at):
            with troth.database.write() as tx:
                session.note(tx, at)
        return cls(Visit(http, form, cookie=cookie), at, session)

    @property
    def http(self) -> HttpRequest:
        return self.visit.http

    @property
    def form(self) -> Form:
        return self.visit.form

    @property
    def person(self) -> int:
        """Whose data the pages are about; NotSignedIn if nobody is signed in."""
        if self.session is None:
            raise NotSignedIn
        return self.session.person

    @property
    def who(self) -> int:
        """Who sits there: the person, or who acts for them. NotSignedIn if nobody does."""
        if self.session is None:
            raise NotSignedIn
        return self.session.who

    @property
    def level(self) -> Level:
        """How well it is known who sits there."""
        return level_of(self.session, self.at) if self.session else Level.NOBODY

    @property
    def is_fresh(self) -> bool:
        """Whether they signed in a moment ago, as what shows or hands out values asks."""
        return self.session is not None and self.session.is_fresh(self.at)

    def check(self) -> int:
        """Who sent the form: NotSignedIn if nobody is, HTTPException (403) if the form was not of this session."""
        person = self.person
        self.visit.check_token()
        return person

    def number(self, name: str) -> int:
        """A number of the form or path. HTTPException (404) for anything else."""
        text = self.form.get(name) or self.visit.path.get(name) or self.visit.query.get(name) or ""
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise HTTPException(404)
        return int(text)


def cookie_name(http: HttpRequest) -> str:
    """Over TLS the name binds the cookie to this host alone (RFC 6265bis, 4.1.3.2)."""
    return "__Host-troth-person" if is_secure(http) else "troth-person"


def asked_name(http: HttpRequest) -> str:
    """The cookie of a browser that asked for a link."""
    return "__Host-troth-asked" if is_secure(http) else "troth-asked"


def keep_asked(http: HttpRequest, answer: Response, asked: str) -> Response:
    """Remembers for as long as a link lives that it was asked for here."""
    life = int(LINK_LIFE.total_seconds())
    answer.set_cookie(
        asked_name(http), asked, max_age=life, path="/", secure=is_secure(http), httponly=True, samesite="strict"
    )
    return answer


def let_in(http: HttpRequest, cookie: str) -> Response:
    """To the centre, with a session. Lax: who comes by a link of ours in their mail is still signed in."""
    answer = RedirectResponse(HOME, 303)
    life = int(WHOLE.total_seconds())
    answer.set_cookie(
        cookie_name(http), cookie, max_age=life, path="/", secure=is_secure(http), httponly=True, samesite="lax"
    )
    return answer


def let_out(http: HttpRequest, why: str = "1") -> Response:
    """To the first page, without a session, here and in the browser."""
    answer = RedirectResponse(f"{HOME}?out={why}", 303)
    answer.delete_cookie(cookie_name(http), path="/", secure=is_secure(http), httponly=True, samesite="lax")
    answer.headers["clear-site-data"] = '"cache"'
    return answer
