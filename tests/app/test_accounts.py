"""Accounts: keys that are shown once, scopes, roles, sign-in links that work once, sessions that end."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from tests.gate.house import NOW, House
from tests.journeys.planted import at_rest
from troth.app import accounts
from troth.app.accounts import SCOPES, SESSION_LIFE, SIGN_IN_LIFE, Account, Scope
from troth.errors import NotAllowed, NotFound

MOMENT = timedelta(microseconds=1)


def made(troth: House, *scopes: Scope, roles: tuple[str, ...] = ()) -> tuple[Account, str]:
    with troth.database.write() as tx:
        return accounts.make(tx, "the shop", scopes, roles, NOW)


def opens(troth: House, key: str) -> Account | None:
    with troth.database.read() as tx:
        return accounts.by_key(tx, key)


def session(troth: House, token: str, later: timedelta = timedelta()) -> str | None:
    with troth.database.write() as tx:
        return accounts.start_session(tx, token, NOW + later)


def link(troth: House, account: Account) -> str:
    with troth.database.write() as tx:
        return accounts.sign_in_link(tx, account.id, NOW)


def who(troth: House, cookie: str | None, later: timedelta = timedelta()) -> Account | None:
    with troth.database.read() as tx:
        return accounts.by_session(tx, cookie or "", NOW + later)


def test_a_key_opens_its_account_with_scopes_and_roles(troth: House) -> None:
    account, key = made(troth, "use", "collect", roles=("identity-desk",))
    assert opens(troth, key) == account
    assert (account.scopes, account.roles) == ({"use", "collect"}, {"identity-desk"})
    assert (account.caller.id, account.caller.roles) == (account.id, {"identity-desk"})


def test_what_is_no_key_opens_nothing(troth: House) -> None:
    account, key = made(troth, "use")
    for wrong in ("", key[:-1], key.upper(), key + "a", account.id, "troth_"):
        assert opens(troth, wrong) is None


def test_the_key_is_nowhere_in_the_store(troth: House) -> None:
    account, key = made(troth, "use")
    token = link(troth, account)
    cookie = session(troth, link(troth, account))
    content = b"".join(part for _, part in at_rest(troth.database))
    assert account.id.encode() in content
    for secret in (key, token, cookie or "none"):
        assert secret.removeprefix("troth_").encode() not in content


def test_a_scope_that_an_account_lacks_is_named(troth: House) -> None:
    account, _ = made(troth, "use")
    account.need("use")
    for scope in SCOPES:
        if scope != "use":
            with pytest.raises(NotAllowed, match=f"may not {scope}"):
                account.need(scope)


def test_an_unknown_scope_makes_no_account(troth: House) -> None:
    with pytest.raises(NotFound, match="no scope is called 'usage'"):
        made(troth, "use", "usage")  # type: ignore[arg-type]
    with troth.database.read() as tx:
        assert accounts.every(tx) == []


def test_a_revoked_account_opens_nothing_more_by_any_way(troth: House) -> None:
    account, key = made(troth, "staff")
    token, cookie = link(troth, account), session(troth, link(troth, account))
    assert who(troth, cookie) == account
    with troth.database.write() as tx:
        accounts.revoke(tx, account.id, NOW)
        accounts.revoke(tx, account.id, NOW + MOMENT)
    assert (opens(troth, key), who(troth, cookie), session(troth, token)) == (None, None, None)
    assert who(troth, session(troth, link(troth, account))) is None
    with troth.database.read() as tx:
        assert accounts.every(tx) == [(account, NOW, NOW)]


def test_a_sign_in_link_works_once(troth: House) -> None:
    account, _ = made(troth, "staff")
    token = link(troth, account)
    assert who(troth, session(troth, token)) == account
    assert session(troth, token) is None


def test_of_eight_who_try_one_link_at_once_one_gets_in(troth: House) -> None:
    token = link(troth, made(troth, "staff")[0])
    cookies: list[str | None] = []
    threads = [threading.Thread(target=lambda: cookies.append(session(troth, token))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([cookie for cookie in cookies if cookie]) == 1


@pytest.mark.parametrize(("later", "works"), [(SIGN_IN_LIFE - MOMENT, True), (SIGN_IN_LIFE, False)])
def test_a_sign_in_link_expires(troth: House, later: timedelta, works: bool) -> None:
    token = link(troth, made(troth, "staff")[0])
    assert (session(troth, token, later) is not None) is works


def test_a_session_ends_with_its_time_or_on_leaving(troth: House) -> None:
    account, _ = made(troth, "staff")
    first, second = (session(troth, link(troth, account)) for _ in range(2))
    assert who(troth, first, SESSION_LIFE - MOMENT) == account
    assert who(troth, first, SESSION_LIFE) is None
    with troth.database.write() as tx:
        accounts.end_session(tx, first or "")
    assert who(troth, first) is None
    assert who(troth, second) == account


def test_a_link_is_no_session_and_a_session_no_link(troth: House) -> None:
    account, _ = made(troth, "staff")
    token = link(troth, account)
    assert who(troth, token) is None
    cookie = session(troth, token)
    assert session(troth, cookie or "") is None


def test_the_houses_own_account_is_made_once_and_has_no_key(troth: House) -> None:
    with troth.database.write() as tx:
        first = accounts.staff(tx, NOW)
        assert accounts.staff(tx, NOW) == first
        accounts.revoke(tx, first.id, NOW)
        assert accounts.staff(tx, NOW) != first
    assert "collect" not in first.scopes
