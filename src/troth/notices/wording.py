"""What the notice of a version says in this deployment: the same words from the first message to the last."""

from __future__ import annotations

from collections.abc import Collection

from troth.db import Connection
from troth.errors import Conflict
from troth.notices import store
from troth.notices.announcing import Announcement
from troth.notices.guard import LIVE
from troth.notices.words import Words, words_of
from troth.people.model import Realm


def words_to_send(
    tx: Connection,
    told_of: Announcement,
    place: str | None,
    *,
    among: Collection[int] | None = None,
    realms: tuple[Realm, ...] = LIVE,
) -> Words:
    """With the link to the privacy centre at `place`, if that is known.

    Of every message the digest of its words is kept. A notice whose sending began without the link goes on without it.
    Raises Conflict where it began with words that cannot be said again, since the address or the policy's text is
    another now: two people would have been told two things of one version.
    """
    said = store.select_words(tx, told_of, realms, among)
    known = [words_of(told_of.old, told_of.new, place), words_of(told_of.old, told_of.new)]
    found = known[0] if not said else next((words for words in known if words.digest in said), None)
    if found is None:
        raise Conflict(
            f"the notice of {told_of.new.ref} went out in other words before",
            help="put the setting address, or the policy's text, back to what it was then; or tell the others by post",
        )
    return found
