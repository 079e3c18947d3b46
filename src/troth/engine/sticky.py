"""Sticky versions (SPEC 6): a datum carries the version it was collected under; a new use must be chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from troth.language import Duty, Version

if TYPE_CHECKING:
    from troth.engine.facts import Facts
    from troth.engine.version import CompiledVersion


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
    return tuple(_mode(duty) for duty in duties if _on_change(duty)) or (Mode(),)


def _on_change(duty: Duty) -> bool:
    on = duty.params.get("on", "material-change")
    return "material-change" in ((on,) if isinstance(on, str) else on)


def _mode(duty: Duty) -> Mode:
    window = duty.params.get("window")
    return Mode(duty.params.get("mode") or "opt-in", None if window is None else window.length)


def may_go_on(here: CompiledVersion, facts: Facts, permits: Callable[[CompiledVersion], bool]) -> bool:
    """Whether what version `here` permits may be done to a datum collected under another version."""
    used = next((version for version in here.siblings if version.id == facts.carried), None)
    if used is None:
        return False
    if permits(used):
        return True
    return used.place < here.place and _accepted(_new_versions(used, here, permits), facts, here.modes)


def _new_versions(
    used: CompiledVersion, here: CompiledVersion, permits: Callable[[CompiledVersion], bool]
) -> frozenset[str]:
    """W … V: the last run of versions after U that all permit. That V does is why we are here."""
    first = here.place
    while first - 1 > used.place and permits(here.siblings[first - 1]):
        first -= 1
    return frozenset(version.id for version in here.siblings[first : here.place + 1])


def _accepted(versions: frozenset[str], facts: Facts, modes: Sequence[Mode]) -> bool:
    made = [d for d in facts.person.decisions if d.version in versions and d.at <= facts.at]
    if made:
        # At the same instant declined beats agreed: less happens.
        return max(made, key=lambda d: (d.at, d.answer == "declined")).answer == "agreed"
    told = [at for version, at in facts.person.notified.items() if version in versions and at <= facts.at]
    since = facts.at - min(told) if told else None
    return all(mode.accepts(since) for mode in modes)
