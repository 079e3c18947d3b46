"""Who vouches for who somebody is: the company's own apps, a sign-in provider, agents on a register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

VoucherKind = Literal["app-key", "provider", "agent"]
VOUCHER_KINDS: Final[tuple[VoucherKind, ...]] = ("app-key", "provider", "agent")


@dataclass(frozen=True, slots=True)
class Voucher:
    """`about`: what it is known by in public: keys, an issuer. `secret`: what it shares with us, sealed."""

    id: str
    kind: VoucherKind
    name: str
    about: Mapping[str, Any]
    made_at: datetime
    entered_by: str
    secret: bytes | None = field(default=None, repr=False)
    ended_at: datetime | None = None
