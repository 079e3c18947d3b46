"""How often somebody may come: so many times in a moving window (RFC 6585, section 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from time import monotonic

from troth.errors import SettingsError

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_RATE = re.compile(r"(\d+)\s*(?:/|\s|per)\s*(\d*)\s*(second|minute|hour|day)s?")
_MANY = 100_000  # whose visits are counted at once


@dataclass(slots=True)
class _Visits:
    """Of one caller: how many in this window, and in the one before."""

    window: int
    now: int = 0
    before: int = 0


@dataclass(slots=True)
class Rate:
    """`most` visits in any `seconds`: those of the window before count by the part of it that is not yet past."""

    most: int
    seconds: int
    _visits: dict[str, _Visits] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Rate:
        """The rate of a setting such as `1200/minute` or `10 per 2 hours`. SettingsError for anything else."""
        match = _RATE.fullmatch(text.strip().lower())
        if match is None or int(match[1]) == 0:
            raise SettingsError(f"{text!r} is no rate", help="write it as 1200/minute or 10 per 2 hours")
        return cls(int(match[1]), int(match[2] or 1) * _SECONDS[match[3]])

    def wait(self, who: str) -> float:
        """0 for a visit that may be, which is counted; else how many seconds to wait."""
        window, gone = divmod(monotonic(), self.seconds)
        visits = self._of(who, int(window))
        if visits.now + visits.before * (1 - gone / self.seconds) >= self.most:
            return self.seconds - gone
        visits.now += 1
        return 0.0

    def _of(self, who: str, window: int) -> _Visits:
        visits = self._visits.get(who)
        if visits is None:
            if len(self._visits) >= _MANY:
                self._visits = {name: each for name, each in self._visits.items() if each.window >= window - 1}
            visits = self._visits[who] = _Visits(window)
        elif visits.window != window:
            visits.before = visits.now if visits.window == window - 1 else 0
            visits.window, visits.now = window, 0
        return visits
