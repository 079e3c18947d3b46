"""When a version comes into force here: not before all whom it concerns have been told of it.

It concerns who holds something under an older version and left an address by which the policy promises to tell them.
Who left none keeps the older terms all the same: nothing new happens to data collected under them (SPEC 6). Drill
people are in no figure, and so hold nothing back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from troth.db import Connection
from troth.notices import store
from troth.notices.announcing import Announcement
from troth.people.model import Realm

LIVE: tuple[Realm, ...] = ("live", "demo")
Note = Callable[[Connection, Announcement, datetime], None]


def concerned(
    tx: Connection,
    told_of: Announcement,
    *,
    among: Collection[int] | None = None,
    realms: tuple[Realm, ...] = LIVE,
    after: int = 0,
    limit: int = 500,
) -> list[int]:
    """The people who are still to be told, by id. `among`: looks at these alone."""
    return store.select_untold(tx, told_of, realms, among, after, limit)


def count_concerned(tx: Connection, told_of: Announcement) -> int:
    """How many are still to be told."""
    return store.count_untold(tx, told_of, LIVE)


def ends_of_waiting(
    tx: Connection,
    waiting: Iterable[Announcement],
    now: datetime,
    *,
    among: Collection[int] | None = None,
    realms: tuple[Realm, ...] = LIVE,
    note: Note | None = None,
) -> dict[str, datetime | None]:
    """Each version (as policy@version) with the time since when it is in force here; None: it still waits.

    A version that has come into force stays so. One whose time has come, and of whom all have been told, comes into
    force now, or as of its own time if nobody was told later; `note` is called to record it. Without `note` nothing is
    written.
    """
    found: dict[str, datetime | None] = {}
    for told_of in waiting:
        since = store.select_start(tx, told_of.new) if among is None else None
        if since is None and told_of.new.effective <= now and not _untold(tx, told_of, among, realms):
            late = store.told_after(tx, told_of, told_of.new.effective)
            since = now if late else told_of.new.effective
            if note is not None:
                store.insert_start(tx, told_of.new, since, now)
                note(tx, told_of, since)
        found[told_of.new.ref] = since
    return found


def begun(tx: Connection, waiting: Iterable[Announcement]) -> dict[str, datetime | None]:
    """As `ends_of_waiting`, of what stands in the store alone: whether another process has brought it into force."""
    return {told_of.new.ref: store.select_start(tx, told_of.new) for told_of in waiting}


def _untold(
    tx: Connection, told_of: Announcement, among: Collection[int] | None, realms: tuple[Realm, ...]
) -> list[int]:
    return concerned(tx, told_of, among=among, realms=realms, limit=1)
