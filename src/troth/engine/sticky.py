"""Sticky versions (SPEC 6): a datum carries the version it was collected under; a new use must be chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from troth.engine.facts import Facts
from troth.engine.modes import Mode
from troth.engine.version import CompiledVersion


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
