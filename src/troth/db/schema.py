"""What all tables share: one metadata, ids, and times as whole microseconds."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, MetaData
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# A person's number: random, 63 bits, tells nothing. INTEGER in SQLite, so that it may be the row id.
PersonKey = BigInteger().with_variant(Integer(), "sqlite")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970 UTC: the same order and ties on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else self.encode(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else self.decode(value)

    @staticmethod
    def encode(value: datetime) -> int:
        """The number under which a time is kept."""
        return (value - _EPOCH) // _MICROSECOND

    @staticmethod
    def decode(value: int) -> datetime:
        """The time of a number as it is kept."""
        return _EPOCH + timedelta(microseconds=value)


def new_id() -> int:
    """A fresh random id of 63 bits (never 0)."""
    return secrets.randbits(63) or 1
