"""How a version's `give-choice` duties count a person's silence (SPEC 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from troth.language import Duty, Version


@dataclass(frozen=True, slots=True)
class Mode:
    """How a `give-choice` duty on a material change decides for a person who said nothing."""

    name: str = "opt-in"
    window: timedelta | None = None

    def accepts(self, since: timedelta | None) -> bool:
        """`since`: how long ago the person was notified; None: never. A window not given never passes."""
        if since is None:
            return False
        if self.name == "opt-out":
            return self.window is not None and since >= self.window
        return self.name == "notice"


def modes_of(version: Version) -> tuple[Mode, ...]:
    """The version's modes: opt-in where no duty says otherwise. Of several duties each must accept."""
    duties = [c.duty for c in version.duties("give-choice") if c.duty is not None]
    return tuple(map(_mode, duties)) or (Mode(),)


def _mode(duty: Duty) -> Mode:
    window = duty.params["window"]
    return Mode(duty.params["mode"], None if window is None else window.length)
