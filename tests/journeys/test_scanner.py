"""The search for planted values finds them: a check that cannot fail would be worth nothing."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import insert, text

from tests.gate.house import NOW, House
from tests.journeys.planted import Planted, Watch, hits, listening
from troth.app.store import account
from troth.errors import RequestError
from troth.gate import Held

WRITINGS: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "utf-16": lambda token: token.encode("utf-16"),
    "big-endian": lambda token: token.encode("utf-16-be"),
    "hexadecimal": lambda token: token.encode().hex().encode(),
    "HEXADECIMAL": lambda token: token.encode().hex().upper().encode(),
    "as PostgreSQL writes bytes": lambda token: b"\\\\x" + token.encode().hex().encode(),
    "percent-encoded": lambda token: "".join(f"%{byte:02X}" for byte in token.encode()).encode(),
    "in small letters": lambda token: token.lower().encode(),
    "in capitals": lambda token: token.upper().encode(),
    "base64 of UTF-16": lambda token: base64.b64encode(token.encode("utf-16-le")),
    **{f"base64 at {n}": lambda token, n=n: base64.b64encode(b"~" * n + token.encode() + b"~~") for n in range(6)},
}


@pytest.mark.parametrize("writing", WRITINGS)
@pytest.mark.parametrize("name", ["email", "pin", "phone"])
def test_a_value_is_found_however_it_is_written(writing: str, name: str) -> None:
    planted = Planted()
    hay = b"before " + WRITINGS[writing](planted.tokens()[name]) + b" after"
    assert [hit.split()[0] for hit in hits(planted, hay)][:1] == [name]
    assert hits(Planted(), hay) == []


def test_every_value_that_is_planted_is_looked_for() -> None:
    planted = Planted()
    for value in (*planted.sign_up.values(), planted.order, planted.pin, planted.file().name, planted.content().read()):
        assert hits(planted, value if isinstance(value, bytes) else str(value).encode())
    assert hits(planted, quote(planted.email).encode())


def test_a_telephone_number_is_found_by_its_digits() -> None:
    planted = Planted()
    assert hits(planted, planted.sign_up["phone"].replace(" ", "-").encode()) == ["phone by its digits"]


def test_it_is_found_in_the_store(troth: House) -> None:
    planted = Planted()
    with troth.database.write() as tx:
        row = {"id": "a-x", "label": planted.email, "roles": [], "scopes": [], "digest": b"x" * 32, "made_at": NOW}
        tx.execute(insert(account), row)
        tx.execute(text("UPDATE person_key SET wrapped = :w"), {"w": planted.pin.encode()})
    watch = Watch(planted)
    watch.store(troth)
    assert {hit.split(": ")[1].split()[0] for hit in watch.here} == {"email", "pin"}


def test_it_is_found_in_the_log_of_the_database(troth: House) -> None:
    planted = Planted()
    if troth.database.dialect == "postgresql":
        url = troth.database.engine.url.set(drivername="postgresql").render_as_string()
        with psycopg.connect(url, autocommit=True) as connection, pytest.raises(psycopg.errors.SyntaxError):
            connection.execute(f"SELECT FROM '{planted.email}'".encode())
    watch = Watch(planted)
    watch.store(troth)
    found = any(hit.startswith("the server's log") for hit in watch.here)
    assert found is (troth.database.dialect == "postgresql")


@pytest.mark.parametrize("name", [None, "troth.somewhere", "sqlalchemy.engine"])
def test_it_is_found_in_what_is_logged(name: str | None) -> None:
    planted, logger = Planted(), logging.getLogger(name)
    watch = Watch(planted)
    with listening(watch):
        logger.debug("of %s", planted.email)
        try:
            raise RequestError("a", help=planted.pin)
        except RequestError:
            logger.exception("failed")
    assert {hit.split(": ")[1] for hit in watch.here} >= {"email in utf-8"}
    assert not [h for h in logging.getLogger().handlers if type(h).__name__ == "_Keep"]


def test_it_is_found_in_what_is_printed_of_an_object() -> None:
    planted = Planted()
    shown = {
        "repr": [planted.email],
        "error": RequestError("an error", details={"given": planted.email}),
        "help": RequestError("an error", help=planted.email),
        "cause": _caused(KeyError(planted.email)),
        "bytes": planted.email.encode("utf-16"),
    }
    for place, thing in shown.items():
        watch = Watch(planted)
        watch.saw(place, thing)
        assert watch.here, place
    quiet = Watch(planted)
    quiet.saw("held", Held(1, "email", "1", "person", NOW, planted.email))
    assert quiet.here == []


def _caused(cause: Exception) -> Exception:
    try:
        raise RequestError("an error") from cause
    except RequestError as error:
        return error
