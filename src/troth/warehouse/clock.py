"""Times in SQL: the time asked about, fixed or running, and how a table keeps times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlglot import exp

from troth.errors import SettingsError
from troth.warehouse.pieces import Expression, text

Kept = Literal["timestamp", "text", "microseconds"]
KEPT: tuple[Kept, ...] = ("timestamp", "text", "microseconds")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """What `now` is in the statement. `at` None: the database's own time, or what is bound to `bind`."""

    kept: Kept = "timestamp"
    dialect: str = "postgres"
    at: datetime | None = None
    bind: str | None = None

    def now(self) -> Expression:
        return self.ago(timedelta(0))

    def ago(self, window: timedelta) -> Expression:
        """The time so long before now."""
        if self.at is not None:
            return self.moment(self.at - window)
        if self.bind is None:
            return _RUNNING[self.kept](window, self.dialect)
        return _less(_cast(exp.Placeholder(this=self.bind), self.kept), window, self.kept, self.dialect)

    def moment(self, at: datetime) -> Expression:
        """A time as the table keeps it."""
        if self.kept == "microseconds":
            return exp.Literal.number((at - _EPOCH) // timedelta(microseconds=1))
        told = at.astimezone(UTC).replace(tzinfo=None)
        written = told.isoformat(" ", "microseconds" if told.microsecond else "seconds")
        return text(written) if self.kept == "text" else exp.cast(text(written + "+00:00"), "timestamptz")


def _cast(value: Expression, kept: Kept) -> Expression:
    return exp.cast(value, "timestamptz") if kept == "timestamp" else value


def _seconds(window: timedelta) -> Expression:
    return exp.Literal.number(int(window.total_seconds()))


def _timestamp(window: timedelta, dialect: str) -> Expression:
    return _less(exp.CurrentTimestamp(), window, "timestamp", dialect)


def _text(window: timedelta, dialect: str) -> Expression:
    """SQLite's way, whose times are text in UTC."""
    if dialect != "sqlite":
        raise SettingsError(
            "`times: text` is SQLite's way", help="leave `times` out, and cast the columns to timestamps"
        )
    return _less(exp.CurrentTimestamp(), window, "text", dialect)


def _microseconds(_window: timedelta, dialect: str) -> Expression:
    raise SettingsError(f"whole microseconds know no current time in {dialect}", help="give --at, or --bind")


_RUNNING = {"timestamp": _timestamp, "text": _text, "microseconds": _microseconds}


def _less(now: Expression, window: timedelta, kept: Kept, dialect: str) -> Expression:
    if not window:
        return now
    if kept == "microseconds":
        return exp.Sub(this=now, expression=exp.Literal.number(window // timedelta(microseconds=1)))
    if kept == "text":
        back = text(f"-{int(window.total_seconds())} seconds")
        return exp.Anonymous(this="DATETIME", expressions=[now, back])
    seconds = exp.Var(this="SECOND")
    if dialect == "bigquery":
        return exp.TimestampSub(this=now, expression=_seconds(window), unit=seconds)
    written = exp.Interval(this=text(str(int(window.total_seconds()))), unit=seconds)
    return exp.Sub(this=now, expression=written)


def timed(source: Expression, clock: Clock) -> Expression:
    """A copy of a mapped piece, with the time asked about where it says `:at`."""

    def put(node: Expression) -> Expression:
        return clock.now() if isinstance(node, exp.Placeholder) and node.name == "at" else node

    return source.transform(put)
