"""A token that the company's own app signed opens a session: once, soon, for this deployment alone."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from tests.web.centre.seat import House, Person, Seat
from troth.cases import vouching
from troth.people.sign_in import find_session

KEYS: dict[str, Any] = {
    "ES256": ECKey.generate_key("P-256"),
    "Ed25519": OKPKey.generate_key("Ed25519"),
    "RS256": RSAKey.generate_key(2048),
}
Sign = Callable[..., str]


def enter(house: House, key: Any) -> str:
    troth = house.troth
    with troth.database.write() as tx:
        jwk = key.as_dict(private=False)
        return vouching.enter_app_key(tx, troth.ledger, troth.caller, "app", jwk, at=troth.clock()).id


@pytest.fixture(scope="session")
def entered(house: House) -> dict[str, str]:
    return {name: enter(house, key) for name, key in KEYS.items()}


@pytest.fixture
def sign(house: House, ann: Person, request: pytest.FixtureRequest) -> Sign:
    """Makes a token for Ann; what is given is put in its place, None takes it away."""
    request.getfixturevalue("entered")

    def made(alg: str = "ES256", key: Any = None, **more: Any) -> str:
        now = int(house.troth.clock().timestamp())
        claims = {"sub": ann.ref, "aud": house.troth.pages(), "iat": now, "exp": now + 60, "jti": secrets.token_hex(8)}
        claims = {name: value for name, value in {**claims, "auth_time": now, **more}.items() if value is not None}
        return jwt.encode({"alg": alg}, claims, key or KEYS[alg], registry=JWSRegistry(algorithms=[alg]))

    return made


def comes(seat: Seat, token: str) -> int:
    """As the app's own page sends it, from another site."""
    return seat.post("/me/token", data={"token": token}, headers={"sec-fetch-site": "cross-site"}).status_code


@pytest.mark.parametrize("alg", KEYS)
def test_a_token_opens_a_session(house: House, ann: Person, stranger: Seat, sign: Sign, alg: str) -> None:
    assert comes(stranger, sign(alg)) == 303
    assert "Ann Amber" in stranger.values().text
    told = next(entry.details for entry in reversed(house.entries(ann)) if entry.act == "sign-in")
    assert (told["by"], told["voucher"][:2]) == ("app", "k-")


def test_it_opens_once(stranger: Seat, sign: Sign) -> None:
    token = sign()
    assert [comes(stranger, token) for _ in range(2)] == [303, 403]


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "https://elsewhere.example/"},
        {"aud": None},
        {"exp": None},
        {"exp": 1},
        {"exp": 1 << 33},
        {"iat": 1 << 33},
        {"nbf": 1 << 33},
        {"jti": None},
        {"jti": "short"},
        {"sub": "p0000000000001"},
        {"sub": "ann@mail.example"},
        {"sub": None},
    ],
    ids=str,
)
def test_what_is_wrong_with_it_does_not_show(stranger: Seat, sign: Sign, wrong: dict[str, Any]) -> None:
    answers = [stranger.post("/me/token", data={"token": token}) for token in (sign(**wrong), "nothing", "a.b.c")]
    assert {(answer.status_code, answer.text) for answer in answers} == {(403, answers[0].text)}


def test_longer_than_five_minutes_is_too_long(house: House, stranger: Seat, sign: Sign) -> None:
    now = int(house.troth.clock().timestamp())
    assert [comes(stranger, sign(exp=now + life)) for life in (299, 400)] == [303, 403]


def test_only_keys_on_the_register_and_three_algorithms_count(stranger: Seat, sign: Sign) -> None:
    public = KEYS["ES256"].as_dict(private=False)["x"]
    tokens = [
        sign(key=ECKey.generate_key("P-256")),
        sign("HS256", OctKey.import_key(public)),
        sign("RS512", KEYS["RS256"]),
        sign("PS256", KEYS["RS256"]),
    ]
    assert [comes(stranger, token) for token in tokens] == [403] * 4


def test_a_key_that_ended_opens_nothing(house: House, stranger: Seat, sign: Sign) -> None:
    key, troth = ECKey.generate_key("P-256"), house.troth
    number = enter(house, key)
    assert comes(stranger, sign(key=key)) == 303
    with troth.database.write() as tx:
        vouching.end_voucher(tx, troth.ledger, troth.caller, "app-key", number, at=troth.clock())
    assert comes(stranger, sign(key=key)) == 403


@pytest.mark.parametrize(("proved", "fresh"), [(0, True), (-1000, False), (None, False)])
def test_the_session_is_as_fresh_as_the_app_says(
    house: House, stranger: Seat, sign: Sign, proved: int | None, fresh: bool
) -> None:
    now = int(house.troth.clock().timestamp())
    comes(stranger, sign(auth_time=None if proved is None else now + proved))
    at = house.troth.clock()
    with house.troth.database.read() as tx:
        session = find_session(tx, stranger.cookies["troth-person"], at=at)
    assert session is not None
    assert (session.way, session.is_fresh(at)) == ("app", fresh)


def test_other_pages_still_take_forms_of_their_own_alone(stranger: Seat) -> None:
    answer = stranger.post("/me/code", data={"code": "1"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
