"""Which new versions people must be told of before they take effect (SPEC 6, 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from troth.language import Policy, Version
from troth.review import compare

WAYS = {"email": "email", "post": "postal-address"}  # how people are told, and the datum that it takes


@dataclass(frozen=True, slots=True)
class Announcement:
    """A version that must be announced: `older`, all before it; `newer`, itself and all after it; by which ways.

    To have been told of a later version is to have been told of this one.
    """

    old: Version
    new: Version
    older: tuple[str, ...]
    newer: tuple[str, ...]
    by: tuple[str, ...]

    @property
    def reached_by(self) -> tuple[str, ...]:
        """The terms of what one must hold of a person to tell them; who left none of it cannot be told."""
        tree = self.new.terms.data
        return tuple(sorted({term for way in self.by for term in tree.descendants(WAYS[way])}))


def announced(policies: Sequence[Policy]) -> Iterator[Announcement]:
    """Every version that must be announced, in order."""
    for policy in policies:
        for place, (old, new) in enumerate(pairwise(policy.versions), 1):
            by = must_be_announced(old, new)
            if by:
                names = [version.version for version in policy.versions]
                yield Announcement(old, new, tuple(names[:place]), tuple(names[place:]), by)


@lru_cache(maxsize=64)
def must_be_announced(old: Version, new: Version) -> tuple[str, ...]:
    """The ways in which people must be told before the new version takes effect; none: it need not be announced.

    Both have a say: the old made the promise, the new repeats it. A new version cannot take back the promise that
    there would be word of it.
    """
    duties = [c.duty.params for v in (old, new) for c in v.duties("notify") if c.duty is not None]
    binding = [params for params in duties if params.get("before") == "effective" and _asks(params.get("on"), old, new)]
    ways = {way for params in binding for way in params.get("by") or ("email",)}
    return tuple(way for way in WAYS if way in ways)


def _asks(on: object, old: Version, new: Version) -> bool:
    return on == "policy-update" or (on == "material-change" and compare(old, new).material)
