"""Plain values to bytes and back."""

from __future__ import annotations

import json
from typing import Any

from troth.errors import RequestError
from troth.vault.model import File, Kind


def kind_of(value: Any, *, credential: bool) -> Kind:
    """The kind under which the value is kept. `RequestError` when it is none that can be."""
    if credential:
        if not isinstance(value, str):
            raise RequestError(f"a credential is text, not {type(value).__name__}")
        return Kind.CREDENTIAL
    if isinstance(value, str):
        return Kind.TEXT
    if isinstance(value, File):
        return Kind.FILE
    if isinstance(value, dict | list | int | float):  # a bool is an int
        return Kind.JSON
    raise RequestError(
        f"a value of type {type(value).__name__} cannot be kept",
        help="give text, JSON (a dict, list, number or bool), or a File",
    )


def encode(value: Any, kind: Kind) -> bytes:
    """The bytes that are sealed. `RequestError` when it is no JSON, or text that no UTF-8 can hold."""
    try:
        if kind is Kind.JSON:
            return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        return bytes(value.encode())
    except (TypeError, ValueError, RecursionError):  # the message would quote the value
        raise RequestError("the value is not JSON, or not text in Unicode") from None


def decode(plain: bytes, kind: Kind) -> Any:
    return json.loads(plain) if kind is Kind.JSON else plain.decode()
