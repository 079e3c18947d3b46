"""Instants and intervals, as the policy files and the requests write them (SPEC 2, 10)."""

from datetime import UTC, date, datetime
from typing import Any


def instant(value: Any) -> datetime:
    """SPEC 2: a date or a time; UTC when it names no zone. Raises ValueError for anything else."""
    time = datetime.fromisoformat(value.isoformat() if isinstance(value, date) else value)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def in_force(interval: dict[str, Any], at: datetime, without_start: bool = False) -> bool:
    """SPEC 10: an interval holds from `from`, up to but not at `until`; without that it has no end."""
    start, end = interval.get("from"), interval.get("until")
    return (without_start if start is None else start <= at) and (end is None or at < end)
