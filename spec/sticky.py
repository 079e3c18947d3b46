"""Sticky versions: an old datum keeps the terms it was collected under (SPEC 6)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from spec.policy import Policy, Version
from spec.times import duration

Permits = Callable[[Version], bool]


def chosen(policy: Policy, version: Version, request: Mapping[str, Any], permits: Permits) -> bool:
    """SPEC 6: what `version` permits may happen to a datum of its version, or to one collected before.

    `permits` says whether another version, with its own terms and duties, permits the same for the datum.
    """
    collected_under = (request.get("datum") or {}).get("version")
    if collected_under is None or collected_under == version.id:
        return True
    old = policy.named(collected_under)
    if old is None:
        return False
    if permits(old):
        return True
    first, last = policy.versions.index(old), policy.versions.index(version)
    if first > last:
        return False
    return agreed_to(new_use(policy.versions[first + 1 : last + 1], permits), version, request)


def new_use(way: tuple[Version, ...], permits: Permits) -> tuple[Version, ...]:
    """SPEC 6: W … V, from the earliest version on the way such that it and all later ones permit."""
    start = len(way) - 1  # V itself permits, or nobody would ask
    while start > 0 and permits(way[start - 1]):
        start -= 1
    return way[start:]


def agreed_to(versions: tuple[Version, ...], version: Version, request: Mapping[str, Any]) -> bool:
    """SPEC 6: the person's decision on any of W … V, else what V's `give-choice` makes of silence."""
    ids = {each.id for each in versions}
    person, at = request.get("person") or {}, request["at"]
    decisions = [
        each for each in person.get("decisions") or [] if each["version"] in ids and each["at"] <= at
    ]
    if decisions:
        last = max(each["at"] for each in decisions)
        return all(each["answer"] == "agreed" for each in decisions if each["at"] == last)
    notices = [when for name, when in (person.get("notified") or {}).items() if name in ids and when <= at]
    duties = [duty for duty in version.duties("give-choice") if duty.params.get("on") == "material-change"]
    return bool(duties and notices) and all(silence_permits(duty.params, min(notices), at) for duty in duties)


def silence_permits(params: Mapping[str, Any], told: datetime, at: datetime) -> bool:
    """SPEC 6: notice is enough, or its window has passed; opt-in, and any other mode, needs a yes."""
    if params.get("mode") == "notice":
        return True
    window = duration(params.get("window"))
    return params.get("mode") == "opt-out" and window is not None and told + window <= at
