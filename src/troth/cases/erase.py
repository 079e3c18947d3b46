"""Erase and remove: after the time to take it back; then one looks what is there (GDPR Art. 17; PDPO s.26).

1. Who asked to see their data as well sees them first: the erasure waits until what was put together was fetched, or
   can be fetched no more.
2. Recipients are told: before everything goes, while it is still known who they are; else of what is seen to be gone.
3. Everything goes, or what was named; what a hold keeps stays, and is shown to nobody.
4. What is found gone, and what stays and why, is counted afterwards, signed, and sent.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from troth import people
from troth.cases import store
from troth.cases.asked import Asked
from troth.cases.model import Case, RecipientNotice
from troth.cases.parts import CLERK, Parts, Result
from troth.cases.recall import queue_notices, recipients_of
from troth.db import Connection
from troth.gate import publications
from troth.ledger import Entry
from troth.lifetimes import Life
from troth.people.ref import ref
from troth.vault.givers import told_by

AGAIN: Final = timedelta(minutes=10)  # how often it is looked whether the package was fetched


def erase(parts: Parts, tx: Connection, case: Case, asked: Asked) -> Result:
    """Everything of the person, or the data that are named."""
    until = _first(parts, tx, case)  # 1
    if until is not None:
        return Result("waiting", "access-first", until)
    if asked.data:
        covers = _covering(parts, asked.data)
        lives = parts.lifetimes.lives(tx, case.person)
        return _some(parts, tx, case, [life for life in lives if covers(life.item.category)])
    return _all(parts, tx, case)


def remove(parts: Parts, tx: Connection, case: Case, asked: Asked) -> Result:
    """Single items: a post, a testimonial, what they told of another. Without items staff have to look."""
    wanted = set(asked.items)
    of_others = {told.person for told in told_by(tx, case.person) if told.item in wanted}
    lives = [life for life in parts.lifetimes.lives(tx, case.person) if life.item.id in wanted]
    lives += [life for other in sorted(of_others) for life in _told_of(parts, tx, other, wanted)]
    return _some(parts, tx, case, lives) if lives else Result("handed", "need_details")


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


def _told_of(parts: Parts, tx: Connection, other: int, wanted: Collection[int]) -> list[Life]:
    """Of those items, what is held of the other, who is kept from changing meanwhile."""
    people.hold_person(tx, other)
    return [life for life in parts.lifetimes.lives(tx, other) if life.item.id in wanted]


def _some(parts: Parts, tx: Connection, case: Case, lives: Sequence[Life]) -> Result:
    gone, kept, told = Counter[str](), list[Life](), list[RecipientNotice]()
    post = _last_word(parts, tx, case)
    for person in dict.fromkeys(life.item.person for life in lives):
        theirs = [life for life in lives if life.item.person == person]
        parts.vault.delete_items(tx, person, [life.item.id for life in theirs if not life.holds])  # 3
        left = {item.id for item in parts.vault.items(tx, person)}  # 4
        went = Counter(life.item.category for life in theirs if life.item.id not in left)
        stays = [life for life in theirs if life.item.id in left]
        _take_down(parts, tx, stays)
        kept += stays
        told += _tell(parts, tx, case, person, went)  # 2
        gone += went
    note = parts.ledger.sign(_certificate(case, parts.clock(), gone, kept))
    details: dict[str, Any] = {"gone": dict(gone), "kept": _counted(kept), "recipients": recipients_of(told)}
    if not lives:
        return Result("denied", "no_match", details=details)
    kind: Literal["done", "denied"] = "done" if gone or not kept else "denied"
    why = "duty_to_keep" if kept else None
    return Result(kind, why, details=details, note=note, told=post(why))


def _take_down(parts: Parts, tx: Connection, lives: Sequence[Life]) -> None:
    """What a hold keeps is kept for that alone: nobody sees it any more (GDPR Art. 18(2))."""
    for item in (life.item for life in lives):
        if publications.standing(tx, item.person, item.id):
            parts.tell.unpublish(tx, CLERK, item.person, item.id)


def _last_word(parts: Parts, tx: Connection, case: Case) -> Callable[[str | None], bool]:
    """What queues the word that it is done, or why not all of it, if their address went with the rest; and says
    whether it did."""
    reached = not parts.is_drill(tx, case.person) and parts.letters.reaches(tx, case.person)
    post = parts.letters.last(tx, case.person) if reached else None

    def queue(why: str | None) -> bool:
        if post is None or parts.letters.reaches(tx, case.person):
            return False
        about = {"number": ref("c", case.id), "kind": case.kind}
        if why is None:
            post("case-done", about)
        else:
            post("case-denied", {**about, "reason": why, "further": ""})
        return True

    return queue


def _tell(parts: Parts, tx: Connection, case: Case, person: int, gone: Counter[str]) -> list[RecipientNotice]:
    """Queues the notices to recipients. Of somebody else than who asked, an entry of theirs says what went; whose
    case it was stays unsaid."""
    if person == case.person:
        return queue_notices(parts, tx, person, "erasure", gone.__contains__, case=case.id)
    if not gone:
        return []
    details = {"by": "giver", "data": sorted(gone), "items": gone.total(), "actor": CLERK.id}
    parts.ledger.append(tx, Entry("erase", parts.clock(), person, {**details, **parts.drill_mark(tx, person)}))
    return queue_notices(parts, tx, person, "erasure", gone.__contains__)


def _certificate(case: Case, at: datetime, gone: Counter[str], kept: Sequence[Life]) -> str:
    own = [life for life in kept if life.item.person == case.person]  # why another's are kept is about that other
    why = sorted({(life.item.category, hold.kind, hold.reference) for life in own for hold in life.holds})
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
