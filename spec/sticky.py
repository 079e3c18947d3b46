"""Sticky versions: an old datum keeps the terms it was collected under (SPEC 6)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from spec.policy import Policy, Version


def chosen(policy: Policy, version: Version, request: dict[str, Any], permits: Callable[[Version], bool]) -> bool:
    """SPEC 6: whether what V permits may be done to a datum that came under U. `permits` tells of the others."""
    ids, came_under = [each.id for each in policy.versions], (request.get("datum") or {}).get("version")
    if came_under is None or came_under == version.id:
        return True
    if came_under not in ids:
        return False
    old, new = ids.index(came_under), ids.index(version.id)
    first = new  # becomes the place of W
    while first > old + 1 and permits(policy.versions[first - 1]):
        first -= 1
    return permits(policy.versions[old]) or agreed_to(ids[first : new + 1] if old < new else [], version, request)


def agreed_to(ids: list[str], version: Version, request: dict[str, Any]) -> bool:
    """SPEC 6: the newest decision on any of W … V, else what V's `give-choice` makes of silence."""
    person, at = request.get("person") or {}, request["at"]
    decisions = [each for each in person.get("decisions") or [] if each["version"] in ids and each["at"] <= at]
    if decisions:
        last = max(each["at"] for each in decisions)
        return all(each["answer"] == "agreed" for each in decisions if each["at"] == last)
    notified = [when for name, when in (person.get("notified") or {}).items() if name in ids and when <= at]
    # YAML 1.1 reads the word `on` as true.
    duties = [each for each in version.duties("give-choice") if each.get("on", each.get(True)) == "material-change"]
    return bool(duties and notified) and all(silence_permits(each, at - min(notified)) for each in duties)


def silence_permits(duty: dict[Any, Any], waited: timedelta) -> bool:
    """SPEC 6: notice is enough, or its window has passed; `opt-in` needs a yes."""
    window = re.fullmatch(r"(\d{1,6})([hd])", str(duty.get("window")))
    if duty.get("mode") == "opt-out" and window:
        return waited >= timedelta(hours=int(window[1]) * {"h": 1, "d": 24}[window[2]])
    return duty.get("mode") == "notice"
