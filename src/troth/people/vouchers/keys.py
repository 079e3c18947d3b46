"""Public keys of those who vouch, and what they signed (RFC 7515, 7517).

Three algorithms are taken, all of them signatures with a public key: never a shared secret, never none (RFC 8725, 3.1).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key
from joserfc.jws import JWSRegistry

from troth.errors import RequestError

Key = RSAKey | ECKey | OKPKey
Jwk = Mapping[str, Any]
MOST_KEYS: Final = 10
LONGEST: Final = 20_000  # characters of a token
SHORTEST_RSA: Final = 2048  # bits (NIST SP 800-131A)
_ALGORITHMS: Final = {"EC": ("ES256",), "OKP": ("EdDSA", "Ed25519"), "RSA": ("RS256",)}  # RFC 9864 renames EdDSA
ALGORITHMS: Final = tuple(name for names in _ALGORITHMS.values() for name in names)
_CURVES: Final = {"EC": "P-256", "OKP": "Ed25519"}


class _Registry(JWSRegistry):
    """Ed25519 under its old name too (RFC 9864, 4.1.1), which meant Ed448 as well: not here."""

    def get_alg(self, name: str) -> Any:
        return super().get_alg("Ed25519" if name == "EdDSA" else name)


_TAKEN: Final = _Registry(algorithms=list(ALGORITHMS))


def public_keys(told: str | Mapping[str, Any]) -> list[dict[str, Any]]:
    """The keys of a JWKS, one JWK, or a public key in PEM. RequestError for anything else, and for a private key."""
    try:
        listed = _listed(told)
        keys = [_imported(each) for each in listed]
    except (JoseError, ValueError, TypeError, KeyError):
        raise RequestError("no public key can be read", help="give a JWKS, a JWK, or a public key in PEM") from None
    if not 1 <= len(keys) <= MOST_KEYS:
        raise RequestError("the keys are too many, or none", help=f"give 1 to {MOST_KEYS}")
    return [_public(key) for key in keys]


def claims_of(token: str, keys: Iterable[Jwk]) -> dict[str, Any] | None:
    """What a token says, if one of the keys signed it; None otherwise. The claims themselves are not judged."""
    if len(token) > LONGEST:
        return None
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError):
        return None
    named = header.get("kid")
    for each in keys:
        if named is None or each.get("kid") in (None, named):
            found = _claims(token, each, str(header.get("alg")))
            if found is not None:
                return found
    return None


def _claims(token: str, jwk: Jwk, algorithm: str) -> dict[str, Any] | None:
    if algorithm not in _ALGORITHMS.get(str(jwk.get("kty")), ()):
        return None
    try:
        return dict(jwt.decode(token, import_key(dict(jwk)), registry=_TAKEN).claims)
    except (JoseError, ValueError):
        return None


def _listed(told: str | Mapping[str, Any]) -> list[Any]:
    if isinstance(told, str):
        if told.lstrip().startswith("-----BEGIN"):
            return [told]
        told = json.loads(told)
    if not isinstance(told, Mapping):
        raise ValueError
    return list(told["keys"]) if "keys" in told else [dict(told)]


def _imported(told: Any) -> Key:
    if isinstance(told, str):
        found = next(filter(None, (_from_pem(told, kind) for kind in _ALGORITHMS)), None)
    else:
        if told["kty"] not in _ALGORITHMS:
            raise ValueError
        _long_enough(told)
        found = import_key(dict(told))
    if not isinstance(found, RSAKey | ECKey | OKPKey) or found.is_private:
        raise ValueError
    curve = found.as_dict(private=False).get("crv")
    if curve != _CURVES.get(found.key_type):
        raise ValueError
    _long_enough(found.as_dict(private=False))
    return found


def _long_enough(jwk: Mapping[str, Any]) -> None:
    """ValueError for an RSA key of fewer bits than count; six bits stand in each sign of the modulus."""
    if jwk.get("kty") == "RSA" and len(str(jwk.get("n", ""))) * 6 < SHORTEST_RSA:
        raise ValueError


def _from_pem(told: str, kind: Any) -> Any:
    try:
        return import_key(told, kind)
    except (JoseError, ValueError):
        return None


def _public(key: Key) -> dict[str, Any]:
    kept = ("kty", "crv", "x", "y", "n", "e", "kid")
    return {name: value for name, value in key.as_dict(private=False).items() if name in kept}
