"""Instants, intervals and durations, as the policy files and the requests write them (SPEC 2, 10)."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any


def instant(value: Any) -> datetime:
    """SPEC 2: a date or a time; UTC when it names no zone. Raises ValueError for anything else."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - the zone comes below
    if not isinstance(value, datetime):
        raise ValueError("not a date or time")
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def duration(value: Any) -> timedelta | None:
    """SPEC 7: `30d` or `72h`; None for what is neither, which no time ever fulfils."""
    found = re.fullmatch(r"(\d{1,6})([hd])", value) if isinstance(value, str) else None
    if not found:
        return None
    return timedelta(hours=int(found[1]) * (24 if found[2] == "d" else 1))


def in_force(interval: Mapping[str, Any], at: datetime) -> bool:
    """SPEC 10: an interval holds from `from`, up to but not at `until`; without `from` it does not."""
    start = interval.get("from")
    return start is not None and start <= at and before_end(interval, at)


def before_end(interval: Mapping[str, Any], at: datetime) -> bool:
    """SPEC 10: not yet at `until`; an interval without one has no end."""
    end = interval.get("until")
    return end is None or at < end
