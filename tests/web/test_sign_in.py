"""Sessions: a link opens one, once; nothing else does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.house import Served, Ticking, Visitor
from tests.web.page import Page, words
from troth.app import accounts
from troth.errors import Conflict, NotFound


def test_looking_at_the_link_uses_nothing_up(served: Served, visitor: Visitor) -> None:
    token = served.link()
    for _ in range(2):
        assert visitor.page(f"/sign-in?token={token}").value("token") == token
    answer = visitor.post("/sign-in", data={"token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_the_cookie_is_kept_from_scripts_and_other_sites(served: Served, visitor: Visitor) -> None:
    cookie = visitor.post("/sign-in", data={"token": served.link()}).headers["set-cookie"]
    assert cookie.startswith("troth-session=")
    for part in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age=43200"):
        assert part in cookie
    assert "Domain" not in cookie


def test_a_link_opens_once(served: Served) -> None:
    token = served.link()
    assert served.enter(token).status_code == 303
    assert "troth sign-in STORE" in Page.of(served.enter(token), 403).text


def test_the_page_says_which_command_gives_a_link(visitor: Visitor) -> None:
    assert "troth sign-in STORE" in words(visitor.page("/sign-in").one("main"))


def test_a_link_is_for_an_account_by_id_or_label_that_opens_the_console(served: Served) -> None:
    at = served.troth.clock()
    with served.troth.database.write() as tx:
        bea, _ = accounts.make(tx, "Bea", ("staff", "cases"), (), at)
        shop, _ = accounts.make(tx, "web shop", ("use",), (), at)
        gone, _ = accounts.make(tx, "Gus", ("staff",), (), at)
        accounts.revoke(tx, gone.id, at)
        assert accounts.who_signs_in(tx, "Bea") == accounts.who_signs_in(tx, bea.id) == bea
        for name in ("web shop", shop.id, "Gus", gone.id, "nobody"):
            with pytest.raises(NotFound, match="opens the console"):
                accounts.who_signs_in(tx, name)
        accounts.make(tx, "Bea", ("staff",), (), at)
        with pytest.raises(Conflict, match="several"):
            accounts.who_signs_in(tx, "Bea")


def test_wrong_and_used_and_late_links_get_the_same_page(small: Served) -> None:
    clock = small.troth.clock
    assert isinstance(clock, Ticking)
    used, late = small.link(), small.link()
    small.enter(used)
    clock.now += timedelta(minutes=31)
    answers = [small.enter(token) for token in (used, late, "wrong", "", small.link("read"))]
    assert {(answer.status_code, answer.text, "set-cookie" in answer.headers) for answer in answers} == {
        (403, answers[0].text, False)
    }


def test_a_session_ends_after_half_a_day(small: Served) -> None:
    clock = small.troth.clock
    assert isinstance(clock, Ticking)
    with small.staff() as staff:
        assert staff.get("/try").status_code == 200
        clock.now += timedelta(hours=12, seconds=1)
        assert words(staff.page("/try", 403).one("h1")) == "Sign in first"


def test_signing_out_ends_the_session_and_not_only_the_cookie(served: Served, staff: Visitor) -> None:
    kept = staff.cookies["troth-session"]
    answer = staff.post("/sign-out", data={"form-token": staff.page("/try").value("form-token")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "troth-session" not in staff.cookies
    with served.visitor(cookies={"troth-session": kept}) as thief:
        assert thief.get("/try").status_code == 403


def test_a_revoked_account_is_out_at_once(served: Served) -> None:
    with served.staff("staff", "ask") as staff:
        assert staff.get("/try").status_code == 200
        with served.troth.database.write() as tx:
            account = next(a for a, _, gone in accounts.every(tx) if a.scopes == {"staff", "ask"} and gone is None)
            accounts.revoke(tx, account.id, served.troth.clock())
        assert staff.get("/try").status_code == 403


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_trying_needs_a_session(visitor: Visitor, method: str) -> None:
    page = Page.of(visitor.request(method, "/try", data={"request": "{}"} if method == "POST" else None), 403)
    assert words(page.one("h1")) == "Sign in first"


def test_staff_without_the_scope_may_not_try(served: Served) -> None:
    with served.staff("staff") as staff:
        assert words(staff.page("/try", 403).one("h1")) == "That is not open to you"


def test_a_made_up_cookie_opens_nothing(served: Served) -> None:
    with served.visitor(cookies={"troth-session": "made-up"}) as visitor:
        assert visitor.get("/try").status_code == 403
        assert "Sign in" in visitor.page("/").text
