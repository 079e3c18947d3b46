"""What an agent signed: the signature, then the JSON, both in Base64 (Data Rights Protocol 1.0, 2.01 and 3.07.1).

Checked in the order of 3.07: that it decodes; that the agent's key signed it; that the agent is named in it; that it
is for us; that it was issued; that it has not run out.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

VERSION: Final = "1.0"
SKEW: Final = timedelta(seconds=30)  # how far two clocks may differ
LONGEST: Final = timedelta(days=1)  # the protocol asks for about ten minutes; what runs longer could be sent again
_SIGNATURE: Final = 64  # bytes


class Malformed(Exception):
    """It does not count. `status` of HTTP; `fatal`: it will not count later either (3.06)."""

    def __init__(self, status: int, message: str, *, fatal: bool = False) -> None:
        super().__init__(message)
        self.status, self.message, self.fatal = status, message, fatal


def opened(message: bytes, key: Ed25519PublicKey) -> dict[str, Any]:
    """The JSON that the key signed. Malformed."""
    try:
        plain = base64.b64decode(message.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise Malformed(400, "the body is not Base64") from None
    try:
        key.verify(plain[:_SIGNATURE], plain[_SIGNATURE:])
    except InvalidSignature:
        raise Malformed(403, "the signature is not the agent's") from None
    try:
        told = json.loads(plain[_SIGNATURE:])
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise Malformed(400, "what was signed is no JSON object", fatal=True)
    return told


def check(told: Mapping[str, Any], agent: str, business: str, at: datetime) -> None:
    """That what was signed is from the agent, for us, for now, and of this version of the protocol. Malformed."""
    if told.get("agent-id") != agent:
        raise Malformed(403, "another agent is named in it than the token's")
    if told.get("business-id") != business:
        raise Malformed(403, "it is for another business")
    issued, ends = _moment(told, "issued-at"), _moment(told, "expires-at")
    if issued > at + SKEW:
        raise Malformed(400, "it was issued in the future")
    if ends <= at:
        raise Malformed(400, "it has run out", fatal=True)
    if ends > issued + LONGEST:
        raise Malformed(400, "it would count for more than a day", fatal=True)
    if told.get("drp.version") != VERSION:
        raise Malformed(400, f"the version of the protocol is not {VERSION}", fatal=True)


def _moment(told: Mapping[str, Any], name: str) -> datetime:
    try:
        found = datetime.fromisoformat(str(told.get(name)))
    except ValueError:
        raise Malformed(400, f"`{name}` is no time of ISO 8601", fatal=True) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
