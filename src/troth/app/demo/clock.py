"""The demo's clock: set by hand while the past is made up, then running on from there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class DemoClock:
    """Call it for the time. Until `start`, it stands where it was `set`."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._offset: timedelta | None = None

    def __call__(self) -> datetime:
        return self._at if self._offset is None else datetime.now(UTC) + self._offset

    def set(self, at: datetime) -> None:
        self._at = at

    def start(self) -> None:
        self._offset = self._at - datetime.now(UTC)
