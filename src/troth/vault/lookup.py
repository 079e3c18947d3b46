"""Blind indexes: finding a person by an exact value without the value being there to read.

A digest is HMAC-SHA-256 of the normalised value, cut to 16 bytes. Its key is derived (HKDF, RFC 5869) for each
kind from an index key, which lies wrapped under the master key: without that key a digest tells nothing, not even
to one who guesses the value. Equal values have equal digests; that much shows. Digests leave with their item.

Two values are the same when their normal forms are:

- `email`: white space around it is dropped, then Unicode NFC and case folding of the whole; the domain's
  international form is written out (`xn--bcher-kva.example` is `bücher.example`) and a final dot dropped. Case of
  the local part is folded though RFC 5321 lets it matter: no provider in use tells `Ann@` from `ann@`.
  Dots and `+tags` stay: they differ between providers.
- `phone`: E.164 as by the international numbering plan; a number without country code is one of the default
  region. What is no possible number counts by its digits.
- `account-id`: NFC, else exact.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

import phonenumbers
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from troth.errors import RequestError
from troth.vault.seal import KEY_BYTES

DIGEST_BYTES: Final = 16


def normal_email(value: str, region: str | None = None) -> str:  # noqa: ARG001
    local, at, domain = _folded(value.strip()).rpartition("@")
    return local + at + ".".join(map(_written_out, domain.removesuffix(".").split(".")))


def normal_phone(value: str, region: str | None = None) -> str:
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return _digits(value)
    if not phonenumbers.is_possible_number(number):
        return _digits(value)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_account_id(value: str, region: str | None = None) -> str:  # noqa: ARG001
    return unicodedata.normalize("NFC", value)


NORMAL_FORMS: Final[Mapping[str, Callable[[str, str | None], str]]] = {
    "email": normal_email,
    "phone": normal_phone,
    "account-id": normal_account_id,
}


def normal_form(kind: str, value: object, region: str | None = None) -> str:
    """The form in which values of the kind are compared. `RequestError` for an unknown kind or no text."""
    if kind not in NORMAL_FORMS:
        raise RequestError("kind: there is no such look-up", help=f"one of {', '.join(NORMAL_FORMS)}")
    if not isinstance(value, str):
        raise RequestError(f"a look-up by {kind} needs text, not {type(value).__name__}")
    return NORMAL_FORMS[kind](value, region)


def derived_key(index_key: bytes, kind: str) -> bytes:
    """The HMAC key of one kind of look-up."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"troth lookup " + kind.encode()).derive(index_key)


def digest(key: bytes, normal: str) -> bytes:
    return hmac.digest(key, normal.encode("utf-8", "surrogatepass"), "sha256")[:DIGEST_BYTES]


def _folded(text: str) -> str:
    # Folding may undo NFC, and NFC may join what folding parted: twice is stable (Unicode 3.13, D145).
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _written_out(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return _folded(label.encode("ascii").decode("idna"))
    except UnicodeError:
        return label


def _digits(value: str) -> str:
    return "digits:" + "".join(str(unicodedata.digit(c)) for c in value if c.isdecimal())
