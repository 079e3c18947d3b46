"""Erase and remove: after the time to take it back; then one looks what is there (GDPR Art. 17; PDPO s.26).

1. Who asked to see their data as well sees them first: the erasure waits until what was put together was fetched, or
   can be fetched no more.
2. Recipients are told: before everything goes, while it is still known who they are; else of what is seen to be gone.
3. Everything goes, or what was named; what a hold keeps stays.
4. What is found gone, and what stays and why, is counted afterwards, signed, and sent.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from troth.cases import store
from troth.cases.asked import Asked
from troth.cases.model import Case
from troth.cases.parts import CLERK, Parts, Result
from troth.cases.recall import queue_notices, recipients_of
from troth.db import Connection
from troth.lifetimes import Life
from troth.people.ref import ref

AGAIN: Final = timedelta(minutes=10)  # how often it is looked whether the package was fetched


def erase(parts: Parts, tx: Connection, case: Case, asked: Asked) -> Result:
    """Everything of the person, or the data that are named."""
    until = _first(parts, tx, case)  # 1
    if until is not None:
        return Result("waiting", "access-first", until)
    if asked.data:
        covers = _covering(parts, asked.data)
        return _some(parts, tx, case, lambda life: covers(life.item.category))
    return _all(parts, tx, case)


def remove(parts: Parts, tx: Connection, case: Case, asked: Asked) -> Result:
    """Single items: a post, a testimonial, what somebody told of another. Without items staff have to look."""
    lives = {life.item.id: life for life in parts.lifetimes.lives(tx, case.person)}
    wanted = [lives[item] for item in asked.items if item in lives]
    if not wanted:
        return Result("handed", "need_details")
    ids = {life.item.id for life in wanted}
    return _some(parts, tx, case, lambda life: life.item.id in ids)


def _first(parts: Parts, tx: Connection, case: Case) -> datetime | None:
    """Until when the erasure has to wait for an access that was asked for as well."""
    at = parts.clock()
    others = [each for each in store.cases_of(tx, case.person) if each.kind in ("access", "port")]
    if any(not each.closed and each.level >= each.needs and each.state != "paused" for each in others):
        return min(at + AGAIN, case.due) if at < case.due else None
    ends = store.unfetched_until(tx, case.person)
    return min(ends, at + AGAIN) if ends is not None and at < min(ends, case.due) else None


def _all(parts: Parts, tx: Connection, case: Case) -> Result:
    told = queue_notices(parts, tx, case.person, "erasure", lambda _: True, case=case.id)  # 2
    post = parts.letters.last(tx, case.person) if not parts.is_drill(tx, case.person) else None
    found = parts.tell.erase(tx, CLERK, case.person)  # 3, 4
    if post is not None:
        post("case-erased", {"number": ref("c", case.id), "kind": case.kind, "certificate": found.note})
    details: dict[str, Any] = {"complete": found.complete, "recipients": recipients_of(told)}
    return Result("done", None if found.complete else "held", details=details, note=found.note, told=True)


def _some(parts: Parts, tx: Connection, case: Case, chosen: Callable[[Life], bool]) -> Result:
    lives = [life for life in parts.lifetimes.lives(tx, case.person) if chosen(life)]
    going = [life.item.id for life in lives if not life.holds]
    parts.vault.delete_items(tx, case.person, going)  # 3
    left = {item.id for item in parts.vault.items(tx, case.person)}  # 4
    gone = Counter(life.item.category for life in lives if life.item.id not in left)
    kept = [life for life in lives if life.item.id in left]
    told = queue_notices(parts, tx, case.person, "erasure", gone.__contains__, case=case.id)  # 2
    note = parts.ledger.sign(_certificate(case, parts.clock(), gone, kept))
    details: dict[str, Any] = {"gone": dict(gone), "kept": _counted(kept), "recipients": recipients_of(told)}
    if not lives:
        return Result("denied", "no_match", details=details)
    return Result(
        "done" if gone or not kept else "denied", "duty_to_keep" if kept else None, details=details, note=note
    )


def _certificate(case: Case, at: datetime, gone: Counter[str], kept: Sequence[Life]) -> str:
    why = sorted({(life.item.category, hold.kind, hold.reference) for life in kept for hold in life.holds})
    told = {
        "case": ref("c", case.id),
        "at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "gone": dict(sorted(gone.items())),
        "kept": _counted(kept),
        "why": [{"data": data, "kind": kind, "reference": reference} for data, kind, reference in why],
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _counted(lives: Sequence[Life]) -> dict[str, int]:
    return dict(sorted(Counter(life.item.category for life in lives).items()))


def _covering(parts: Parts, terms: Sequence[str]) -> Callable[[str], bool]:
    """Whether a category is one of the terms or below, in any version: what is widest goes."""
    trees = [version.terms.data for policy in parts.engine().policies for version in policy.versions]

    def covers(category: str) -> bool:
        return any(term in tree.terms and tree.covers(term, category) for tree in trees for term in terms)

    return covers
