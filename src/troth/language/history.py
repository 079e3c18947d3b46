"""The order in which the versions of a policy take effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from troth.language.findings import did_you_mean, quoted
from troth.language.model import Finding, Version


def in_order(versions: Sequence[Version]) -> tuple[tuple[Version, ...], list[Finding]]:
    """The versions by the time they take effect, then by who supersedes whom, then by id; and what is odd."""
    by_id = {version.version: version for version in versions}
    ordered = sorted(versions, key=lambda v: (v.effective, _depth(v, by_id), v.version))
    return tuple(ordered), [*_unknown(ordered, by_id), *_at_once(ordered)]


def _depth(version: Version, by_id: Mapping[str, Version]) -> int:
    """How many versions come before it in the chain of `supersedes`; a ring counts each once."""
    seen = {version.version}
    before = version.supersedes
    while before is not None and before in by_id and before not in seen:
        seen.add(before)
        before = by_id[before].supersedes
    return len(seen)


def _unknown(ordered: Sequence[Version], by_id: Mapping[str, Version]) -> Iterator[Finding]:
    for version in ordered:
        before = version.supersedes
        if before is None:
            continue
        if before not in by_id:
            message = f"it supersedes {quoted(before)}, and there is no such version here"
            others = [v.version for v in ordered if v is not version]
            help_ = did_you_mean(before, others) or "add that version, or take `supersedes` out"
            yield Finding("unknown-version", "error", message, version.place, help_)
        elif by_id[before].effective > version.effective or before == version.version:
            message = f"it supersedes {quoted(before)}, which does not take effect before it"
            yield Finding("supersedes-later", "error", message, version.place, "see `effective` and `supersedes`")


def _at_once(ordered: Sequence[Version]) -> Iterator[Finding]:
    """Two versions effective at once: the later of this order answers (SPEC 9)."""
    for first, second in pairwise(ordered):
        if first.effective == second.effective:
            message = f"it takes effect at the same time as version {quoted(first.version)}"
            yield Finding("versions-at-once", "error", message, second.place, "give one of them another time")
