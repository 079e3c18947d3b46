"""A signed token of the company's own app (RFC 7519): somebody is signed in there, and wants to come in here.

1. One of the keys on the register signed it.
2. `aud` is this deployment, `exp` lies ahead by five minutes at most, `iat` and `nbf` are not in the future.
3. `jti` was not used before.
4. `sub` is the reference of a person. `auth_time`: when they last showed the app who they are (OpenID Connect Core 2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from troth.db import Connection
from troth.errors import RequestError
from troth.people.ref import parse_person_ref
from troth.people.vouchers.keys import claims_of
from troth.people.vouchers.register import listed, use_once

LONGEST_LIFE: Final = timedelta(minutes=5)
SKEW: Final = timedelta(seconds=30)  # how far two clocks may differ
_LONGEST_ID: Final = 200


@dataclass(frozen=True, slots=True)
class Vouched:
    """`by`: the voucher's id. `proved`: when the person showed who they are; None: nobody says."""

    person: int
    by: str
    proved: datetime | None


def take_token(tx: Connection, token: str, audience: str, *, at: datetime) -> Vouched | None:
    """Who is meant, the token used up; None for one that opens nothing, whatever is wrong with it."""
    found, claims = _looked_at(tx, token, audience, at)
    ends = moment_of(claims, "exp")
    if found is None or ends is None:
        return None
    return found if use_once(tx, found.by, claims["jti"], at=at, until=ends + SKEW) else None


def look_at_token(tx: Connection, token: str, audience: str, *, at: datetime) -> Vouched | None:
    """Who is meant, by a token that may have been used: before work that is worth nothing if it opens nothing."""
    return _looked_at(tx, token, audience, at)[0]


def _looked_at(tx: Connection, token: str, audience: str, at: datetime) -> tuple[Vouched | None, Mapping[str, Any]]:
    for key in listed(tx, "app-key"):
        claims = claims_of(token, key.about["keys"])
        if claims is not None:
            return _vouched(claims, key.id, audience, at), claims
    return None, {}


def _vouched(claims: Mapping[str, Any], by: str, audience: str, at: datetime) -> Vouched | None:
    ends, issued, begins = (moment_of(claims, name) for name in ("exp", "iat", "nbf"))
    if ends is None or not at - SKEW < ends <= at + LONGEST_LIFE + SKEW:
        return None
    if any(moment is not None and moment > at + SKEW for moment in (issued, begins)):
        return None
    if not is_for(claims, audience) or not _is_id(claims.get("jti")):
        return None
    try:
        person = parse_person_ref(str(claims.get("sub")))
    except RequestError:
        return None
    proved = moment_of(claims, "auth_time")
    return Vouched(person, by, proved if proved is None or proved <= at + SKEW else None)


def is_for(claims: Mapping[str, Any], audience: str) -> bool:
    """Whether `aud` names us, alone or among others (RFC 7519, 4.1.3)."""
    named = claims.get("aud")
    listed_: Iterable[Any] = named if isinstance(named, list) else (named,)
    return any(isinstance(each, str) and each.rstrip("/") == audience.rstrip("/") for each in listed_)


def _is_id(told: Any) -> bool:
    return isinstance(told, str) and 8 <= len(told) <= _LONGEST_ID


def moment_of(claims: Mapping[str, Any], name: str) -> datetime | None:
    """A time of the claims (RFC 7519, NumericDate); None when there is none, or it is no time."""
    told = claims.get(name)
    if not isinstance(told, int | float) or isinstance(told, bool) or not 0 <= told < 1 << 34:
        return None
    return datetime.fromtimestamp(told, UTC)
